internal import SMSCore
internal import SMSSecrets
internal import SMSSystem

/// What the operators' page needs from the rest of the daemon.
struct PageDependencies: Sendable {
  /// Where revocations and the audit are.
  var ledger: any NoteStore & AuditRecord
  /// Sessions are good as long as it is the same.
  var key: SecretKey
  /// Whether the ledger may have forgotten revocations.
  var isRestored: Bool
  var log: Log
  /// The last hour.
  var points: @Sendable () -> [RatePoint]
  /// How many commits of the ledger there were.
  var commits: @Sendable () -> Int
  var clock: @Sendable () -> WallTime
}

extension PageDependencies {
  init(_ storage: Storage, _ reporting: Reporting, isRestored: Bool) {
    let (rates, commits) = (reporting.rates, reporting.commits)
    self.init(
      ledger: storage.ledger,
      key: storage.secret,
      isRestored: isRestored,
      log: reporting.log,
      points: { rates.points },
      commits: { commits.value },
      clock: { WallTime(nanoseconds: Clocks.wall) }
    )
  }
}
