/// The port to copies of a ledger that is open.
package protocol BackupSource: Sendable {
  /// How many bytes a copy has.
  func size() async throws(LedgerError) -> Int64

  /// Copies the ledger into a file while it goes on working, as it is when the copy ends;
  /// `LedgerBackup.seal` makes a backup of that. One copy is made at a time (else `busy`).
  ///
  /// - Throws: `LedgerError` of the ledger or of the new file, which is incomplete then.
  func copy(to path: String) async throws(LedgerError)
}

/// The port to backups, and to the ledger of a daemon that does not run; the caller holds its lock.
package protocol LedgerBackup: Sendable {
  /// How many bytes a copy may have.
  func copySize() throws(LedgerError) -> Int64

  /// Copies the ledger, whatever version wrote it, with what a crash left of its last changes.
  ///
  /// - Throws: `LedgerError` of the ledger or of the new file, which is incomplete then.
  func copy(to path: String) throws(LedgerError)

  /// Whether the ledger holds any job, of whatever version it is.
  ///
  /// - Throws: `LedgerError`, also for what is no ledger.
  func holdsJobs() throws(LedgerError) -> Bool

  /// Turns a fresh copy of a ledger into a backup, which no daemon ever takes for a ledger; not
  /// synced.
  ///
  /// - Throws: `LedgerError`; the file is no backup then.
  func seal(_ path: String, as contents: BackupContents) throws(LedgerError)

  /// Checks a copy of a backup and turns it into a ledger of this program's version, in its place.
  ///
  /// Everything is held, codes that lived no longer work, and commands that waited are over: their
  /// operator has seen what became of them.
  /// - Parameters:
  ///   - path: The copy; nothing else uses it, and it is of no use if this throws.
  ///   - now: When it is restored.
  /// - Returns: What the backup says of itself, with the files that go beside the ledger.
  /// - Throws: `LedgerError`: `corrupt`, `newerVersion`, `cannotOpen` for what is no backup.
  func makeLedger(of path: String, at now: WallTime) throws(LedgerError) -> BackupContents
}

/// What a backup says of itself, and what belongs to the ledger in it.
package struct BackupContents: Equatable, Sendable {
  /// When the copy was begun.
  package var takenAt: WallTime
  /// The program that made it.
  package var version: String
  /// The machine that made it.
  package var host: String
  /// Files of the state directory, by name.
  package var files: [String: [UInt8]]

  package init(takenAt: WallTime, version: String, host: String, files: [String: [UInt8]]) {
    self.takenAt = takenAt
    self.version = version
    self.host = host
    self.files = files
  }
}
