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
