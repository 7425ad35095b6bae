/// Why a lock file could not be taken.
package enum LockError: Error, Equatable {
  /// Another process has it; its id is nil if it could not be read.
  case held(path: String, by: Int32?)

  /// The file could not be opened, locked or written.
  case failed(SystemError)
}

extension LockError: CustomStringConvertible {
  package var description: String {
    switch self {
    case .held(let path, let holder?): "\(path): held by process \(holder)"
    case .held(let path, nil): "\(path): held by another process"
    case .failed(let error): error.description
    }
  }
}
