package import SMSCore
package import SMSDaemon

/// The state of daemon and ledger, as `status` tells it.
package struct StatusView {
  /// The states that `status` counts, in the order of a job's way.
  static let states: [JobState] = [
    .queued, .deferred, .held, .attempting, .inDoubt, .sent, .failed, .expired, .canceled,
    .uncertain,
  ]

  /// The word for a state here, where what is in doubt is told apart from what else is deferred.
  static func word(_ state: JobState) -> String { state == .inDoubt ? "in_doubt" : state.name }

  let summary: LedgerSummary
  let configuration: Configuration
  let now: WallTime
  let daemon: DaemonLook
  let notes: DaemonNotes

  /// - Parameters:
  ///   - summary: The ledger.
  ///   - configuration: What the daemon runs with.
  ///   - daemon: Whether it runs.
  ///   - now: The time.
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

  /// Spools of the configuration, and those that only the ledger still knows.
  var spools: [String] {
    let known = Set(summary.totals.map(\.spool)).subtracting([Configuration.operatorSpool])
    return known.union(configuration.spools.keys).sorted()
  }

  /// Accounts of the configuration, and those that jobs still wait for.
  var accounts: [String] {
    Set(summary.waiting.map(\.lane.account)).union(configuration.accounts.keys).sorted()
  }

  func jobs(_ spool: String, _ state: JobState) -> Int {
    summary.totals.first { $0.spool == spool && $0.state == state }?.jobs ?? 0
  }

  /// When the first waiting message of an account is or was due.
  func firstDue(_ account: String) -> WallTime? {
    summary.waiting.filter { $0.lane.account == account }.map(\.firstDue).min()
  }

  /// Why nothing is written any more; nil if the ledger works, or no daemon does.
  var ledgerFailure: DaemonState.LedgerFailure? {
    daemon.presence.isUp ? daemon.state?.ledgerFailure : nil
  }

  func isHeld(_ scope: HoldScope) -> Bool {
    summary.holds.contains(.all) || summary.holds.contains(scope)
  }
}
