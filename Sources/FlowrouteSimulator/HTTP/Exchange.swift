/// A request on its way through the HTTP server, with its answer once that is decided.
final class Exchange {
  /// The request; its body grows as it is read.
  var request: HTTPRequest

  /// What to do with it; nil while it is read.
  var answer: HTTPAnswer?

  /// The connection it came on; valid until the server's library says that the request is completed.
  let connection: OpaquePointer

  init(request: HTTPRequest, connection: OpaquePointer) {
    self.request = request
    self.connection = connection
  }
}
