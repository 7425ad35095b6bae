internal import CLinux
internal import Glibc

extension FileDescriptor {
  /// What the kernel knows of the open file.
  ///
  /// - Throws: `SystemError`.
  package borrowing func status() throws(SystemError) -> FileStatus {
    let number = raw
    var status = stat()
    try Errno.check("fstat", path) { fstat(number, &status) }
    return FileStatus(status)
  }

  /// The absolute path that leads to the open file, through no symbolic link.
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

  /// Whether the file has an access control list besides its mode (acl(5)).
  package borrowing func hasAccessList() -> Bool {
    getxattr("/proc/self/fd/\(raw)", "system.posix_acl_access", nil, 0) > 0
  }

  /// Sets the permissions, whatever the umask says.
  ///
  /// - Parameter mode: Permissions with set-id and sticky bits.
  /// - Throws: `SystemError`.
  package borrowing func setMode(_ mode: UInt32) throws(SystemError) {
    let number = raw
    try Errno.check("fchmod", path) { fchmod(number, mode) }
  }

  /// Sets the owner; nil leaves user or group as it is.
  ///
  /// - Throws: `SystemError`.
  package borrowing func setOwner(
    user: UInt32? = nil,
    group: UInt32? = nil
  ) throws(SystemError) {
    let number = raw
    try Errno.check("fchown", path) { fchown(number, user ?? .max, group ?? .max) }
  }

  /// Cuts the file, or fills it up with zeros, to a size in bytes.
  ///
  /// - Throws: `SystemError`.
  package borrowing func setSize(_ size: Int64) throws(SystemError) {
    let number = raw
    try Errno.check("ftruncate", path) { ftruncate(number, off_t(size)) }
  }
}

extension FileDescriptor {
  /// Returns when everything written to this file's file system before is on the disk (`syncfs`).
  ///
  /// - Throws: `SystemError`.
  package borrowing func syncFileSystem() throws(SystemError) {
    let number = raw
    try Errno.check("syncfs", path) { syncfs(number) }
  }
}
