internal import CLinux
internal import Glibc

extension Directory {
  /// The status of this directory.
  package func status() throws(SystemError) -> FileStatus {
    try descriptor.status()
  }

  /// The status of an entry; does not follow a symbolic link.
  ///
  /// - Throws: `SystemError`; `isNotFound` if nothing has the name.
  package func status(_ name: FileName) throws(SystemError) -> FileStatus {
    var status = stat()
    try call("fstatat", name) { name in fstatat(raw, name, &status, AT_SYMLINK_NOFOLLOW) }
    return FileStatus(status)
  }

  /// Whether an entry has that name.
  ///
  /// - Throws: `SystemError` if that cannot be determined.
  package func contains(_ name: FileName) throws(SystemError) -> Bool {
    do {
      _ = try status(name)
      return true
    } catch let error where error.isNotFound {
      return false
    }
  }

  /// Whether a path still leads to this directory: false once it was renamed, removed, replaced or
  /// hidden by a mount.
  ///
  /// - Parameter path: The path it was opened by, unescaped.
  /// - Returns: false also if nothing is at the path any more.
  package func isStill(at path: String) -> Bool {
    var status = stat()
    let found = try? Errno.check("stat") { stat(path, &status) }
    guard found != nil, let own = try? self.status() else {
      return false
    }
    return own.isSameFile(as: FileStatus(status))
  }

  /// The mount that the directory was reached through, in this process's mount namespace; nil if
  /// the kernel does not report it.
  ///
  /// Files cannot be renamed from one mount to another, even if both show one file system.
  package var mount: UInt64? { UInt64(exactly: smsdispatch_mount(raw)) }

  /// The space, type and flags of the file system that this directory is on.
  package func fileSystem() throws(SystemError) -> FileSystem {
    var status = statfs()
    try Errno.check("fstatfs", path) { fstatfs(raw, &status) }
    return FileSystem(status)
  }
}
