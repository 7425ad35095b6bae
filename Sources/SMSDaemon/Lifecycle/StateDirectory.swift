internal import SMSSystem

/// The directory of the ledger, the secret key and the operator's spool.
enum StateDirectory {
  /// The lock file, which ensures that there is one daemon per state directory.
  static let lockName: FileName = "lock"

  /// Opens it; a missing one is created with mode 0700.
  static func open(_ path: String) throws(StartError) -> Directory {
    do throws(SystemError) {
      return try Directory.openOrMake(path: path, mode: 0o700)
    } catch {
      throw .directory(path: path, error)
    }
  }

  /// Takes the lock for a command, which may be root's; the lock file remains the daemon's.
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

  /// Takes the lock, which only one daemon per state directory can hold.
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

/// The state directory of a stopped daemon, locked by a command that changes it.
struct ClaimedState: ~Copyable {
  let directory: Directory
  /// Held until the command is done; the file belongs to the daemon's user, like all files there.
  private let lock: LockFile

  /// - Throws: `StartError`: `locked` while a daemon uses it.
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
