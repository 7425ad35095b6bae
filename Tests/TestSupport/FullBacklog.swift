internal import Glibc
package import SMSSystem

/// A local port on which the kernel drops every new SYN, so that connecting never completes.
package final class FullBacklog: Sendable {
  /// The port.
  package let port: UInt16

  /// Listens with room for one connection, which is never accepted.
  private let listening: FileDescriptor
  /// One connection that fills the room, and more that wait for it.
  private let waiting: [Int32]

  /// Listens on a port and fills its backlog.
  ///
  /// - Parameters:
  ///   - version6: Whether to use `::1` instead of 127.0.0.1.
  ///   - port: The port; 0 lets the system choose one.
  /// - Throws: `SystemError` if the port cannot be used.
  package init(version6: Bool = false, port: UInt16 = 0) throws(SystemError) {
    let family = version6 ? AF_INET6 : AF_INET
    let raw = try Self.socket(family)
    listening = FileDescriptor(owning: raw, path: "socket")
    try Self.withAddress(family, port) { (address, length) throws(SystemError) in
      try Errno.check("bind") { bind(raw, address, length) }
    }
    try Errno.check("listen") { listen(raw, 0) }
    let picked = try Self.port(of: raw)
    self.port = picked
    var waiting: [Int32] = []
    for _ in 0..<4 {
      let client = try Self.socket(family)
      waiting.append(client)
      // Not awaited: the first one is connected, the others keep trying.
      try? Self.withAddress(family, picked) { (address, length) throws(SystemError) in
        try Errno.check("connect") { connect(client, address, length) }
      }
    }
    self.waiting = waiting
  }

  deinit {
    for client in waiting { close(client) }
  }

  private static func socket(_ family: Int32) throws(SystemError) -> Int32 {
    let type = SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue | SOCK_NONBLOCK.rawValue
    return try Errno.check("socket") { Glibc.socket(family, Int32(type), 0) }
  }

  private static func port(of socket: Int32) throws(SystemError) -> UInt16 {
    var address = sockaddr_in6()
    var length = socklen_t(MemoryLayout<sockaddr_in6>.size)
    try Errno.check("getsockname") {
      withUnsafeMutablePointer(to: &address) { pointer in
        pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
          getsockname(socket, $0, &length)
        }
      }
    }
    // The port is at the same offset for both families (ip(7), ipv6(7)).
    return UInt16(bigEndian: address.sin6_port)
  }

  private static func withAddress(
    _ family: Int32,
    _ port: UInt16,
    _ body: (UnsafePointer<sockaddr>, socklen_t) throws(SystemError) -> Void
  ) throws(SystemError) {
    var four = sockaddr_in()
    four.sin_family = sa_family_t(AF_INET)
    four.sin_port = port.bigEndian
    four.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
    var six = sockaddr_in6()
    six.sin6_family = sa_family_t(AF_INET6)
    six.sin6_port = port.bigEndian
    six.sin6_addr = in6addr_loopback
    let bytes = family == AF_INET ? bytesOf(four) : bytesOf(six)
    let result = bytes.withUnsafeBytes { raw in
      Result { () throws(SystemError) in
        guard let start = raw.bindMemory(to: sockaddr.self).baseAddress else { return }
        try body(start, socklen_t(raw.count))
      }
    }
    try result.get()
  }

  private static func bytesOf<Value>(_ value: Value) -> [UInt8] {
    withUnsafeBytes(of: value) { Array($0) }
  }
}
