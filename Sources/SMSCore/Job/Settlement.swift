/// How an attempt ended, and the job's next state.
package struct Settlement: Hashable, Sendable {
  package enum Next: Hashable, Sendable {
    /// The text is erased from the ledger with this.
    case sent(providerMessageID: String?)
    case failed(JobError)
    case deferred(JobError, dueAt: WallTime)
    /// The attempt may have been accepted; also a further look that did not settle it.
    case doubt(JobError, Doubt)
    /// Nothing could settle the doubt before the message's time ran out, and it is to be sent once
    /// more: it gets the time for that, and another doubt is only reported.
    case resent(JobError, dueAt: WallTime, expiresAt: WallTime)
    case expired(JobError)
    case uncertain(JobError)
    /// Nothing was sent after all (a pause or a drain came first): back to the state, error and due
    /// time it had before the attempt began, and that attempt is not counted.
    case withdrawn
  }

  package var job: JobNumber
  package var next: Next
  /// The attempt that ended with this; nil for `withdrawn`, and for what follows a doubt.
  package var attempt: AttemptRecord?
  /// Whether the attempt counts against `max_attempts`.
  package var isCharged: Bool
  package var at: WallTime
  /// The text's digest where a message was sent and its id is not known: it is looked for by it.
  package var digest: TextDigest?

  /// Whether it only tells of a look that did not settle a doubt; no flight ends with that.
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
    digest: TextDigest? = nil
  ) {
    self.job = job
    self.next = next
    self.attempt = attempt
    self.isCharged = isCharged
    self.at = at
    self.digest = digest
  }
}

/// One attempt as `show` lists it.
package struct AttemptRecord: Hashable, Sendable {
  /// From 1, in the order they began.
  package var number: Int
  package var begunAt: WallTime
  package var endedAt: WallTime
  /// nil if the request never left.
  package var leftAt: WallTime?
  package var httpStatus: Int?
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
