package import SMSCore

/// A request that passed every check, before it is accepted.
package struct Request: Sendable, Equatable {
  package var id: String
  /// Whether the request holds its `id`; without, the file's name is the id.
  package var hasExplicitID: Bool
  package var content: Submission.Content
  /// The request's `metadata` as JSON text without blanks, members in their order; nil if empty.
  package var metadata: String?
  /// The token of the submission; no part of `canonical`.
  package var ack: String?
  /// The normalised content, one text for one content: what the digest is made of.
  package var canonical: [UInt8]
}

/// What the decoder needs to know of a request besides its bytes.
package struct RequestOrigin: Sendable, Equatable {
  /// The file's name less `.json`; nil where that is no UTF-8.
  package var stem: String?
  /// The file's ctime, from which a message's time to live counts.
  package var changedAt: WallTime
  package var now: WallTime

  package init(stem: String?, changedAt: WallTime, now: WallTime) {
    self.stem = stem
    self.changedAt = changedAt
    self.now = now
  }
}
