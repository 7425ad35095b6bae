/// The port for commands that are carried out outside the ledger; see `Command.isDeferred`.
package protocol CommandRecord: Sendable {
  /// Ends the job of a command.
  ///
  /// - Parameters:
  ///   - job: The command's job; ignored if it has already ended.
  ///   - end: The outcome.
  ///   - now: The wall clock.
  /// - Throws: `LedgerError` if the ledger cannot be read or written; nothing has changed then.
  func end(command job: JobNumber, with end: CommandEnd, at now: WallTime) async throws(LedgerError)
}

/// The outcome of a command that was carried out outside the ledger.
package enum CommandEnd: Hashable, Sendable {
  /// JSON text that describes what was done.
  case done(String)
  case failed(JobError)
}
