/// A request in the HTTP server, with its answer once that is decided.
final class Exchange {
  /// The request; its body grows as it is read.
  var request: HTTPRequest

  /// The answer; nil while the request is read.
  var answer: HTTPAnswer?

  /// The connection of the request; valid until the library reports the request as completed.
  let connection: OpaquePointer

  init(request: HTTPRequest, connection: OpaquePointer) {
    self.request = request
    self.connection = connection
  }
}
