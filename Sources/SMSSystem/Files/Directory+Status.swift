internal import CLinux
internal import Glibc

extension Directory {
  /// What the kernel knows of this directory.
  ///
  /// - Throws: `SystemError`.
  package func status() throws(SystemError) -> FileStatus {
    try descriptor.status()
  }

  /// What the kernel knows of a name in it; a symbolic link is not followed.
  ///
  /// - Throws: `SystemError`; `isNotFound` if the name is free.
  package func status(_ name: FileName) throws(SystemError) -> FileStatus {
    var status = stat()
    try call("fstatat", name) { name in fstatat(raw, name, &status, AT_SYMLINK_NOFOLLOW) }
    return FileStatus(status)
  }

  /// Whether anything has that name.
  ///
  /// - Throws: `SystemError` if that cannot be found out.
  package func contains(_ name: FileName) throws(SystemError) -> Bool {
    do {
      _ = try status(name)
      return true
    } catch let error where error.isNotFound {
      return false
    }
  }

  /// Whether a path still leads to this directory: false once it is renamed, removed, replaced
  /// or hidden under a mount.
  ///
  /// - Parameter path: The path it was opened by, unescaped.
  /// - Returns: False also if nothing is at the path any more.
  package func isStill(at path: String) -> Bool {
    var status = stat()
    let found = try? Errno.check("stat") { stat(path, &status) }
    guard found != nil, let own = try? self.status() else {
      return false
    }
    return own.isSameFile(as: FileStatus(status))
  }

  /// The mount that the directory was reached through, within this process's mounts; nil where the
  /// kernel does not tell.
  ///
  /// Files cannot be renamed from one mount to another, even where both are of one file system.
  package var mount: UInt64? { UInt64(exactly: smsdispatch_mount(raw)) }

  /// The room, kind and rights of the file system this directory is on.
  ///
  /// - Throws: `SystemError`.
  package func fileSystem() throws(SystemError) -> FileSystem {
    var status = statfs()
    try Errno.check("fstatfs", path) { fstatfs(raw, &status) }
    return FileSystem(status)
  }
}
