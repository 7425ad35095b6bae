package import SMSCore
package import SMSSystem

/// What intake reports to the daemon's log; all of its text is safe to print.
package enum IntakeReport: Sendable, Equatable {
  /// The spool's directories were opened, at the start or after they had disappeared.
  case opened
  /// A request was refused.
  case refused(file: String, rejectedAs: String, code: ErrorCode, producer: UInt32)
  /// More were refused since, too many to log one by one: the number by code.
  case refusedMore([ErrorCode: Int])
  /// A file in `incoming/` can be neither read nor moved.
  case left(file: String, cause: String)
  /// How many files in `incoming/` have had a name that is not a request's for a minute or longer;
  /// reported on each change.
  case stray(files: Int)
  /// Something useless was removed: a hidden file after 36 hours, or an empty directory.
  case removed(file: String, cause: String)
  /// A batch in `incoming/` that cannot be taken now; nil if none waits any longer.
  case batchWaits(BatchWait?)
  /// A batch is in the ledger, and its messages may go.
  case batchAccepted(id: String, messages: Int)
  case paused(IntakePause)
  /// The reason for the pause is gone.
  case resumed(IntakePause)
  /// The kernel sends no events: new files are found by the scan, up to 10 s later.
  case notWatching(SystemError)
  case watching
  /// The watch works but no events arrive, as on network file systems and FUSE, so that only the
  /// scan finds requests; false once an event has arrived.
  case scanned(Bool)
}

/// Keeps a flood of refusals out of the log: a few per minute are logged, the rest are counted.
struct RefusalLog {
  /// Refusals logged individually per minute.
  static let mostReported = 10
  private static let window = Interval(seconds: 60)

  private var windowEnd: MonotonicTime?
  private var count = 0
  private var untold: [ErrorCode: Int] = [:]

  /// Counts a refusal and returns whether to log it.
  mutating func add(_ code: ErrorCode, at now: MonotonicTime) -> Bool {
    if windowEnd == nil { windowEnd = now.advanced(by: Self.window) }
    count += 1
    if count <= Self.mostReported { return true }
    untold[code, default: 0] += 1
    return false
  }

  /// Refusals counted but not logged in a minute that is over; nil if it is not over or had none.
  mutating func summary(at now: MonotonicTime) -> [ErrorCode: Int]? {
    guard let windowEnd, now >= windowEnd else { return nil }
    let summary = untold
    self = RefusalLog()
    return summary.isEmpty ? nil : summary
  }
}
