package import SMSCore

/// One HTTP request to make.
package struct TransferRequest: Sendable {
  /// What it is for; the transport only hands it back.
  package var purpose: Purpose
  /// Appended to the endpoint's base, with the query: `/v2.1/messages`.
  package var path: String
  package var content: Content
  /// How many bytes of the answer's body are kept; what is beyond is read and forgotten.
  package var kept: Int

  package enum Purpose: Hashable, Sendable {
    case send(Dispatch)
    case probe
    /// A page of the list; our wall clock at the time it was asked for.
    case list(ListQuery, askedAt: WallTime)
    /// Any other call; its caller awaits the end.
    case call(PendingCall)
  }

  /// The method and what goes with it.
  package enum Content: Hashable, Sendable {
    case get
    /// A POST of JSON.
    case post([UInt8])
    /// A PUT of JSON.
    case put([UInt8])
    case delete
  }

  /// 64 KiB of an answer to a send are kept: it is an id, and nobody may fill our memory.
  package static let keptOfAnswer = 64 << 10
  /// 4 MiB of a page of a list are kept.
  package static let keptOfPage = 4 << 20

  package init(purpose: Purpose, path: String, content: Content, kept: Int = keptOfAnswer) {
    self.purpose = purpose
    self.path = path
    self.content = content
    self.kept = kept
  }
}
