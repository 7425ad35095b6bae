import SMSSystem
import Synchronization
import TestSupport

/// A connection to a listener that writes raw bytes; it blocks on its own threads.
final class Caller: Sendable {
  struct Answer: Equatable {
    var status: Int
    var head: String
    var body: String
  }

  private let socket: FileDescriptor
  private let unread = Mutex<[UInt8]>([])

  /// Connects from 127.0.0.`address`.
  init(port: UInt16, from address: UInt8 = 1) throws {
    socket = try LoopbackSocket.connected(to: port, from: address, patience: 20)
  }

  /// Connects to 127.0.0.`last`.
  init(to last: UInt8, port: UInt16) throws {
    socket = try LoopbackSocket.connected(to: port, of: last, patience: 20)
  }

  /// Connects to a local socket.
  init(path: String) throws {
    socket = try LocalSocket.connected(to: path, patience: 20)
  }

  /// The text of a call.
  static func request(
    _ method: String,
    _ path: String,
    body: String? = nil,
    contentType: String? = "application/json",
    headers: String = ""
  ) -> String {
    var head = "\(method) \(path) HTTP/1.1\r\nHost: 127.0.0.1\r\n\(headers)"
    if let contentType, body != nil { head += "Content-Type: \(contentType)\r\n" }
    if let body { head += "Content-Length: \(body.utf8.count)\r\n" }
    return head + "\r\n" + (body ?? "")
  }

  /// Makes one call on its own connection.
  static func call(_ port: UInt16, _ request: String) async throws -> Answer? {
    let caller = try Caller(port: port)
    try await caller.write(request)
    return await caller.answer()
  }

  func write(_ text: String) async throws {
    try socket.write(text.utf8)
  }

  /// The next answer; nil if the connection ends first.
  func answer() async -> Answer? {
    await blocking { caller in
      while true {
        if let answer = caller.unread.withLock({ Self.take(from: &$0) }) { return answer }
        guard caller.receive() == .bytes else { return nil }
      }
    }
  }

  /// Waits until what has come ends with a text, or a line end after it; false if the connection
  /// ends first.
  func next(until text: String) async -> Bool {
    await blocking { caller in
      while true {
        let unread = caller.unread.withLock { String(decoding: $0, as: UTF8.self) }
        if unread.hasSuffix(text) || unread.hasSuffix("\(text)\r\n") { return true }
        guard caller.receive() == .bytes else { return false }
      }
    }
  }

  /// Whether the peer ends the connection without sending another byte.
  func isEnded() async -> Bool {
    await rest() == ""
  }

  /// Everything received until the peer ends the connection; nil if it does not.
  func rest() async -> String? {
    await blocking { caller in
      while true {
        switch caller.receive() {
        case .bytes: continue
        case .end: return caller.unread.withLock { String(decoding: $0, as: UTF8.self) }
        case .silence: return nil
        }
      }
    }
  }

  private func blocking<Value: Sendable>(
    _ body: @escaping @Sendable (Caller) -> Value
  ) async -> Value {
    await withCheckedContinuation { continuation in
      BlockingThread.run { continuation.resume(returning: body(self)) }
    }
  }

  private static func take(from unread: inout [UInt8]) -> Answer? {
    let text = String(decoding: unread, as: UTF8.self)
    guard let end = text.firstRange(of: "\r\n\r\n") else { return nil }
    let head = String(text[..<end.lowerBound])
    let length =
      head.split(separator: "\r\n").first { $0.lowercased().hasPrefix("content-length:") }
      .flatMap { Int($0.split(separator: " ")[1]) } ?? 0
    let total = head.utf8.count + 4 + length
    guard unread.count >= total else { return nil }
    let body = String(decoding: unread[(head.utf8.count + 4)..<total], as: UTF8.self)
    unread.removeFirst(total)
    let status = head.split(separator: " ").dropFirst().first.flatMap { Int($0) } ?? 0
    return Answer(status: status, head: head, body: body)
  }

  private enum Received {
    case bytes
    /// The end of the connection, or a reset.
    case end
    /// Nothing within the socket's time limit.
    case silence
  }

  private func receive() -> Received {
    var buffer = [UInt8](repeating: 0, count: 65_536)
    do {
      let count = try buffer.withUnsafeMutableBytes { try socket.read(into: $0) }
      unread.withLock { $0.append(contentsOf: buffer.prefix(count)) }
      return count > 0 ? .bytes : .end
    } catch {
      return (error as? SystemError)?.isWouldBlock == true ? .silence : .end
    }
  }
}
