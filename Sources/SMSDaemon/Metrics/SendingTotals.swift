package import SMSCore
package import SMSMetrics

/// What the dispatcher's reports add up to since the start.
package struct SendingTotals: Sendable {
  private struct Attempt: Hashable {
    let account: String
    let status: Int?
    let code: ErrorCode?

    var order: (String, Int, String) { (account, status ?? 0, code?.rawValue ?? "") }
  }

  /// From a provider next door to the longest `timeout_seconds` that makes sense.
  static let latencyBounds = [0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60]
  /// From an idle daemon to a message that waited for most of its life.
  static let wireBounds = [
    0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 15, 60, 300, 900, 3_600, 14_400,
  ]

  private var attempts: [Attempt: Int] = [:]
  private var latency: [String: Histogram] = [:]
  private var toWire: [Priority: Histogram] = [:]
  private var segments: [String: Int] = [:]
  private var mms: [String: Int] = [:]

  package init() {}

  package mutating func add(_ report: DispatcherReport) {
    switch report {
    case .attempt(let attempt): add(attempt)
    case .reconciled(let entry, .sent): addSent(entry)
    default: break
    }
  }

  private mutating func add(_ report: DispatcherReport.AttemptReport) {
    let account = report.entry.lane.account
    let status = report.outcome.httpStatus
    let key = Attempt(account: account, status: status, code: report.outcome.error?.code)
    attempts[key, default: 0] += 1
    if status != nil {
      latency[account, default: Histogram(bounds: Self.latencyBounds)].observe(report.took.seconds)
    }
    if report.attempt == 1, let leftAt = report.leftAt {
      let start = report.entry.droppedAt ?? report.entry.dueAt
      toWire[report.entry.lane.priority, default: Histogram(bounds: Self.wireBounds)]
        .observe(leftAt.since(start).seconds)
    }
    if case .sent = report.next { addSent(report.entry) }
  }

  private mutating func addSent(_ entry: AgendaEntry) {
    if entry.envelope.isMMS { mms[entry.lane.account, default: 0] += 1 }
    segments[entry.lane.account, default: 0] += entry.envelope.segments
  }

  /// - Parameter names: What is configured, which has values from the start.
  /// - Returns: The metrics.
  package func families(_ names: KnownNames) -> [MetricFamily] {
    var attempts = MetricFamily(DaemonMetric.attempts)
    for (key, count) in self.attempts.sorted(by: { $0.key.order < $1.key.order }) {
      let status = key.status.map { String($0) } ?? "none"
      attempts.add(count, key.account, status, key.code?.rawValue ?? "")
    }
    let accounts = names.accounts.union(latency.keys).union(segments.keys).sorted()
    var latency = MetricFamily(DaemonMetric.providerLatency)
    var segments = MetricFamily(DaemonMetric.segments)
    var mms = MetricFamily(DaemonMetric.mms)
    for account in accounts {
      latency.add(self.latency[account] ?? Histogram(bounds: Self.latencyBounds), account)
      segments.add(self.segments[account] ?? 0, account)
      mms.add(self.mms[account] ?? 0, account)
    }
    var toWire = MetricFamily(DaemonMetric.dropToWire)
    for priority in Priority.allCases {
      toWire.add(self.toWire[priority] ?? Histogram(bounds: Self.wireBounds), priority.name)
    }
    return [attempts, latency, toWire, segments, mms]
  }
}

/// The names in the configuration that are labels.
package struct KnownNames: Hashable, Sendable {
  package var accounts: Set<String>
  /// With the operator's.
  package var spools: Set<String>

  package init(accounts: Set<String>, spools: Set<String>) {
    self.accounts = accounts
    self.spools = spools
  }

  init(_ configuration: Configuration) {
    self.init(
      accounts: Set(configuration.accounts.keys),
      spools: Set(configuration.layouts.keys)
    )
  }
}
