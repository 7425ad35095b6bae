/// A job as `show` shows it: its result, and what a result does not hold.
package struct JobDetails: Hashable, Sendable {
  package var snapshot: JobSnapshot
  /// The owner of the request file (`st_uid`).
  package var producer: UInt32
  /// When it may be sent; nil for commands.
  package var dueAt: WallTime?
  package var notBefore: WallTime?
  package var expiresAt: WallTime?
  /// When the attempt that is under way began; nil if no attempt is.
  package var begunAt: WallTime?
  /// The attempts that ended, in order.
  package var attempts: [AttemptRecord]

  package init(
    snapshot: JobSnapshot,
    producer: UInt32,
    dueAt: WallTime?,
    notBefore: WallTime?,
    expiresAt: WallTime?,
    begunAt: WallTime?,
    attempts: [AttemptRecord]
  ) {
    self.snapshot = snapshot
    self.producer = producer
    self.dueAt = dueAt
    self.notBefore = notBefore
    self.expiresAt = expiresAt
    self.begunAt = begunAt
    self.attempts = attempts
  }
}
