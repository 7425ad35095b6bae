package import SMSCore
package import SMSMetrics
internal import SMSSystem
internal import Synchronization

/// Counts what happens, a batch at a time, from whatever queue it happens on.
package final class MetricsRecorder: Sendable {
  private let sending = Mutex(SendingTotals())
  private let ledger = Mutex(LedgerTotals())
  private let traffic = Mutex(TrafficTotals())
  private let readyAt = Mutex<WallTime?>(nil)
  /// When the process started, in seconds since 1970: computed once, as the clocks drift apart.
  private let startTime: Double?

  package init() {
    let status = ProcessStatus(of: CurrentProcess.identifier)
    startTime = status.map { Double(ProcessUsage.start(of: $0)) / 1e9 }
  }

  /// Counts what the dispatcher reports in one turn.
  package func add(_ reports: [DispatcherReport]) {
    sending.withLock { totals in
      for report in reports { totals.add(report) }
    }
  }

  /// Counts a commit of the ledger.
  package func add(_ report: CommitReport) {
    ledger.withLock { $0.add(report) }
  }

  /// Counts a request that was refused.
  package func refused(_ code: ErrorCode, in spool: String) {
    traffic.withLock { $0.refused(code, in: spool) }
  }

  /// Counts receipts.
  ///
  /// - Parameters:
  ///   - receipts: The receipts.
  ///   - matches: What each of them met.
  package func add(_ receipts: [Receipt], _ matches: [ReceiptMatch]) {
    traffic.withLock { totals in
      for (receipt, match) in zip(receipts, matches) {
        totals.add(Composition.receipts.status(of: receipt), match)
      }
    }
  }

  /// Counts texts from people.
  package func add(_ texts: [InboundOutcome]) {
    traffic.withLock { totals in
      for text in texts { totals.add(text) }
    }
  }

  /// Counts texts of an account that only the provider's list brought.
  func caughtUp(_ count: Int, account: String) {
    traffic.withLock { $0.caughtUp(count, account: account) }
  }

  /// Counts a try to fetch a file of a text.
  func add(_ end: MediumEnd) {
    traffic.withLock { $0.add(end) }
  }

  /// The daemon takes requests from now on.
  func ready(at now: WallTime) {
    readyAt.withLock { $0 = now }
  }

  /// Everything counted so far.
  package func families(_ names: KnownNames) -> [MetricFamily] {
    let (sending, ledger) = (sending.withLock(\.self), ledger.withLock(\.self))
    let traffic = traffic.withLock(\.self)
    var times: [MetricFamily] = []
    if let ready = readyAt.withLock(\.self) {
      times.append(MetricFamily(DaemonMetric.readyTime, Double(ready.milliseconds) / 1e3))
    }
    if let startTime { times.append(MetricFamily(DaemonMetric.startTime, startTime)) }
    return sending.families(names) + ledger.families(names) + traffic.families(names) + times
  }
}
