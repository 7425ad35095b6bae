internal import Glibc
package import SMSSystem

/// A directory for one test, removed with its contents when it is released.
package final class TemporaryDirectory: Sendable {
  /// The absolute path, without symbolic links.
  package let path: String

  /// The open directory.
  package let directory: Directory

  /// Creates an empty directory in `$TMPDIR`, or in `/tmp` if that is not set.
  package init() throws(SystemError) {
    let parent = Environment.value(of: "TMPDIR") ?? "/tmp"
    var template = Array("\(parent)/smsdispatch-test-XXXXXX".utf8CString)
    _ = try Errno.checkPointer("mkdtemp", parent) { mkdtemp(&template) }
    let made = template.withUnsafeBufferPointer { buffer in
      buffer.baseAddress.flatMap { realpath($0, nil) }
    }
    defer { free(made) }
    path = made.map { String(cString: $0) } ?? parent
    directory = try Directory(path: path)
  }

  deinit {
    directory.removeContents()
    rmdir(path)
  }

  /// The path of a file or directory in it.
  package func path(_ name: String) -> String {
    "\(path)/\(name)"
  }
}
