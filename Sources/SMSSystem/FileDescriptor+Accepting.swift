internal import CLinux

extension FileDescriptor {
  /// Takes the next connection of a listening socket; it does not pass to child processes.
  ///
  /// - Throws: `SystemError`; `isWouldBlock` if the socket is non-blocking and nobody waits.
  package borrowing func accept() throws(SystemError) -> FileDescriptor {
    let number = raw
    let connection = try Errno.check("accept", path) { smsdispatch_accept(number) }
    return FileDescriptor(owning: connection, path: "connection")
  }
}
