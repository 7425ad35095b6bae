/// One HTTP request to make.
package struct TransferRequest: Sendable {
  /// What the caller knows the request by; the transport only hands it back.
  package var tag: any Sendable
  /// Appended to the endpoint's base, with the query: `/v2.1/messages`.
  package var path: String
  package var content: Content
  /// How many bytes of the answer's body are kept; what is beyond is read and discarded.
  package var kept: Int

  /// The method and what goes with it.
  package enum Content: Hashable, Sendable {
    case get
    /// A POST of JSON.
    case post([UInt8])
    /// A PUT of JSON.
    case put([UInt8])
    case delete
  }

  /// 64 KiB of an answer are kept unless more is asked for: no server may fill our memory.
  package static let usualKept = 64 << 10

  package init(tag: any Sendable, path: String, content: Content, kept: Int = usualKept) {
    self.tag = tag
    self.path = path
    self.content = content
    self.kept = kept
  }
}
