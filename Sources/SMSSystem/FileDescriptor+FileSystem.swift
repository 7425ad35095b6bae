internal import CLinux
internal import Glibc

extension FileDescriptor {
  /// Returns when everything written to this file's file system before is on the disk (`syncfs`).
  ///
  /// - Throws: `SystemError`.
  package borrowing func syncFileSystem() throws(SystemError) {
    let number = raw
    try Errno.check("syncfs", path) { syncfs(number) }
  }
}
