package import SMSCore
internal import SMSJSON

/// A request that passed all checks but is not yet accepted.
package struct Request: Sendable, Equatable {
  package var id: String
  /// Whether the request has its own `id`; otherwise the file's name is the id.
  package var hasExplicitID: Bool
  package var content: Submission.Content
  /// The request's `metadata` as JSON text without blanks, members in their order; nil if empty.
  package var metadata: String?
  /// The submission's `ack` token; not part of `canonical`.
  package var ack: String?
  /// Whether it only asks what would become of it.
  package var isDryRun = false
  /// What enters the audit, of which the author is not part of `canonical`; nil for a producer.
  package var act: Act?
  /// The normalised content, equal bytes for equal content: the input of the digest.
  package var canonical: [UInt8]
}

extension Request {
  /// An operator's request as far as it enters the audit.
  package struct Act: Sendable, Equatable {
    package var author: RequestAuthor
    package var kind: String
    /// A JSON object.
    package var target: String

    /// The act of a request in a file.
    ///
    /// - Parameters:
    ///   - user: The file's owner.
    ///   - daemon: The daemon's user: only in its own requests does `on_behalf_uid` count.
    /// - Returns: The act.
    package func of(_ user: UInt32, daemon: UInt32) -> OperatorAct {
      OperatorAct(
        author: CommandAuthor(
          user: user,
          claim: author.claim,
          onBehalfOf: user == daemon ? author.onBehalfOf : nil
        ),
        kind: kind,
        target: target
      )
    }
  }
}

/// What the decoder needs to know about a request besides its bytes.
package struct RequestOrigin: Sendable, Equatable {
  /// The file's name without `.json`; nil if it is not UTF-8.
  package var stem: String?
  /// The file's ctime, from which a message's time to live is counted.
  package var changedAt: WallTime
  package var now: WallTime

  package init(stem: String?, changedAt: WallTime, now: WallTime) {
    self.stem = stem
    self.changedAt = changedAt
    self.now = now
  }
}

/// The kinds of requests in the contract.
package enum RequestKind: String, CaseIterable, Sendable {
  case message
  case verify
  case check
  case enroll
  case unenroll
  case lookup
  case cancel
  case update
  case hold
  case release
  case retry
  case flush
  case optout
  case optin
  case `import`
  case erase
  case backup
  case reconcile
  case callbacks
  case numbers
  case alarm

  /// The kinds that producers may submit to their spools.
  static let producers: [RequestKind] = [
    .message, .verify, .check, .enroll, .unenroll, .lookup, .cancel, .update,
  ]

  /// The kinds that an operator may submit to the operator's spool.
  static let operators: [RequestKind] = [
    .cancel, .update, .hold, .release, .retry, .flush, .optout, .optin, .import, .erase,
    .backup, .reconcile, .callbacks, .numbers, .alarm,
  ]
}
