package import SMSSystem

/// Something that a console answers.
package struct ConsoleRoute: Sendable {
  package enum Method: Sendable {
    /// GET and HEAD.
    case get
    /// POST with a body of up to this many bytes, only on a local socket.
    case localPost(largestBody: Int)
  }

  package var path: String
  package var method: Method
  package var answer: @Sendable (ConsoleRequest) async -> WebAnswer

  package init(
    _ path: String,
    _ method: Method = .get,
    answer: @escaping @Sendable (ConsoleRequest) async -> WebAnswer
  ) {
    self.path = path
    self.method = method
    self.answer = answer
  }
}

/// A request for a route, with a method and a caller that the route allows.
package struct ConsoleRequest: Sendable {
  /// What the caller wants to get, as it says in `Accept`.
  package var accept: String?
  package var body: [UInt8]
  /// The caller on a local socket; nil on the network.
  package var peer: PeerCredentials?

  package init(accept: String? = nil, body: [UInt8] = [], peer: PeerCredentials? = nil) {
    self.accept = accept
    self.body = body
    self.peer = peer
  }
}
