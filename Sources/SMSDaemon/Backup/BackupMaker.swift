package import SMSCore
internal import SMSSecrets
package import SMSSystem

/// Makes a backup in the state directory, the only place where the daemon may write.
///
/// | file | what |
/// |---|---|
/// | `backup-<id>.part` | in progress; removed at the next start or backup |
/// | `backup-<id>` | complete and synced; its command moves it to where it is wanted |
package struct BackupMaker: Sendable {
  /// A finished backup not fetched for this long is removed at the next start or backup.
  private static let keptUnfetched = Interval(seconds: 3_600)
  private static let prefix = "backup-"
  private static let partSuffix = ".part"
  /// Space left free besides the copy, so that the daemon does not run into a full disk.
  private static let reserve: Int64 = 16 << 20
  /// Files to back up with the ledger.
  package static let files: [FileName] = [SecretKey.fileName, CallbackToken.fileName]
  private static let largestFile = 4_096

  private let state: Directory
  private let path: String
  private let ledger: any LedgerBackup

  /// - Parameters:
  ///   - state: The open state directory.
  ///   - path: Its path.
  ///   - ledger: Turns copies into backups.
  init(_ state: Directory, path: String, ledger: any LedgerBackup) {
    self.state = state
    self.path = path
    self.ledger = ledger
  }

  /// A finished backup.
  package struct Made: Sendable {
    package var name: FileName
    package var size: Int64
    package var contents: BackupContents
  }

  /// Makes a backup.
  ///
  /// - Parameters:
  ///   - id: Part of the file's name.
  ///   - size: The ledger's size in bytes.
  ///   - now: The wall clock.
  ///   - copy: Copies the ledger to a path.
  /// - Returns: The backup, synced and with mode 0600.
  /// - Throws: `BackupError`; no part of the backup is left then.
  package func make(
    id: String,
    size: Int64,
    at now: WallTime,
    copy: (String) async throws(LedgerError) -> Void
  ) async throws(BackupError) -> Made {
    guard let name = FileName(Self.prefix + id),
      let part = name.surrounded(prefix: "", suffix: Self.partSuffix)
    else {
      preconditionFailure("an id makes a file name")
    }
    removeStale(at: now)
    try checkRoom(for: size)
    do throws(BackupError) {
      // Created here, as the copy would get its permissions from the umask.
      try BackupError.inSystem { () throws(SystemError) in
        _ = try state.createFile(part, mode: 0o600)
      }
      try await rethrowing(BackupError.ledger) { () async throws(LedgerError) in
        try await copy("\(path)/\(part)")
      }
      let contents = try seal(part, at: now)
      return try BackupError.inSystem { () throws(SystemError) in
        let file = try state.openFile(part)
        try file.sync()
        try state.rename(part, to: state, as: name)
        try state.sync()
        return Made(name: name, size: try file.status().size, contents: contents)
      }
    } catch {
      try? state.unlink(part)
      throw error
    }
  }

  private func checkRoom(for size: Int64) throws(BackupError) {
    let free = try BackupError.inSystem { () throws(SystemError) in try state.fileSystem().freeBytes
    }
    let needed = size + Self.reserve
    guard free >= needed else { throw .noRoom(path: path, needed: needed, free: free) }
  }

  private func seal(_ part: FileName, at now: WallTime) throws(BackupError) -> BackupContents {
    var files: [String: [UInt8]] = [:]
    for name in Self.files {
      try BackupError.inSystem { () throws(SystemError) in
        guard try state.contains(name) else { return }
        files["\(name)"] = try state.read(name, upTo: Self.largestFile)
      }
    }
    let contents = BackupContents(
      takenAt: now,
      version: Daemon.version,
      host: CurrentProcess.hostName,
      files: files
    )
    try BackupError.inLedger { () throws(LedgerError) in
      try ledger.seal("\(path)/\(part)", as: contents)
    }
    return contents
  }

  /// Removes the leftovers of a crash or an interrupted command.
  package func removeStale(at now: WallTime) {
    guard var listing = try? state.listing() else { return }
    let oldest = now.advanced(by: Interval(nanoseconds: -Self.keptUnfetched.nanoseconds))
    while let entry = try? listing.next() {
      guard entry.name.hasPrefix(Self.prefix), let status = try? state.status(entry.name),
        status.kind == .regular
      else { continue }
      if entry.name.hasSuffix(Self.partSuffix) || status.changed < oldest.nanoseconds {
        try? state.unlink(entry.name)
      }
    }
  }
}
