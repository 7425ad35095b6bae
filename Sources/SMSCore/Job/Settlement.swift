/// How an attempt ended, and the job's next state.
package struct Settlement: Hashable, Sendable {
  package enum Next: Hashable, Sendable {
    /// With this, the text is erased from the ledger.
    case sent(providerMessageID: String?)
    case failed(JobError)
    case deferred(JobError, dueAt: WallTime)
    /// The attempt may have been accepted; also used for a further look that did not settle it.
    case doubt(JobError, Doubt)
    /// The message expired before the doubt could be settled, and is to be sent once more: it gets
    /// time for that, and another doubt is only reported.
    case resent(JobError, dueAt: WallTime, expiresAt: WallTime)
    case expired(JobError)
    case uncertain(JobError)
    /// Nothing was sent after all (a pause or a drain came first): the job returns to the state,
    /// error and due time it had before the attempt, which is not counted.
    case withdrawn
  }

  package var job: JobNumber
  package var next: Next
  /// The attempt that ended with this; nil for `withdrawn`, and for what follows a doubt.
  package var attempt: AttemptRecord?
  /// Whether the attempt counts against `max_attempts`.
  package var isCharged: Bool
  package var at: WallTime
  /// Whether nothing reached the recipient: the attempt counts for no cap.
  package var isProvenUnsent: Bool
  /// The text's digest if a message was sent and its id is not known; used to look for it.
  package var digest: TextDigest?

  /// Whether it only reports a look that did not settle a doubt; no flight ends with that.
  var isFurtherLook: Bool {
    if case .doubt = next { return attempt == nil }
    return false
  }

  package init(
    job: JobNumber,
    next: Next,
    attempt: AttemptRecord?,
    isCharged: Bool,
    at: WallTime,
    isProvenUnsent: Bool = false,
    digest: TextDigest? = nil
  ) {
    self.job = job
    self.next = next
    self.attempt = attempt
    self.isCharged = isCharged
    self.at = at
    self.isProvenUnsent = isProvenUnsent
    self.digest = digest
  }
}

/// One attempt, as `show` lists it.
package struct AttemptRecord: Hashable, Sendable {
  /// From 1, in the order in which the attempts began.
  package var number: Int
  package var begunAt: WallTime
  package var endedAt: WallTime
  /// When the request left; nil if it never did.
  package var leftAt: WallTime?
  /// nil if there was no answer.
  package var httpStatus: Int?
  /// Why it failed; nil if the message was accepted.
  package var code: ErrorCode?

  package init(
    number: Int,
    begunAt: WallTime,
    endedAt: WallTime,
    leftAt: WallTime?,
    httpStatus: Int?,
    code: ErrorCode?
  ) {
    self.number = number
    self.begunAt = begunAt
    self.endedAt = endedAt
    self.leftAt = leftAt
    self.httpStatus = httpStatus
    self.code = code
  }
}
