internal import CLinux
internal import Glibc

extension Directory {
  /// Returns when the names in this directory are on the disk (`fsync`).
  ///
  /// - Throws: `SystemError`.
  package func sync() throws(SystemError) {
    try descriptor.sync()
  }

  /// Returns when everything written to this file system before is on the disk (`syncfs`).
  ///
  /// One call covers any number of files. Linux reports write-back failures since 5.8.
  /// - Throws: `SystemError`.
  package func syncFileSystem() throws(SystemError) {
    try Errno.check("syncfs", path) { syncfs(raw) }
  }
}
