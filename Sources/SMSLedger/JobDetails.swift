package import SMSCore

/// A job as `show` tells it: its result, and what a result does not hold.
package struct JobDetails: Hashable, Sendable {
  package var snapshot: JobSnapshot
  /// The owner of the request file (`st_uid`).
  package var producer: UInt32
  /// When it may be sent; nil for commands.
  package var dueAt: WallTime?
  package var notBefore: WallTime?
  package var expiresAt: WallTime?
  /// When the attempt that is under way began; nil if none is.
  package var begunAt: WallTime?
  /// The attempts that ended, in order.
  package var attempts: [AttemptRecord]
}
