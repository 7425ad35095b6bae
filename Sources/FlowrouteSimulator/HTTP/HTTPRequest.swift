/// One request, as the service sees it.
struct HTTPRequest {
  /// The method in capitals, as sent.
  let method: String

  /// The path without the query, percent-decoded.
  let path: String

  /// The query's members, percent-decoded; the last of equal names wins.
  let query: [String: String]

  /// The `Authorization` header, whole.
  let authorization: String?

  /// The `Content-Type` header, parameters included.
  let contentType: String?

  /// The body; empty until it has been read.
  var body: [UInt8] = []

  /// Whether more came than `bodyLimit`; then `body` is empty.
  var isTooLarge = false
}

extension HTTPRequest {
  /// Bytes kept of a body; far above any real text message.
  static let bodyLimit = 1 << 20

  /// Adds bytes to the body, or gives the body up when it grows past the limit.
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
