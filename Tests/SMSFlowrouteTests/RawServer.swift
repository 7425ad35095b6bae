import Glibc
import Synchronization
import TestSupport

/// A server on raw sockets at 127.0.0.1 that answers as scripted, even wrongly.
///
/// The n-th request gets the n-th answer, and the last answer is repeated; nil means silence.
final class RawServer: Sendable {
  /// How a connection ended, as seen by the server.
  enum End: Sendable {
    /// The client closed it in an orderly way.
    case closed
    /// The client reset the connection.
    case reset
    /// The server ended it.
    case own
  }

  private struct State {
    var requests: [String] = []
    var connectionCount = 0
  }

  let port: UInt16
  private let listening: Int32
  private let answers: [Answer?]
  private let state = Mutex(State())
  /// One value for every connection that ended.
  let ends = Mailbox<End>()

  var url: String { "http://127.0.0.1:\(port)" }
  /// Heads and bodies, in the order in which they were read.
  var requests: [String] { state.withLock { $0.requests } }
  var connectionCount: Int { state.withLock { $0.connectionCount } }

  struct Failed: Error {}

  init(answering answers: [Answer?]) throws {
    let (socket, port) = try Self.bound()
    guard listen(socket, 128) == 0 else { throw Failed() }
    listening = socket
    self.port = port
    self.answers = answers
    BlockingThread.run { [weak self] in
      while true {
        let connection = accept(socket, nil, nil)
        guard connection >= 0, let self else { return }
        _ = fcntl(connection, F_SETFD, FD_CLOEXEC)
        state.withLock { $0.connectionCount += 1 }
        BlockingThread.run { self.serve(connection) }
      }
    }
  }

  convenience init(answering answer: Answer?) throws {
    try self.init(answering: [answer])
  }

  deinit {
    // Wakes the thread blocked in accept(2).
    shutdown(listening, Int32(SHUT_RDWR))
    close(listening)
  }

  /// A port that refuses connections: bound, so that no other process gets it, but not listening.
  struct Refusing: ~Copyable {
    let port: UInt16
    private let socket: Int32

    init() throws {
      (socket, port) = try RawServer.bound()
    }

    deinit { close(socket) }
  }

  private static func bound() throws -> (Int32, UInt16) {
    let socket = Glibc.socket(AF_INET, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
    var size = socklen_t(MemoryLayout<sockaddr_in>.size)
    let isBound = withUnsafeMutableBytes(of: &address) { bytes -> Bool in
      guard let start = bytes.baseAddress?.assumingMemoryBound(to: sockaddr.self) else {
        return false
      }
      return bind(socket, start, size) == 0 && getsockname(socket, start, &size) == 0
    }
    guard isBound else { throw Failed() }
    return (socket, UInt16(bigEndian: address.sin_port))
  }

  private func serve(_ connection: Int32) {
    var rest: [UInt8] = []
    while true {
      switch Self.request(on: connection, after: &rest) {
      case .failure(let end):
        close(connection)
        ends.send(end)
        return
      case .success(let request):
        let count = state.withLock { state -> Int in
          state.requests.append(request)
          return state.requests.count
        }
        guard let answer = answers[min(count, answers.count) - 1] else { continue }
        Self.send(answer, on: connection)
        guard answer.ending != .stay else { continue }
        Self.end(connection, answer.ending)
        ends.send(.own)
        return
      }
    }
  }

  private static func send(_ answer: Answer, on connection: Int32) {
    guard let drip = answer.drip else {
      write(answer.bytes[...], on: connection)
      return
    }
    for index in answer.bytes.indices {
      guard write(answer.bytes[index...index], on: connection) else { return }
      poll(nil, 0, Int32(drip * 1_000))
    }
  }

  @discardableResult
  private static func write(_ bytes: ArraySlice<UInt8>, on connection: Int32) -> Bool {
    var rest = bytes
    while !rest.isEmpty {
      let count = rest.withUnsafeBytes {
        Glibc.send(connection, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
      }
      guard count > 0 else { return false }
      rest = rest.dropFirst(count)
    }
    return true
  }

  /// Ends a connection at once, even while a child process just forked by another test still has
  /// its descriptor.
  private static func end(_ connection: Int32, _ ending: Answer.Ending) {
    if ending == .reset {
      // Connecting to no address makes the kernel send a reset (connect(2)).
      var nowhere = sockaddr()
      nowhere.sa_family = sa_family_t(AF_UNSPEC)
      connect(connection, &nowhere, socklen_t(MemoryLayout<sockaddr>.size))
    } else {
      shutdown(connection, Int32(SHUT_RDWR))
    }
    close(connection)
  }
}

extension RawServer.End: Error {}

extension RawServer {
  /// Reads one request with a body of its Content-Length.
  private static func request(
    on connection: Int32,
    after rest: inout [UInt8]
  ) -> Result<String, End> {
    while true {
      if let length = completeLength(of: rest) {
        let request = String(decoding: rest[..<length], as: UTF8.self)
        rest.removeFirst(length)
        return .success(request)
      }
      var chunk = [UInt8](repeating: 0, count: 65_536)
      let count = recv(connection, &chunk, chunk.count, 0)
      guard count > 0 else { return .failure(count == 0 ? .closed : .reset) }
      rest.append(contentsOf: chunk[..<count])
    }
  }

  private static func completeLength(of bytes: [UInt8]) -> Int? {
    let text = String(decoding: bytes, as: UTF8.self)
    guard let end = text.firstRange(of: "\r\n\r\n") else { return nil }
    let head = text[..<end.lowerBound].lowercased()
    let field = head.split(separator: "\r\n").first { $0.hasPrefix("content-length:") }
    let length = field.flatMap { Int($0.dropFirst(15).drop { $0 == " " }) } ?? 0
    let total = text.utf8.distance(from: text.startIndex, to: end.upperBound) + length
    return total <= bytes.count ? total : nil
  }
}
