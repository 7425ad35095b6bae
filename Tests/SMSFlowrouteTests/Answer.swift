/// A raw server's answer to a request, and what it does afterwards.
struct Answer: Sendable {
  enum Ending: Sendable {
    /// Closes the connection in an orderly way.
    case close
    /// Resets the connection.
    case reset
    /// Waits for the next request; after the last answer, requests are no longer answered.
    case stay
  }

  var bytes: [UInt8]
  var ending = Ending.close
  /// The pause between single bytes, in seconds; nil sends all at once.
  var drip: Double?

  static func bytes(_ text: String, then ending: Ending = .close) -> Answer {
    Answer(bytes: Array(text.utf8), ending: ending)
  }

  /// A well-formed answer on a connection that stays open.
  static func status(_ status: Int, _ body: String, headers: String = "") -> Answer {
    let head = "HTTP/1.1 \(status) x\r\n\(headers)Content-Length: \(body.utf8.count)\r\n\r\n"
    return .bytes(head + body, then: .stay)
  }
}
