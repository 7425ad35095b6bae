package import SMSCore
internal import SMSJSON

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

/// What a request asks for, and the same as a tree of normalised members.
///
/// The tree is what "the same content" is decided by: defaults that the spool fills in are in it,
/// the ones that depend on the time of submission are not.
struct RequestContent {
  let content: Submission.Content
  /// Of distinct names, none of them `metadata`.
  let members: [(String, JSONValue?)]

  func canonical(with metadata: JSONObject) -> JSONObject {
    JSONObject(distinct: members + [("metadata", .object(metadata))])
  }
}

/// The contract's `kind` of a request.
package enum RequestKind: String, CaseIterable, Sendable {
  case message
  case verify
  case check
  case enroll
  case unenroll
  case lookup
  case cancel
  case hold
  case release
  case retry
  case flush
  case optout
  case optin
  case backup
  case reconcile

  /// What a producer may ask for in its spool.
  static let producers: [RequestKind] = [
    .message, .verify, .check, .enroll, .unenroll, .lookup, .cancel,
  ]

  /// What an operator may ask for in the operator's spool.
  static let operators: [RequestKind] = [
    .cancel, .hold, .release, .retry, .flush, .optout, .optin, .backup, .reconcile,
  ]
}
