package import SMSCore
internal import SMSJSON
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
  ///   - file: Where the backup will be, for the audit.
  ///   - author: Who enters the audit, if the ledger has this program's version.
  ///   - now: The wall clock.
  /// - Returns: The backup, synced.
  /// - Throws: `BackupError`.
  package func make(
    id: String,
    for file: String,
    by author: CommandAuthor,
    at now: WallTime
  ) async throws(BackupError) -> BackupMaker.Made {
    let ledger = Composition.ledger(in: path)
    let size = try BackupError.inLedger { () throws(LedgerError) in try ledger.copySize() }
    let made = try await BackupMaker(state, path: path, ledger: ledger).make(
      id: id,
      size: size,
      at: now
    ) { copy throws(LedgerError) in try ledger.copy(to: copy) }
    let act = OperatorAct(author: author, kind: "backup", target: [("file", file)])
    // A ledger of another version has no place for it, and the backup is good without it.
    try? ledger.record(act, in: nil, at: now)
    return made
  }
}

extension OperatorAct {
  /// An act without a request, whose target has these members.
  init(author: CommandAuthor, kind: String, target: [(String, String)]) {
    let object = JSONObject(target.map { ($0, .string($1)) })
    let text = JSONWriter.write(.object(object), as: .compact)
    self.init(author: author, kind: kind, target: String(decoding: text, as: UTF8.self))
  }
}
