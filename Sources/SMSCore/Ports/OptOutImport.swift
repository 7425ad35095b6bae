/// The port for adding opt-outs from a list, in steps that share their commits with the sending.
package protocol OptOutImport: Sendable {
  /// How far an import has come; zero for one that has not begun.
  func progress(ofImport command: JobNumber) async throws(LedgerError) -> ImportProgress

  /// Adds the next entries of a list, and records where the list goes on.
  ///
  /// An entry that is there stays as it is. An entry that is older than the last removal from the
  /// list, of that phone for that sender or for all, is left out: the person agreed since.
  /// - Parameters:
  ///   - entries: The entries.
  ///   - command: The command's job.
  ///   - position: Where the list goes on; a repeated step, which does not begin where the last
  ///     one ended, must not be passed.
  ///   - now: The wall clock.
  /// - Returns: The progress so far.
  /// - Throws: `LedgerError` if the ledger cannot be written; nothing has changed then.
  func add(
    _ entries: [OptOut],
    ofImport command: JobNumber,
    through position: Int64,
    at now: WallTime
  ) async throws(LedgerError) -> ImportProgress
}

/// How far an import of opt-outs has come.
package struct ImportProgress: Hashable, Sendable {
  /// Where the list goes on, in bytes.
  package var position: Int64 = 0
  /// Entries that are new on the list.
  package var added = 0
  /// Entries that were on the list already.
  package var known = 0
  /// Entries older than a removal from the list.
  package var outdated = 0

  package init() {}
}
