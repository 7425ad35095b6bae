internal import Glibc
internal import SMSSystem

/// Queries a server on this machine, with one connection per request; not itself measured.
struct LoopbackClient {
  let port: UInt16

  /// The body of the answer to a GET.
  ///
  /// - Throws: `Failure` unless the answer is a 200.
  func get(_ path: String) throws(Failure) -> [UInt8] {
    let request = "GET \(path) HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n"
    let answer = try Failure.converting { () throws(SystemError) in
      let socket = try connected()
      try socket.write(request.utf8)
      return try socket.read(upTo: 1 << 30)
    }
    let end = Array("\r\n\r\n".utf8)
    guard answer.starts(with: "HTTP/1.1 200".utf8), let head = answer.firstRange(of: end) else {
      throw Failure("the simulator does not answer \(path)")
    }
    return Array(answer[head.upperBound...])
  }

  private func connected() throws(SystemError) -> FileDescriptor {
    let type = Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue)
    let raw = try Errno.check("socket") { socket(AF_INET, type, 0) }
    let descriptor = FileDescriptor(owning: raw, path: "simulator")
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = port.bigEndian
    address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
    try Errno.check("connect", "127.0.0.1:\(port)") {
      withUnsafePointer(to: &address) { pointer in
        pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
          connect(raw, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
        }
      }
    }
    return descriptor
  }
}
