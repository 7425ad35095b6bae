package import SMSSystem

/// Something that a console answers.
package struct ConsoleRoute: Sendable {
  package enum Method: Sendable {
    /// GET and HEAD.
    case get
    /// POST with a body of up to this many bytes, only on a local socket.
    case localPost(largestBody: Int)
    /// GET and HEAD of a browser, and POST with a form of up to this many bytes if there are any;
    /// only on the network. No bearer token is asked for: the route decides who may.
    case page(largestForm: Int)
  }

  package var path: String
  package var method: Method
  /// Whether it answers all paths that begin with its own.
  package var coversBelow = false
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

  /// A route for all paths that begin with one, which ends with a slash.
  ///
  /// The task in which it answers is canceled when the caller leaves.
  package init(
    below path: String,
    largestForm: Int = 0,
    answer: @escaping @Sendable (ConsoleRequest) async -> WebAnswer
  ) {
    self.init(path, .page(largestForm: largestForm), answer: answer)
    coversBelow = true
  }
}

/// A request for a route, with a method and a caller that the route allows.
package struct ConsoleRequest: Sendable {
  /// `GET`, `HEAD` or `POST`.
  package var method: String
  /// Percent-decoded.
  package var path: String
  package var query: [WebField]
  package var cookies: [WebField]
  /// The value of `Host`, in lower case; nil without one.
  package var host: String?
  /// Whether `Host` is the name of a reverse proxy with TLS.
  package var isPublic: Bool
  /// What the caller wants to get, as it says in `Accept`.
  package var accept: String?
  package var body: [UInt8]
  /// The caller on a local socket; nil on the network.
  package var peer: PeerCredentials?

  package init(
    _ method: String = "GET",
    _ path: String = "/",
    query: [WebField] = [],
    cookies: [WebField] = [],
    host: String? = nil,
    isPublic: Bool = false,
    accept: String? = nil,
    body: [UInt8] = [],
    peer: PeerCredentials? = nil
  ) {
    self.method = method
    self.path = path
    self.query = query
    self.cookies = cookies
    self.host = host
    self.isPublic = isPublic
    self.accept = accept
    self.body = body
    self.peer = peer
  }
}
