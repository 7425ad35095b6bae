/// The service behind the HTTP server; every call comes on the simulator's queue.
protocol HTTPService: AnyObject {
  /// Whether to close the connection before the request's body is read.
  func dropsUnread(_ head: HTTPRequest) -> Bool

  /// Answers a request whose body has been read.
  func answer(_ request: HTTPRequest) -> HTTPAnswer

  /// The `Date` header for an answer that is sent now.
  func date() -> String

  /// A connection was opened or closed.
  func connectionChanged(isOpen: Bool)
}
