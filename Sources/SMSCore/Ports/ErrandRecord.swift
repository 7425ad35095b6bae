/// The port for commands that are carried out outside the ledger; see `Command.isErrand`.
package protocol ErrandRecord: Sendable {
  /// Ends the job of a command.
  ///
  /// - Parameters:
  ///   - job: The command's job; ignored if it has already ended.
  ///   - end: The outcome.
  ///   - now: The wall clock.
  /// - Throws: `LedgerError` if the ledger cannot be read or written; nothing has changed then.
  func end(errand job: JobNumber, with end: ErrandEnd, at now: WallTime) async throws(LedgerError)
}

/// The outcome of a command that was carried out outside the ledger.
package enum ErrandEnd: Hashable, Sendable {
  /// JSON text that describes what was done.
  case done(String)
  case failed(JobError)
}
