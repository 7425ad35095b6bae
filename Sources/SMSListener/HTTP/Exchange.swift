/// A request in the server, with its answer once that is decided.
final class Exchange {
  let head: RequestHead
  /// The body read so far; if it is too large, only its beginning.
  private(set) var body: [UInt8] = []
  private(set) var isTooLarge = false
  /// nil while the request is read, and while its answer is prepared.
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
