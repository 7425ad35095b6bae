internal import CLinux
internal import Glibc

/// A failed system call: what was done, to what, and why it failed.
package struct SystemError: Error, Equatable {
  /// The value of `errno`, such as `ENOENT`.
  package let code: Int32

  /// The system call's name, such as `openat`.
  package let operation: String

  /// What it was applied to, escaped for display; nil if there is no name for it.
  package let path: String?

  /// Makes an error; `path` must already be escaped (see `String.init(escaping:)`).
  package init(code: Int32, operation: String, path: String? = nil) {
    self.code = code
    self.operation = operation
    self.path = path
  }
}

extension SystemError: CustomStringConvertible {
  /// The symbol of the code, such as `EACCES`, or `errno 4711` if the C library does not know it.
  package var name: String {
    strerrorname_np(code).map { String(cString: $0) } ?? "errno \(code)"
  }

  /// The C library's words for the code, such as `Permission denied`.
  package var cause: String {
    strerrordesc_np(code).map { String(cString: $0) } ?? "Unknown error"
  }

  package var description: String {
    let place = path.map { " \($0)" } ?? ""
    return "\(operation)\(place): \(cause) (\(name))"
  }
}
