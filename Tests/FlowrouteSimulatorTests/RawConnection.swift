import Glibc
import SMSSystem

/// A TCP connection to a port of 127.0.0.1 that writes and reads raw bytes.
///
/// It blocks on its own queue, so that it occupies no thread of the tests.
actor RawConnection: QueueActor {
  /// How reading ended.
  enum End: Equatable {
    /// As much was read as requested.
    case enough
    /// The peer closed the connection.
    case closed
    /// The peer reset the connection.
    case reset
    /// Any other error, such as the test's time limit of 20 s.
    case failed(Int32)
  }

  nonisolated let executor = QueueExecutor(label: "raw-connection")

  private let socket: Int32
  private var unread: [UInt8] = []

  init(port: UInt16) {
    socket = Glibc.socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    var patience = timeval(tv_sec: 20, tv_usec: 0)
    setsockopt(socket, SOL_SOCKET, SO_RCVTIMEO, &patience, socklen_t(MemoryLayout<timeval>.size))
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = port.bigEndian
    address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
    let number = socket
    let status = withUnsafePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        connect(number, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
      }
    }
    precondition(status == 0, "connect: errno \(errno)")
  }

  deinit {
    close(socket)
  }

  /// Writes all bytes; a broken connection only shows when reading.
  func write(_ text: String) {
    var rest = Array(text.utf8)[...]
    while !rest.isEmpty {
      let count = rest.withUnsafeBytes {
        send(socket, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
      }
      guard count > 0 else { return }
      rest = rest.dropFirst(count)
    }
  }

  /// Reads until `isEnough` returns the number of bytes to take.
  func read(until isEnough: @Sendable ([UInt8]) -> Int?) -> (bytes: [UInt8], end: End) {
    while true {
      if let count = isEnough(unread) {
        defer { unread.removeFirst(count) }
        return (Array(unread.prefix(count)), .enough)
      }
      if let end = receive() { return (unread, end) }
    }
  }

  private func receive() -> End? {
    var buffer = [UInt8](repeating: 0, count: 65_536)
    let count = recv(socket, &buffer, buffer.count, 0)
    if count == 0 { return .closed }
    if count < 0 { return errno == ECONNRESET ? .reset : .failed(errno) }
    unread.append(contentsOf: buffer.prefix(count))
    return nil
  }
}
