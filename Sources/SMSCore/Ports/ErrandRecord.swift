/// The port to commands that are carried out outside of the ledger; see `Command.isErrand`.
package protocol ErrandRecord: Sendable {
  /// Ends the job of a command.
  ///
  /// - Parameters:
  ///   - job: The command's job; passed over if it has ended.
  ///   - end: What came of it.
  ///   - now: The wall clock.
  /// - Throws: `LedgerError`; nothing is changed then.
  func end(errand job: JobNumber, with end: ErrandEnd, at now: WallTime) async throws(LedgerError)
}

/// What came of a command that was carried out outside of the ledger.
package enum ErrandEnd: Hashable, Sendable {
  /// JSON text that says what was done.
  case done(String)
  case failed(JobError)
}
