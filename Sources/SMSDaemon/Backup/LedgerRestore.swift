package import SMSCore
internal import SMSSecrets
package import SMSSystem

/// Replaces the ledger of a stopped daemon with a backup.
///
/// | step | after a crash |
/// |---|---|
/// | the backup is copied, checked and made a ledger under another name | the old ledger |
/// | the old ledger and its log get second names | the old ledger |
/// | `restoring` is created: from here on no daemon starts | the restore must be repeated |
/// | the new ledger, secret key and token take the old ones' names | the restore must be repeated |
/// | `restoring` is removed | the restored ledger |
package struct LedgerRestore: ~Copyable {
  /// Marks a restore that was not finished.
  package static let marker: FileName = "restoring"
  private static let part: FileName = "restore.part"
  private static let files = Composition.ledgerFiles
  private static let reserve: Int64 = 16 << 20

  private let path: String
  private let state: Directory
  private let lock: LockFile
  private let ledger: any LedgerBackup & OfflineAudit
  private let owner: (user: UInt32, group: UInt32)

  /// Takes the daemon's lock.
  ///
  /// - Parameter path: The state directory; created if missing.
  /// - Throws: `BackupError.start` if a daemon is running or the directory is unusable.
  package init(state path: String) throws(BackupError) {
    let opened = try BackupError.inStart { () throws(StartError) in try Self.open(path) }
    let owner = try BackupError.inStart { () throws(StartError) in try Self.owner(of: opened, path)
    }
    let held = try BackupError.inStart { () throws(StartError) in
      try StateDirectory.lockForCommand(opened, path: path)
    }
    self.path = path
    ledger = Composition.ledger(in: path)
    state = opened
    self.owner = owner
    lock = held
  }

  private static func owner(
    of state: Directory,
    _ path: String
  ) throws(StartError) -> (user: UInt32, group: UInt32) {
    do throws(SystemError) {
      let status = try state.status()
      return (status.user, status.group)
    } catch {
      throw .directory(path: path, error)
    }
  }

  private static func open(_ path: String) throws(StartError) -> Directory {
    do throws(SystemError) {
      return try Directory(path: path)
    } catch {
      guard error.isNotFound else { throw .directory(path: path, error) }
    }
    let made = try StateDirectory.open(path)
    guard UserAccount.effectiveUser == 0, let user = try? UserAccount.named("smsdispatch") else {
      return made
    }
    do throws(SystemError) {
      try made.setOwner(user: user.user, group: user.group)
    } catch {
      throw .directory(path: path, error)
    }
    return made
  }

  /// What a restore did.
  package struct Done: Sendable {
    package var contents: BackupContents
    /// Where the previous files are kept.
    package var kept: [String]
  }

  /// Restores a backup.
  ///
  /// - Parameters:
  ///   - backup: The file.
  ///   - replaces: Whether a ledger that holds jobs may be replaced.
  ///   - author: Who enters the audit of the restored ledger.
  ///   - now: The wall clock.
  /// - Returns: What was done.
  /// - Throws: `BackupError`.
  package func run(
    _ backup: String,
    replaces: Bool,
    by author: CommandAuthor,
    at now: WallTime
  ) throws(BackupError) -> Done {
    let isRepeated = try BackupError.inSystem { () throws(SystemError) in
      try state.contains(Self.marker)
    }
    guard replaces || isRepeated || !holdsJobs() else {
      throw .ledgerInPlace(path: "\(path)/\(Self.files.ledger)")
    }
    defer { try? state.unlink(Self.part) }
    try copy(backup)
    let contents = try make(backup, by: author, at: now)
    return try BackupError.inSystem { () throws(SystemError) in
      Done(contents: contents, kept: try swap(contents.files, at: now))
    }
  }

  /// Whether the ledger holds jobs; one that cannot be read may.
  private func holdsJobs() -> Bool {
    guard let status = try? state.status(Self.files.ledger), status.size > 0 else { return false }
    do throws(LedgerError) {
      return try ledger.holdsJobs()
    } catch {
      return true
    }
  }

  private func copy(_ backup: String) throws(BackupError) {
    let source = try BackupError.inSystem { () throws(SystemError) in
      try FileDescriptor(opening: backup, [.readOnly, .nonBlocking])
    }
    try check(try BackupError.inSystem { () throws(SystemError) in try source.status() }, backup)
    do throws(SystemError) {
      try? state.unlink(Self.part)
      let part = try state.createFile(Self.part, mode: 0o600)
      try source.copyContents(to: part)
    } catch {
      throw .system(error)
    }
  }

  private func check(_ status: FileStatus, _ backup: String) throws(BackupError) {
    guard status.kind == .regular else { throw .notARegularFile(path: backup) }
    let needed = status.size + Self.reserve
    let free = try BackupError.inSystem { () throws(SystemError) in try state.fileSystem().freeBytes
    }
    guard free >= needed else { throw .noRoom(path: path, needed: needed, free: free) }
  }

  /// Makes the copy a ledger; errors mention the backup, which is the file that a person knows.
  private func make(
    _ backup: String,
    by author: CommandAuthor,
    at now: WallTime
  ) throws(BackupError) -> BackupContents {
    do throws(LedgerError) {
      let contents = try ledger.makeLedger(of: "\(path)/\(Self.part)", at: now)
      let act = OperatorAct(
        author: author,
        kind: "restore",
        target: [("file", backup), ("backup_at", contents.takenAt.text)]
      )
      try ledger.record(act, in: "\(path)/\(Self.part)", at: now)
      return contents
    } catch {
      var error = error
      error.path = backup
      if error.code == .corrupt {
        error.hint =
          "Restore another backup; this one is damaged or is not a backup. Nothing was changed."
      }
      throw .ledger(error)
    }
  }

  private func swap(
    _ files: [String: [UInt8]],
    at now: WallTime
  ) throws(SystemError) -> [String] {
    let part = try state.openFile(Self.part, [.readWrite, .noFollow])
    try own(part)
    try part.sync()
    var kept: [String] = []
    let suffix = Self.suffix(now)
    try keep(Self.files.ledger, as: "\(Self.files.ledger)\(suffix)", &kept)
    try keep(Self.files.log, as: Self.files.log(of: "\(Self.files.ledger)\(suffix)"), &kept)
    try state.writeReplacing(Self.marker, [], durable: true)
    // An old log would be replayed into the new ledger.
    try remove(Self.files.index)
    try remove(Self.files.log)
    try state.rename(Self.part, to: state, as: Self.files.ledger)
    for name in BackupMaker.files {
      guard let bytes = files["\(name)"] else { continue }
      if try state.contains(name), try state.read(name, upTo: bytes.count + 1) != bytes {
        try keep(name, as: "\(name)\(suffix)", &kept)
      }
      try state.writeReplacing(name, bytes, durable: true)
      try own(try state.openFile(name))
    }
    try state.sync()
    try state.unlink(Self.marker)
    try state.sync()
    return kept
  }

  private func own(_ file: borrowing FileDescriptor) throws(SystemError) {
    let status = try file.status()
    guard status.user != owner.user || status.group != owner.group else { return }
    try file.setOwner(user: owner.user, group: owner.group)
  }

  /// Gives an existing file a second name.
  private func keep(
    _ name: FileName,
    as text: String,
    _ kept: inout [String]
  ) throws(SystemError) {
    guard let second = FileName(text), try state.contains(name) else { return }
    try state.link(name, to: state, as: second)
    kept.append("\(path)/\(second)")
  }

  private func remove(_ name: FileName) throws(SystemError) {
    if try state.contains(name) { try state.unlink(name) }
  }

  /// For example `.before-restore-20261128T203015.250Z`.
  private static func suffix(_ now: WallTime) -> String {
    ".before-restore-" + now.text.filter { $0 != "-" && $0 != ":" }
  }
}
