package import SMSCore
package import SMSDaemon

/// The state of the daemon and the ledger as shown by `status`.
package struct StatusView {
  /// The states that `status` counts, in the order in which a job passes through them.
  static let states: [JobState] = [
    .queued, .deferred, .held, .attempting, .inDoubt, .sent, .failed, .expired, .canceled,
    .uncertain,
  ]

  /// The word for a state here; unlike results, it distinguishes `in_doubt` from `deferred`.
  static func word(_ state: JobState) -> String { state.word }

  let summary: LedgerSummary
  let configuration: Configuration
  let now: WallTime
  let daemon: DaemonLook
  let notes: DaemonNotes

  /// - Parameters:
  ///   - summary: The ledger's summary.
  ///   - configuration: The configuration that the daemon runs with.
  ///   - daemon: The state of the daemon.
  ///   - now: The current time.
  package init(
    _ summary: LedgerSummary,
    _ configuration: Configuration,
    _ daemon: DaemonLook,
    now: WallTime
  ) {
    self.summary = summary
    self.configuration = configuration
    self.daemon = daemon
    self.now = now
    notes = DaemonNotes(summary.notes)
  }

  /// The configured spools, and those that only the ledger still has.
  var spools: [String] {
    let known = Set(summary.totals.map(\.spool)).subtracting([Configuration.operatorSpool])
    return known.union(configuration.spools.keys).sorted()
  }

  /// The configured accounts, and those for which jobs are waiting.
  var accounts: [String] {
    Set(summary.waiting.map(\.lane.account)).union(configuration.accounts.keys).sorted()
  }

  func jobs(_ spool: String, _ state: JobState) -> Int {
    summary.totals.first { $0.spool == spool && $0.state == state }?.jobs ?? 0
  }

  /// When an account's first waiting message is or was due; nil if none is waiting.
  func firstDue(_ account: String) -> WallTime? {
    summary.waiting.filter { $0.lane.account == account }.map(\.firstDue).min()
  }

  /// Why nothing can be written to the ledger; nil if it works or no daemon runs.
  var ledgerFailure: DaemonState.LedgerFailure? {
    daemon.presence.isUp ? daemon.state?.ledgerFailure : nil
  }

  func isHeld(_ scope: HoldScope) -> Bool {
    summary.holds.contains(.all) || summary.holds.contains(scope)
  }
}
