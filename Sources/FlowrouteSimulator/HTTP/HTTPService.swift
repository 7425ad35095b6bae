/// What stands behind the HTTP server; every call comes on the simulator's queue.
protocol HTTPService: AnyObject {
  /// Whether the connection is to be closed before the request's body is read.
  func dropsUnread(_ head: HTTPRequest) -> Bool

  /// Decides about a request whose body has been read.
  func answer(_ request: HTTPRequest) -> HTTPAnswer

  /// The `Date` header of an answer that leaves now.
  func date() -> String

  /// A client connected, or an open connection ended.
  func connectionChanged(isOpen: Bool)
}
