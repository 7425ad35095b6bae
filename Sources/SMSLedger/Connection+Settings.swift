internal import SMSCore

extension Connection {
  /// Sets what every connection to a ledger keeps to.
  ///
  /// - Throws: `LedgerError` with SQLite's reason.
  func applySettings(cacheKilobytes: Int) throws(LedgerError) {
    // A commit is on the disk when it returns: NORMAL would lose the last ones in a power cut.
    try run("PRAGMA synchronous = FULL")
    // Deleted texts are overwritten with zeros, not only unlinked.
    try run("PRAGMA secure_delete = ON")
    // The writer never checkpoints by itself; see `Checkpointer`.
    try run("PRAGMA wal_autocheckpoint = 0")
    try run("PRAGMA temp_store = MEMORY")
    try run("PRAGMA foreign_keys = ON")
    try run("PRAGMA trusted_schema = OFF")
    try run("PRAGMA cache_size = -\(cacheKilobytes)")
  }

  /// Turns write-ahead logging on, which is kept in the file.
  ///
  /// - Throws: `LedgerError` with SQLite's reason, or the code `cannotOpen` on a file system that
  ///   has no shared memory.
  func useWriteAheadLog() throws(LedgerError) {
    let mode = try first("PRAGMA journal_mode = WAL") { $0.text(0) }
    guard mode == "wal" else {
      throw LedgerError.foreign(
        path,
        cause: "this file system does not support a write-ahead log"
      )
    }
  }
}
