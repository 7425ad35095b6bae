internal import SMSSystem

/// The directory of the ledger, the secret key and the operator's spool.
enum StateDirectory {
  /// What one daemon per state directory holds locked.
  static let lockName: FileName = "lock"

  /// Opens it, making it with mode 0700 if it is missing.
  static func open(_ path: String) throws(StartError) -> Directory {
    do throws(SystemError) {
      return try Directory.openOrMake(path: path, mode: 0o700)
    } catch {
      throw .directory(path: path, error)
    }
  }

  /// Takes the daemon's place for a command, which may be root's: the lock stays the daemon's.
  static func lockForCommand(
    _ directory: Directory,
    path: String
  ) throws(StartError) -> LockFile {
    let held = try lock(directory, path: path)
    do throws(SystemError) {
      let status = try directory.status()
      if status.user != CurrentProcess.user {
        try directory.setOwner(of: lockName, user: status.user, group: status.group)
      }
    } catch {
      throw .directory(path: path, error)
    }
    return held
  }

  /// One daemon per state directory.
  static func lock(_ directory: Directory, path: String) throws(StartError) -> LockFile {
    do throws(LockError) {
      return try LockFile(lockName, in: directory)
    } catch {
      switch error {
      case .held(_, let holder): throw .locked(by: holder.map { "process \($0)" } ?? "not known")
      case .failed(let error): throw .directory(path: path, error)
      }
    }
  }
}

/// The state directory of a daemon that is stopped, held by a command that changes it.
struct ClaimedState: ~Copyable {
  let directory: Directory
  /// Kept until the command is done; it belongs to the daemon's user, like all in the directory.
  private let lock: LockFile

  /// - Throws: `StartError`: `locked` while a daemon works on it.
  static func claim(_ path: String) throws(StartError) -> ClaimedState {
    let directory: Directory
    let owner: FileStatus
    do throws(SystemError) {
      directory = try Directory(path: path)
      owner = try directory.status()
    } catch {
      throw .directory(path: path, error)
    }
    let lock = try StateDirectory.lock(directory, path: path)
    do throws(SystemError) {
      try lock.setOwner(user: owner.user, group: owner.group)
    } catch {
      throw .directory(path: path, error)
    }
    return ClaimedState(directory: directory, lock: lock)
  }
}
