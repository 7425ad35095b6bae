/// A request in the server, with its answer once that is decided.
final class Exchange {
  let head: RequestHead
  /// The body read so far; if it is too large, only its beginning.
  private(set) var body: [UInt8] = []
  private(set) var isTooLarge = false
  /// nil while the request is read, and while the ledger handles it.
  var answer: WebAnswer?
  /// The connection of the request; valid until the library reports the request as completed.
  let connection: OpaquePointer

  init(head: RequestHead, connection: OpaquePointer) {
    self.head = head
    self.connection = connection
  }

  /// Adds bytes to the body, but none beyond a limit.
  func append(_ bytes: UnsafeRawBufferPointer, upTo limit: Int) {
    isTooLarge = isTooLarge || body.count + bytes.count > limit
    body.append(contentsOf: bytes.prefix(limit - body.count))
  }
}

/// The answer to a request.
struct WebAnswer: Equatable {
  var status: UInt32
  /// JSON; nil for no body.
  var body: String?
  /// The `Allow` header of a 405.
  var allow: String?
  /// Whether the connection is closed after it.
  var closes = false
}

extension WebAnswer {
  static let notFound = WebAnswer(status: 404)

  /// For malformed HTTP; the connection closes, as the beginning of the next request is uncertain.
  static let malformed = WebAnswer(status: 400, closes: true)

  static func methodNotAllowed(_ methods: String) -> WebAnswer {
    WebAnswer(status: 405, allow: methods)
  }

  static func health(_ isHealthy: Bool) -> WebAnswer {
    isHealthy
      ? WebAnswer(status: 200, body: "{\"status\": \"ok\"}\n")
      : WebAnswer(status: 503, body: "{\"status\": \"failing\"}\n")
  }
}
