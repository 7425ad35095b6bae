/// The port for copying an open ledger.
package protocol BackupSource: Sendable {
  /// The size of a copy in bytes.
  func size() async throws(LedgerError) -> Int64

  /// Copies the ledger into a file without stopping it; the copy shows its state when copying ends.
  ///
  /// `LedgerBackup.seal` turns the copy into a backup. Only one copy is made at a time: a second
  /// call throws `busy`.
  /// - Throws: `LedgerError` if the ledger or the new file fails; the file is incomplete then.
  func copy(to path: String) async throws(LedgerError)
}

/// The port for backups, and for a stopped daemon's ledger; the caller holds the ledger's lock.
package protocol LedgerBackup: Sendable {
  /// The most bytes that a copy can have.
  func copySize() throws(LedgerError) -> Int64

  /// Copies the ledger, whatever version wrote it, including changes that a crash left in its log.
  ///
  /// - Throws: `LedgerError` if the ledger or the new file fails; the file is incomplete then.
  func copy(to path: String) throws(LedgerError)

  /// Whether the ledger, of any version, holds jobs.
  ///
  /// - Throws: `LedgerError` if it cannot be read or is not a ledger.
  func holdsJobs() throws(LedgerError) -> Bool

  /// Turns a fresh copy of a ledger into a backup, which no daemon mistakes for a ledger.
  ///
  /// The file is not synced.
  /// - Throws: `LedgerError` if the file cannot be written; it is not a backup then.
  func seal(_ path: String, as contents: BackupContents) throws(LedgerError)

  /// Checks a copy of a backup and turns it, in place, into a ledger of this program's version.
  ///
  /// Everything is held, live codes are no longer valid, and pending commands are ended: the
  /// operator has already seen their outcome.
  /// - Parameters:
  ///   - path: The copy; nothing else uses it, and it is useless if this throws.
  ///   - now: The time of the restore.
  /// - Returns: The backup's description, with the files that belong beside the ledger.
  /// - Throws: `LedgerError`: `corrupt`, `newerVersion`, or `cannotOpen` if it is not a backup.
  func makeLedger(of path: String, at now: WallTime) throws(LedgerError) -> BackupContents
}

/// A backup's description of itself, and the files that belong with its ledger.
package struct BackupContents: Equatable, Sendable {
  /// When the copy began.
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
