internal import CLinux
internal import Glibc

/// The two ends of a pipe (pipe(7)).
package struct Pipe: ~Copyable {
  package let reader: FileDescriptor
  package let writer: FileDescriptor

  /// Makes a pipe; child processes do not inherit its ends by themselves.
  ///
  /// - Throws: `SystemError` if no descriptor is left.
  package init() throws(SystemError) {
    var ends: (Int32, Int32) = (-1, -1)
    try Errno.check("pipe2") {
      withUnsafeMutableBytes(of: &ends) { bytes in
        bytes.withMemoryRebound(to: Int32.self) { pipe2($0.baseAddress, O_CLOEXEC) }
      }
    }
    reader = FileDescriptor(owning: ends.0, path: "pipe")
    writer = FileDescriptor(owning: ends.1, path: "pipe")
  }

  /// Closes the writing end, so that the reader sees the end once all other writers are closed.
  package consuming func closeWriter() -> FileDescriptor {
    reader
  }

  /// Closes the reading end.
  package consuming func closeReader() -> FileDescriptor {
    writer
  }
}
