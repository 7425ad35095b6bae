internal import Glibc
package import SMSSystem

/// Blocking TCP sockets on 127.0.0.1 for tests.
package enum LoopbackSocket {
  /// A socket bound to a port that the system chooses.
  package static func bound() throws(SystemError) -> FileDescriptor {
    let descriptor = try make()
    try withAddress(port: 0) { (address, length) throws(SystemError) in
      try Errno.check("bind") { bind(descriptor.raw, address, length) }
    }
    return descriptor
  }

  /// A socket connected to a port.
  package static func connected(to port: UInt16) throws(SystemError) -> FileDescriptor {
    let descriptor = try make()
    try withAddress(port: port) { (address, length) throws(SystemError) in
      try Errno.check("connect") { connect(descriptor.raw, address, length) }
    }
    return descriptor
  }

  /// A socket connected to a port from 127.0.0.`last`, with reads and writes limited to `patience`
  /// seconds.
  package static func connected(
    to port: UInt16,
    from last: UInt8,
    patience: Int
  ) throws(SystemError) -> FileDescriptor {
    let descriptor = try make(patience: patience)
    try withAddress(last, port: 0) { (address, length) throws(SystemError) in
      try Errno.check("bind") { bind(descriptor.raw, address, length) }
    }
    try withAddress(port: port) { (address, length) throws(SystemError) in
      try Errno.check("connect") { connect(descriptor.raw, address, length) }
    }
    return descriptor
  }

  /// A socket connected to a port of 127.0.0.`last`, with reads and writes limited to `patience`
  /// seconds.
  package static func connected(
    to port: UInt16,
    of last: UInt8,
    patience: Int
  ) throws(SystemError) -> FileDescriptor {
    let descriptor = try make(patience: patience)
    try withAddress(last, port: port) { (address, length) throws(SystemError) in
      try Errno.check("connect") { connect(descriptor.raw, address, length) }
    }
    return descriptor
  }

  private static func make(patience: Int) throws(SystemError) -> FileDescriptor {
    let descriptor = try make()
    var limit = timeval(tv_sec: patience, tv_usec: 0)
    let size = socklen_t(MemoryLayout.size(ofValue: limit))
    setsockopt(descriptor.raw, SOL_SOCKET, SO_RCVTIMEO, &limit, size)
    setsockopt(descriptor.raw, SOL_SOCKET, SO_SNDTIMEO, &limit, size)
    return descriptor
  }

  /// The port to which a socket is bound.
  package static func port(of descriptor: borrowing FileDescriptor) throws(SystemError) -> UInt16 {
    var address = sockaddr_in()
    var length = socklen_t(MemoryLayout<sockaddr_in>.size)
    let raw = descriptor.raw
    try Errno.check("getsockname") {
      withUnsafeMutablePointer(to: &address) { pointer in
        pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { getsockname(raw, $0, &length) }
      }
    }
    return UInt16(bigEndian: address.sin_port)
  }

  private static func make() throws(SystemError) -> FileDescriptor {
    let raw = try Errno.check("socket") {
      socket(AF_INET, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
    }
    return FileDescriptor(owning: raw, path: "socket")
  }

  private static func withAddress(
    _ last: UInt8 = 1,
    port: UInt16,
    _ body: (UnsafePointer<sockaddr>, socklen_t) throws(SystemError) -> Void
  ) throws(SystemError) {
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = port.bigEndian
    address.sin_addr.s_addr = (0x7F00_0000 | UInt32(last)).bigEndian
    let length = socklen_t(MemoryLayout<sockaddr_in>.size)
    let result = withUnsafePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { pointer in
        Result { () throws(SystemError) in try body(pointer, length) }
      }
    }
    try result.get()
  }
}

extension LoopbackSocket {
  /// Makes closing the socket reset the connection.
  static func resetOnClose(_ descriptor: borrowing FileDescriptor) {
    var linger = linger(l_onoff: 1, l_linger: 0)
    let size = socklen_t(MemoryLayout.size(ofValue: linger))
    setsockopt(descriptor.raw, SOL_SOCKET, SO_LINGER, &linger, size)
  }

  /// Waits for input for a limited time.
  ///
  /// - Returns: Whether there is input, or the end of it.
  static func awaitInput(_ descriptor: borrowing FileDescriptor, milliseconds: Int32) -> Bool {
    var wanted = pollfd(fd: descriptor.raw, events: Int16(POLLIN), revents: 0)
    return (try? Errno.check("poll") { poll(&wanted, 1, milliseconds) }) == 1
  }

  /// Shuts down one or both directions of a socket, which unblocks its readers and writers.
  static func shutDown(_ raw: Int32, sendingOnly: Bool) {
    shutdown(raw, Int32(sendingOnly ? SHUT_WR : SHUT_RDWR))
  }
}
