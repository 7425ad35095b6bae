import SMSSystem
import TestSupport

/// One of the simulator's own calls, by a connection of its own.
enum AdminCall {
  /// The request's bytes; the connection ends with the answer (HTTP/1.0).
  static func request(_ head: String, _ body: String) -> String {
    "\(head) HTTP/1.0\r\nContent-Length: \(body.utf8.count)\r\n\r\n\(body)"
  }

  /// The answer's body.
  ///
  /// - Throws: `Disagreement` for a status of failure.
  static func body(of answer: String) throws -> String {
    // A carriage return and a line feed are one character to Swift.
    let parts = answer.split(separator: "\r\n\r\n", maxSplits: 1, omittingEmptySubsequences: false)
    let status = answer.split(separator: " ").dropFirst().first ?? ""
    guard status.first == "2" else { throw Disagreement("the simulator says: \(answer)") }
    return parts.count > 1 ? String(parts[1]) : ""
  }

  /// Makes the call.
  ///
  /// - Parameters:
  ///   - port: The simulator's.
  ///   - head: Method and path.
  ///   - body: JSON, or empty.
  /// - Returns: The answer's body.
  /// - Throws: `Disagreement` for a status of failure, `SystemError` if nobody listens.
  static func make(port: UInt16, _ head: String, _ body: String) async throws -> String {
    let executor = QueueExecutor(label: "admin-call")
    return try await withCheckedThrowingContinuation { continuation in
      executor.async {
        continuation.resume(with: Result { try exchange(port: port, request(head, body)) })
      }
    }
  }

  private static func exchange(port: UInt16, _ request: String) throws -> String {
    let socket = try LoopbackSocket.connected(to: port)
    try socket.write(request.utf8)
    let answer = try socket.read(upTo: 64 << 20)
    return try body(of: String(decoding: answer, as: UTF8.self))
  }
}
