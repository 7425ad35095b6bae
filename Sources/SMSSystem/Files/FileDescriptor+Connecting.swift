internal import CLinux
internal import Glibc

extension FileDescriptor {
  /// A blocking TCP connection to a port on this machine.
  ///
  /// - Parameters:
  ///   - port: The port.
  ///   - isIPv6: Whether to connect to ::1 instead of 127.0.0.1.
  ///   - seconds: The timeout of a read or a write, at least 1; it then fails as `isWouldBlock`.
  /// - Returns: The connection.
  /// - Throws: `SystemError`, for example if no process listens there.
  package static func connected(
    toLoopback port: UInt16,
    isIPv6: Bool = false,
    patience seconds: Int
  ) throws(SystemError) -> FileDescriptor {
    let path = isIPv6 ? "[::1]:\(port)" : "127.0.0.1:\(port)"
    let raw = try Errno.check("socket", path) {
      socket(isIPv6 ? AF_INET6 : AF_INET, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
    }
    let descriptor = FileDescriptor(owning: raw, path: path)
    limitWaiting(of: raw, to: seconds)
    try Errno.check("connect", path) { isIPv6 ? connect6(raw, port) : connect4(raw, port) }
    return descriptor
  }

  /// Sets the timeout of a socket's reads and writes, in seconds.
  static func limitWaiting(of raw: Int32, to seconds: Int) {
    var patience = timeval(tv_sec: seconds, tv_usec: 0)
    let size = socklen_t(MemoryLayout<timeval>.size)
    setsockopt(raw, SOL_SOCKET, SO_RCVTIMEO, &patience, size)
    setsockopt(raw, SOL_SOCKET, SO_SNDTIMEO, &patience, size)
  }

  private static func connect4(_ raw: Int32, _ port: UInt16) -> Int32 {
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = port.bigEndian
    address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
    return connect(raw, to: &address)
  }

  private static func connect6(_ raw: Int32, _ port: UInt16) -> Int32 {
    var address = sockaddr_in6()
    address.sin6_family = sa_family_t(AF_INET6)
    address.sin6_port = port.bigEndian
    address.sin6_addr = in6addr_loopback
    return connect(raw, to: &address)
  }

  private static func connect<Address>(_ raw: Int32, to address: inout Address) -> Int32 {
    withUnsafePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        Glibc.connect(raw, $0, socklen_t(MemoryLayout<Address>.size))
      }
    }
  }
}

extension FileDescriptor {
  /// Accepts the next connection of a listening socket; child processes do not inherit it.
  ///
  /// - Throws: `SystemError`; `isWouldBlock` if the socket is non-blocking and none is waiting.
  package borrowing func accept() throws(SystemError) -> FileDescriptor {
    let number = raw
    let connection = try Errno.check("accept", path) { smsdispatch_accept(number) }
    return FileDescriptor(owning: connection, path: "connection")
  }
}
