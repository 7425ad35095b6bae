/// One HTTP request.
package struct TransferRequest: Sendable {
  /// The caller's tag for the request; the transport only passes it back.
  package var tag: any Sendable
  /// The path with its query, appended to the endpoint's base: `/v2.1/messages`.
  package var path: String
  package var content: Content
  /// How many bytes of the answer's body to keep; the rest is read and discarded.
  package var kept: Int

  /// The method and its body.
  package enum Content: Hashable, Sendable {
    case get
    /// A POST of JSON.
    case post([UInt8])
    /// A PUT of JSON.
    case put([UInt8])
    /// A PATCH of JSON.
    case patch([UInt8])
    case delete
  }

  /// By default 64 KiB of an answer are kept: no server may fill our memory.
  package static let usualKept = 64 << 10

  package init(tag: any Sendable, path: String, content: Content, kept: Int = usualKept) {
    self.tag = tag
    self.path = path
    self.content = content
    self.kept = kept
  }
}
