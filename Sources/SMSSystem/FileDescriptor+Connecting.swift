internal import CLinux
internal import Glibc

extension FileDescriptor {
  /// A blocking TCP connection to a port of 127.0.0.1.
  ///
  /// - Parameters:
  ///   - port: The port.
  ///   - seconds: How long a read or a write may wait, 1 or more; then it fails as `isWouldBlock`.
  /// - Returns: The connection.
  /// - Throws: `SystemError`, as when nobody listens there.
  package static func connected(
    toLoopback port: UInt16,
    patience seconds: Int
  ) throws(SystemError) -> FileDescriptor {
    let path = "127.0.0.1:\(port)"
    let raw = try Errno.check("socket", path) {
      socket(AF_INET, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
    }
    let descriptor = FileDescriptor(owning: raw, path: path)
    var patience = timeval(tv_sec: seconds, tv_usec: 0)
    let size = socklen_t(MemoryLayout<timeval>.size)
    setsockopt(raw, SOL_SOCKET, SO_RCVTIMEO, &patience, size)
    setsockopt(raw, SOL_SOCKET, SO_SNDTIMEO, &patience, size)
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = port.bigEndian
    address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
    try Errno.check("connect", path) {
      withUnsafePointer(to: &address) { pointer in
        pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
          connect(raw, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
        }
      }
    }
    return descriptor
  }
}
