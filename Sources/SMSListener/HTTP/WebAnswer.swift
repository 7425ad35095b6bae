package import SMSCore
package import SMSSystem

/// The answer to a request.
package struct WebAnswer: Sendable {
  package enum Body: Sendable {
    case bytes([UInt8])
    /// A body that is produced over time.
    case stream(WebStream)
  }

  package var status: UInt32
  /// The media type of the body; nil for no body.
  package var contentType: String?
  package var body: Body
  /// Further headers, in order.
  package var headers: [(name: String, value: String)]
  /// Whether its connection keeps its place when there are too many: whoever asked is known.
  package var keepsPlace = false
  /// Whether the connection is closed after it.
  var closes = false

  package init(
    status: UInt32,
    contentType: String? = nil,
    body: Body = .bytes([]),
    headers: [(name: String, value: String)] = []
  ) {
    self.status = status
    self.contentType = contentType
    self.body = body
    self.headers = headers
  }
}

/// A body that is produced while it is sent.
package struct WebStream: Sendable {
  /// The bytes; closed by the server when the client has left or everything was sent.
  package let channel: ByteChannel
  /// How long the client may take no bytes while there are some.
  package let patience: Interval
  /// Sent whenever nothing else was for a while: writing is the only way to notice that a silent
  /// client has left.
  package let heartbeat: [UInt8]

  package init(channel: ByteChannel, patience: Interval, heartbeat: [UInt8]) {
    self.channel = channel
    self.patience = patience
    self.heartbeat = heartbeat
  }
}

extension WebAnswer {
  static let notFound = WebAnswer(status: 404)

  /// For malformed HTTP; the connection closes, as the beginning of the next request is uncertain.
  static let malformed: WebAnswer = {
    var answer = WebAnswer(status: 400)
    answer.closes = true
    return answer
  }()

  static func methodNotAllowed(_ methods: String) -> WebAnswer {
    WebAnswer(status: 405, headers: [("Allow", methods)])
  }

  /// A line for a person.
  package static func text(_ status: UInt32, _ line: String) -> WebAnswer {
    let body = Array("\(line)\n".utf8)
    return WebAnswer(status: status, contentType: "text/plain; charset=utf-8", body: .bytes(body))
  }

  /// JSON as text.
  static func json(_ status: UInt32, _ text: String) -> WebAnswer {
    WebAnswer(status: status, contentType: "application/json", body: .bytes(Array(text.utf8)))
  }
}
