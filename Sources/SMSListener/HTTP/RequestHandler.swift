/// Decides about the requests of a server; belongs to the server's queue.
protocol RequestHandler: AnyObject {
  /// How many bytes of a body are kept.
  var largestBody: Int { get }

  /// Whether the path in a request line, before any header, gives its connection a place.
  func isKnown(path: String) -> Bool

  /// Whether a complete head gives its connection a place.
  func isKnown(_ head: RequestHead) -> Bool

  /// Judges a request by its head alone; nil if its body is to be read.
  func refusal(of head: RequestHead) -> WebAnswer?

  /// A body has become too large; the rest of it is not kept.
  func overflowed(_ exchange: Exchange)

  /// Handles a request whose body has been read; nil if its answer comes later.
  func answer(_ exchange: Exchange) -> WebAnswer?

  /// The caller of a request whose answer is awaited has left; the answer goes nowhere.
  func left(_ exchange: Exchange)

  /// A request of a known path ended before it was complete.
  ///
  /// - Parameters:
  ///   - path: Its path.
  ///   - body: The part of its body that arrived.
  func brokeOff(_ path: String, body: [UInt8])
}

extension RequestHandler {
  func left(_ exchange: Exchange) {}
}
