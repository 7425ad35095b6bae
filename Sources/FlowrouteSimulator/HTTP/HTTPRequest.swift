/// One request, as passed to the service.
struct HTTPRequest {
  /// The method as sent, usually in capitals.
  let method: String

  /// The path without the query, percent-decoded.
  let path: String

  /// The query's members, percent-decoded; the last of equal names wins.
  let query: [String: String]

  /// The complete `Authorization` header.
  let authorization: String?

  /// The `Content-Type` header, including parameters.
  let contentType: String?

  /// The body; empty until it has been read.
  var body: [UInt8] = []

  /// Whether the body exceeded `bodyLimit`; `body` is then empty.
  var isTooLarge = false
}

extension HTTPRequest {
  /// The longest body in bytes, far above any real text message.
  static let bodyLimit = 1 << 20

  /// Adds bytes to the body, or discards the body if it exceeds the limit.
  mutating func append(_ bytes: UnsafeRawBufferPointer) {
    guard !isTooLarge else { return }
    guard body.count + bytes.count <= Self.bodyLimit else {
      body = []
      isTooLarge = true
      return
    }
    body.append(contentsOf: bytes)
  }
}
