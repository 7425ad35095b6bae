internal import CLinux
internal import Glibc

/// An open directory; names are looked up in it wherever it is moved meanwhile.
///
/// It holds one descriptor and no other state, so any queue may use it.
package final class Directory: Sendable {
  /// The path it was opened by, escaped for display.
  package var path: String { descriptor.path }

  let descriptor: FileDescriptor

  /// The directory's descriptor; valid as long as this object lives.
  package var raw: Int32 { descriptor.raw }

  /// A path that leads to exactly this directory, for calls that only take paths (inotify).
  package var descriptorPath: String { "/proc/self/fd/\(raw)" }

  init(owning descriptor: consuming FileDescriptor) {
    self.descriptor = descriptor
  }

  /// Opens a directory by its path, following symbolic links.
  ///
  /// - Throws: `SystemError`; `isNotDirectory` if it is something else.
  package convenience init(path: String) throws(SystemError) {
    self.init(owning: try FileDescriptor(opening: path, [.readOnly, .directory]))
  }

  /// Opens a directory in this one, never through a symbolic link.
  ///
  /// - Throws: `SystemError`; `isNotDirectory` if it is something else, including a link.
  package func directory(_ name: FileName) throws(SystemError) -> Directory {
    Directory(owning: try openFile(name, [.readOnly, .directory, .noFollow]))
  }

  /// Opens a file in this directory.
  ///
  /// - Parameters:
  ///   - name: The file's name.
  ///   - flags: The flags of open(2).
  ///   - mode: The permissions of a new file, less the umask.
  /// - Returns: The open file.
  /// - Throws: `SystemError` with the file's path.
  package func openFile(
    _ name: FileName,
    _ flags: OpenFlags = [.readOnly, .noFollow],
    mode: UInt32 = 0o600
  ) throws(SystemError) -> FileDescriptor {
    let file = try call("openat", name) { name in
      smsdispatch_openat(raw, name, flags.rawValue | O_CLOEXEC, mode)
    }
    return FileDescriptor(owning: file, of: name, in: self)
  }

  /// Opens a file that lies in this directory or below, whoever may write there.
  ///
  /// - Parameters:
  ///   - path: The path from this directory.
  ///   - flags: The flags of open(2).
  /// - Returns: The open file.
  /// - Throws: `SystemError` with the file's path: `isSymbolicLink` if a part of it is a link,
  ///   `isCrossDevice` if it leads out of this directory or onto another mount, `isUnsupported` before
  ///   Linux 5.6.
  package func openFile(
    beneath path: String,
    _ flags: OpenFlags = .readForeign
  ) throws(SystemError) -> FileDescriptor {
    let shown = "\(self.path)/\(String(escaping: path))"
    let file = try Errno.check("openat2", shown) {
      smsdispatch_open_beneath(raw, path, flags.rawValue | O_CLOEXEC)
    }
    return FileDescriptor(owning: file, path: shown)
  }

  /// Makes a new file and opens it for writing.
  ///
  /// - Parameters:
  ///   - name: The file's name.
  ///   - mode: Its permissions, regardless of the umask.
  /// - Returns: The open, empty file.
  /// - Throws: `SystemError`; `isAlreadyThere` if the name is taken, even by a symbolic link.
  package func createFile(
    _ name: FileName,
    mode: UInt32 = 0o600
  ) throws(SystemError) -> FileDescriptor {
    let file = try openFile(name, [.writeOnly, .create, .exclusive, .noFollow], mode: mode)
    if mode & CurrentProcess.fileModeMask != 0 { try file.setMode(mode) }
    return file
  }

  /// The path of a name in this directory, escaped for display.
  package func pathOf(_ name: FileName) -> String {
    Self.path(of: name, in: path)
  }

  /// The path of a name in a directory with that path, which may be `/`.
  static func path(of name: FileName, in directory: String) -> String {
    "\(directory)\(directory.hasSuffix("/") ? "" : "/")\(name.escaped)"
  }

  /// Makes a system call on a name in this directory.
  @discardableResult
  func call(
    _ operation: String,
    _ name: FileName,
    _ body: (UnsafePointer<CChar>) -> Int32
  ) throws(SystemError) -> Int32 {
    try Errno.check(operation, pathOf(name)) { name.withCString(body) }
  }
}

extension Directory {
  /// Opens a directory without the permission to list it, to work with names in it (`O_PATH`).
  ///
  /// Its entries can be made, opened, renamed and removed; it cannot be listed or synced.
  /// - Throws: `SystemError`; `isNotDirectory` if it is something else.
  package convenience init(entering path: String) throws(SystemError) {
    self.init(owning: try FileDescriptor(opening: path, [.pathOnly, .directory]))
  }
}

extension Directory {
  /// Returns when the names in this directory are on disk (`fsync`).
  package func sync() throws(SystemError) {
    try descriptor.sync()
  }

  /// Returns when everything written to this file system so far is on disk (`syncfs`).
  ///
  /// One call covers any number of files. Linux reports write-back failures since 5.8.
  /// - Throws: `SystemError`, also for a failed write-back.
  package func syncFileSystem() throws(SystemError) {
    try Errno.check("syncfs", path) { syncfs(raw) }
  }
}
