/// A job as `show` shows it: its result, and what the result leaves out.
package struct JobDetails: Hashable, Sendable {
  package var snapshot: JobSnapshot
  /// The owner of the request file (`st_uid`).
  package var producer: UInt32
  /// When it is or was due to be sent; nil for commands.
  package var dueAt: WallTime?
  package var notBefore: WallTime?
  package var expiresAt: WallTime?
  /// When the current attempt began; nil if none is in progress.
  package var begunAt: WallTime?
  /// The completed attempts, in order.
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
