package import SMSCore
internal import SMSSystem

/// A backup that a command makes itself because no daemon is running.
package struct OfflineBackup: ~Copyable {
  private let path: String
  private let state: Directory
  private let lock: LockFile

  /// Takes the daemon's lock.
  ///
  /// - Parameter path: The state directory, which must exist.
  /// - Throws: `BackupError.start` with `StartError.locked` if a daemon is running.
  package init(state path: String) throws(BackupError) {
    let opened = try BackupError.inSystem { () throws(SystemError) in try Directory(path: path) }
    let held = try BackupError.inStart { () throws(StartError) in
      try StateDirectory.lockForCommand(opened, path: path)
    }
    self.path = path
    state = opened
    lock = held
  }

  /// Makes the backup in the state directory.
  ///
  /// - Parameters:
  ///   - id: Part of the file's name.
  ///   - now: The wall clock.
  /// - Returns: The backup, synced.
  /// - Throws: `BackupError`.
  package func make(
    id: String,
    at now: WallTime
  ) async throws(BackupError) -> BackupMaker.Made {
    let ledger = Composition.ledger(in: path)
    let size = try BackupError.inLedger { () throws(LedgerError) in try ledger.copySize() }
    return try await BackupMaker(state, path: path, ledger: ledger).make(
      id: id,
      size: size,
      at: now
    ) { copy throws(LedgerError) in try ledger.copy(to: copy) }
  }
}
