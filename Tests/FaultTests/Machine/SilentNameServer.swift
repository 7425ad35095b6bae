import Glibc
import SMSSystem
import TestSupport

/// A name server on the loopback that receives queries and never answers.
final class SilentNameServer: Sendable {
  /// An address of its own, so that no other name server interferes.
  let address = "127.0.0.153"

  private let socket: FileDescriptor
  private let questions = Mailbox<Bool>()
  private let executor = QueueExecutor(label: "silent-name-server")

  init() throws {
    let raw = try Errno.check("socket") {
      Glibc.socket(AF_INET, Int32(SOCK_DGRAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
    }
    socket = FileDescriptor(owning: raw, path: "socket")
    var place = sockaddr_in()
    place.sin_family = sa_family_t(AF_INET)
    place.sin_port = in_port_t(53).bigEndian
    place.sin_addr.s_addr = UInt32(0x7F00_0099).bigEndian
    try Errno.check("bind") {
      withUnsafePointer(to: &place) { pointer in
        pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
          bind(raw, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
        }
      }
    }
    executor.async { [questions] in
      var question = [UInt8](repeating: 0, count: 512)
      while recv(raw, &question, question.count, 0) > 0 { questions.send(true) }
    }
  }

  /// Waits for a query.
  func asked() async throws { _ = try await questions.next() }

  deinit {
    // Wakes the thread blocked in recv(2).
    shutdown(socket.raw, Int32(SHUT_RDWR))
  }
}
