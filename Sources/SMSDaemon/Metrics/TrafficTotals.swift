package import SMSCore
package import SMSMetrics

/// What was refused, and what the provider reported, since the start.
package struct TrafficTotals: Sendable {
  private struct Refusal: Hashable {
    let spool: String
    let code: ErrorCode
  }

  private struct Report: Hashable {
    let status: Delivery.Status
    let match: Match
  }

  private enum Match: String, CaseIterable {
    case joined
    case unmatched
    case repeated
  }

  private struct Text: Hashable {
    let spool: String
    let keyword: ReplyKeyword?
  }

  private var refusals: [Refusal: Int] = [:]
  private var receipts: [Report: Int] = [:]
  private var texts: [Text: Int] = [:]
  private var listed: [String: Int] = [:]
  private var media = (stored: 0, failed: 0, deferred: 0, bytes: Int64(0))

  package init() {}

  /// A request of a spool was refused.
  package mutating func refused(_ code: ErrorCode, in spool: String) {
    refusals[Refusal(spool: spool, code: code), default: 0] += 1
  }

  package mutating func add(_ status: Delivery.Status, _ match: ReceiptMatch) {
    let match: Match =
      switch match {
      case .joined: .joined
      case .unmatched: .unmatched
      case .repeated: .repeated
      }
    receipts[Report(status: status, match: match), default: 0] += 1
  }

  package mutating func add(_ text: InboundOutcome) {
    guard text.isNew else { return }
    texts[Text(spool: text.spool, keyword: text.keyword), default: 0] += 1
  }

  /// Texts of an account came from the provider's list.
  package mutating func caughtUp(_ count: Int, account: String) {
    listed[account, default: 0] += count
  }

  /// The daemon tried to fetch a file of a text.
  package mutating func add(_ end: MediumEnd) {
    switch end {
    case .stored(_, let bytes):
      media.stored += 1
      media.bytes += bytes
    case .failed: media.failed += 1
    case .again: media.deferred += 1
    }
  }

  /// - Parameter names: What is configured, which has values from the start.
  /// - Returns: The metrics.
  package func families(_ names: KnownNames) -> [MetricFamily] {
    var rejected = MetricFamily(DaemonMetric.rejected)
    let order = { (key: Refusal) in (key.spool, key.code.rawValue) }
    for (key, count) in refusals.sorted(by: { order($0.key) < order($1.key) }) {
      rejected.add(count, key.spool, key.code.rawValue)
    }
    var reports = MetricFamily(DaemonMetric.receipts)
    for status in Delivery.Status.allCases {
      for match in Match.allCases {
        let count = receipts[Report(status: status, match: match)] ?? 0
        reports.add(count, status.name, match.rawValue)
      }
    }
    var received = MetricFamily(DaemonMetric.textsReceived)
    for spool in names.spools.union(texts.keys.map(\.spool)).sorted() {
      for keyword in [nil, ReplyKeyword.stop, .start] {
        let count = texts[Text(spool: spool, keyword: keyword)] ?? 0
        received.add(count, spool, keyword?.label ?? "none")
      }
    }
    var missed = MetricFamily(DaemonMetric.textsCaughtUp)
    for account in names.accounts.union(listed.keys).sorted() {
      missed.add(listed[account] ?? 0, account)
    }
    var files = MetricFamily(DaemonMetric.mediaFiles)
    files.add(media.stored, "stored")
    files.add(media.failed, "failed")
    files.add(media.deferred, "deferred")
    let bytes = MetricFamily(DaemonMetric.mediaBytes, Double(media.bytes))
    return [rejected, reports, received, missed, files, bytes]
  }
}

extension ReplyKeyword {
  fileprivate var label: String {
    switch self {
    case .stop: "stop"
    case .start: "start"
    }
  }
}
