/// A request on its way through the server, with its answer once that is decided.
final class Exchange {
  let head: RequestHead
  /// Grows as it is read.
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

  /// Adds bytes to the body, or gives the body up when it grows past a limit.
  func append(_ bytes: UnsafeRawBufferPointer, upTo limit: Int) {
    guard !isTooLarge else { return }
    guard body.count + bytes.count <= limit else {
      body = []
      isTooLarge = true
      return
    }
    body.append(contentsOf: bytes)
  }
}

/// The answer to a request.
struct WebAnswer: Equatable {
  var status: UInt32
  /// JSON; nil for no body.
  var body: String?
  /// The `Allow` header of a 405.
  var allow: String?
}

extension WebAnswer {
  static let notFound = WebAnswer(status: 404)

  static func methodNotAllowed(_ methods: String) -> WebAnswer {
    WebAnswer(status: 405, allow: methods)
  }

  static func health(_ isHealthy: Bool) -> WebAnswer {
    isHealthy
      ? WebAnswer(status: 200, body: "{\"status\": \"ok\"}\n")
      : WebAnswer(status: 503, body: "{\"status\": \"failing\"}\n")
  }
}
