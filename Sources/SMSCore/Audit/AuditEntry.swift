/// What an operator did, and who it was.
package struct OperatorAct: Hashable, Sendable {
  package var author: CommandAuthor
  /// The contract's word for the request's kind, or the name of a command without a request.
  package var kind: String
  /// What it was done to, as a JSON object; numbers of phones are whole.
  package var target: String

  package init(author: CommandAuthor, kind: String, target: String) {
    self.author = author
    self.kind = kind
    self.target = target
  }
}

/// An act in the audit.
package struct AuditEntry: Hashable, Sendable {
  /// Rises with each entry, and is never used again.
  package var number: Int64
  package var act: OperatorAct
  /// The id of the request; nil for a command without one.
  package var request: String?
  /// When it was accepted.
  package var at: WallTime
  /// When it was done or refused, or its last step until now was; nil before the first.
  package var carriedOutAt: WallTime?
  package var effect: AuditEffect

  package init(
    number: Int64,
    act: OperatorAct,
    request: String?,
    at: WallTime,
    carriedOutAt: WallTime?,
    effect: AuditEffect
  ) {
    self.number = number
    self.act = act
    self.request = request
    self.at = at
    self.carriedOutAt = carriedOutAt
    self.effect = effect
  }
}

/// What came of an act.
package enum AuditEffect: Hashable, Sendable {
  /// It is not finished. The number of jobs affected so far, for an act on many.
  case pending(affected: Int?)
  /// It was done. The number of jobs or entries affected, for an act that counts them.
  case done(affected: Int?)
  /// It was not done, because of this error.
  case refused(ErrorCode)
}

/// The entries of the audit that a reader lists.
package struct AuditFilter: Hashable, Sendable {
  /// Accepted at that time or later; nil for no bound.
  package var since: WallTime?
  /// Accepted before that time; nil for no bound.
  package var until: WallTime?

  package static let all = AuditFilter()

  package init(since: WallTime? = nil, until: WallTime? = nil) {
    self.since = since
    self.until = until
  }
}

/// A part of the audit.
package struct AuditPage: Hashable, Sendable {
  /// Newest first.
  package var entries: [AuditEntry]
  /// Where the next page begins; nil after the last.
  package var next: Int64?

  package init(entries: [AuditEntry], next: Int64?) {
    self.entries = entries
    self.next = next
  }
}
