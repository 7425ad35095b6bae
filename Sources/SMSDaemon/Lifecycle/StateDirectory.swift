internal import SMSSpool
internal import SMSSystem

/// The directory of the ledger, the secret key and the operator's spool.
enum StateDirectory {
  /// Opens it, making it with mode 0700 if it is missing.
  static func open(_ path: String) throws(StartError) -> Directory {
    do throws(SystemError) {
      return try Directory.openOrMake(path: path, mode: 0o700)
    } catch {
      throw .directory(path: path, error)
    }
  }

  /// One daemon per state directory.
  static func lock(_ directory: Directory, path: String) throws(StartError) -> LockFile {
    do throws(LockError) {
      return try LockFile("lock", in: directory)
    } catch {
      switch error {
      case .held(_, let holder): throw .locked(by: holder.map { "process \($0)" } ?? "not known")
      case .failed(let error): throw .directory(path: path, error)
      }
    }
  }
}
