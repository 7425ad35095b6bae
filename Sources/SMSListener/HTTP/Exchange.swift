/// A request on its way through the server, with its answer once that is decided.
final class Exchange {
  let head: RequestHead
  /// Grows as it is read; the first bytes of it, if it is too large.
  private(set) var body: [UInt8] = []
  private(set) var isTooLarge = false
  /// Nil while it is read, and while the ledger has it.
  var answer: WebAnswer?
  /// The connection it came on; valid until the library says that the request is completed.
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
  /// Whether nothing more is read on the connection.
  var closes = false
}

extension WebAnswer {
  static let notFound = WebAnswer(status: 404)

  /// To what is not plain HTTP: where the next request begins is uncertain.
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
