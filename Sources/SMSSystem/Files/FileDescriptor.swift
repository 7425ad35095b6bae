internal import CLinux
internal import Glibc

/// An open file, pipe or socket, closed when the value ends.
package struct FileDescriptor: ~Copyable, Sendable {
  /// The descriptor's number; valid as long as this value lives.
  package private(set) var raw: Int32

  /// What was opened, or its directory.
  private let place: String
  /// The file's name in that directory, if that is how it was opened.
  private let name: FileName?

  /// What is open, escaped for display; computed on demand.
  package var path: String { name.map { Directory.path(of: $0, in: place) } ?? place }

  /// Takes ownership of an open descriptor; no one else may close it.
  package init(owning raw: Int32, path: String) {
    self.raw = raw
    place = path
    name = nil
  }

  /// Takes ownership of the descriptor of a directory's entry.
  init(owning raw: Int32, of name: FileName, in directory: Directory) {
    self.raw = raw
    place = directory.path
    self.name = name
  }

  /// Opens a file by its path.
  ///
  /// - Parameters:
  ///   - path: The path, relative to the working directory unless it starts with a slash.
  ///   - flags: The flags of open(2).
  ///   - mode: The permissions of a new file, less the umask.
  /// - Throws: `SystemError` with the path.
  package init(
    opening path: String,
    _ flags: OpenFlags = .readOnly,
    mode: UInt32 = 0o600
  ) throws(SystemError) {
    let shown = String(escaping: path)
    let raw = try Errno.check("open", shown) {
      smsdispatch_openat(AT_FDCWD, path, flags.rawValue | O_CLOEXEC, mode)
    }
    self.init(owning: raw, path: shown)
  }

  deinit {
    if raw >= 0 {
      _ = close(raw)
    }
  }

  /// Gives up ownership; the caller has to close the descriptor.
  package consuming func release() -> Int32 {
    let given = raw
    raw = -1
    return given
  }

  /// A second descriptor for the same open file; the two share the position.
  ///
  /// - Throws: `SystemError` if no descriptor is left.
  package borrowing func duplicate() throws(SystemError) -> FileDescriptor {
    FileDescriptor(owning: try FileDescriptor.duplicate(of: raw, path: path), path: path)
  }

  /// A second descriptor for the same open file, which the caller has to close.
  static func duplicate(of raw: Int32, path: String? = nil) throws(SystemError) -> Int32 {
    try Errno.check("fcntl", path) { smsdispatch_duplicate(raw) }
  }

  /// Makes reads and writes return at once (`isWouldBlock`) instead of waiting.
  package borrowing func setNonBlocking() throws(SystemError) {
    let number = raw
    try Errno.check("fcntl", path) { smsdispatch_set_nonblocking(number) }
  }
}
