internal import SMSArguments
internal import SMSCore
internal import SMSDaemon
internal import SMSSystem

/// Where `status` learns what it shows.
struct StatusSource: Sendable {
  private let configuration: Configuration
  private let now: @Sendable () -> WallTime

  /// A source that reads the ledger and the directories of a configuration.
  init(_ configuration: Configuration, _ context: Context) {
    self.configuration = configuration.knowingZones(at: context.now)
    now = { context.now }
  }

  /// Reads everything, the ledger in one short transaction.
  ///
  /// - Throws: `CommandFailure`: 77 without permission, 69 if there is no ledger yet.
  func read() throws(CommandFailure) -> StatusView {
    let ledger = try LedgerAccess.open(configuration, for: "status")
    let summary = try rethrowing(CommandFailure.init) { () throws(LedgerError) in
      try ledger.summary()
    }
    return StatusView(
      summary,
      configuration,
      DaemonLook.at(configuration.state),
      StatusSurroundings(of: configuration, summary),
      now: now()
    )
  }
}
