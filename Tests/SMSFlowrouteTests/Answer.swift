/// What a raw server sends back to a request, and what it does then.
struct Answer: Sendable {
  enum Ending: Sendable {
    /// The connection is closed in good order.
    case close
    /// The connection is reset.
    case reset
    /// The next request is awaited; none is answered any more if the answer was the last.
    case stay
  }

  var bytes: [UInt8]
  var ending = Ending.close
  /// Bytes go out one by one with this pause, in seconds; nil at once.
  var drip: Double?

  static func bytes(_ text: String, then ending: Ending = .close) -> Answer {
    Answer(bytes: Array(text.utf8), ending: ending)
  }

  /// A proper answer on a connection that stays open.
  static func status(_ status: Int, _ body: String, headers: String = "") -> Answer {
    let head = "HTTP/1.1 \(status) x\r\n\(headers)Content-Length: \(body.utf8.count)\r\n\r\n"
    return .bytes(head + body, then: .stay)
  }
}
