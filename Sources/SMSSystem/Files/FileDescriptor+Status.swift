internal import CLinux
internal import Glibc

extension FileDescriptor {
  /// The status of the open file.
  package borrowing func status() throws(SystemError) -> FileStatus {
    let number = raw
    var status = stat()
    try Errno.check("fstat", path) { fstat(number, &status) }
    return FileStatus(status)
  }

  /// The absolute path of the open file, without symbolic links.
  ///
  /// - Throws: `SystemError` if `/proc` is not there.
  package borrowing func realPath() throws(SystemError) -> String {
    let link = "/proc/self/fd/\(raw)"
    var bytes = [UInt8](repeating: 0, count: Int(PATH_MAX))
    let count = try Errno.check("readlink", path) {
      bytes.withUnsafeMutableBytes { buffer in
        buffer.bindMemory(to: CChar.self).baseAddress.map { readlink(link, $0, buffer.count) } ?? 0
      }
    }
    return String(decoding: bytes.prefix(count), as: UTF8.self)
  }

  /// Whether the file has an access control list in addition to its mode (acl(5)).
  package borrowing func hasAccessList() -> Bool {
    getxattr("/proc/self/fd/\(raw)", "system.posix_acl_access", nil, 0) > 0
  }

  /// Sets the permissions, regardless of the umask.
  ///
  /// - Parameter mode: Permissions with set-id and sticky bits.
  /// - Throws: `SystemError`, for example if the file belongs to another user.
  package borrowing func setMode(_ mode: UInt32) throws(SystemError) {
    let number = raw
    try Errno.check("fchmod", path) { fchmod(number, mode) }
  }

  /// Sets the owner; nil keeps the user or the group.
  package borrowing func setOwner(
    user: UInt32? = nil,
    group: UInt32? = nil
  ) throws(SystemError) {
    let number = raw
    try Errno.check("fchown", path) { fchown(number, user ?? .max, group ?? .max) }
  }

  /// Truncates the file to a size in bytes, or extends it with zeros.
  package borrowing func setSize(_ size: Int64) throws(SystemError) {
    let number = raw
    try Errno.check("ftruncate", path) { ftruncate(number, off_t(size)) }
  }
}

extension FileDescriptor {
  /// Returns when everything written to this file's file system so far is on disk (`syncfs`).
  package borrowing func syncFileSystem() throws(SystemError) {
    let number = raw
    try Errno.check("syncfs", path) { syncfs(number) }
  }
}
