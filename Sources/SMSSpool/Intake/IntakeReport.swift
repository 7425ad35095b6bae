package import SMSCore
package import SMSSystem

/// What intake tells the daemon's log; every text in it is safe to print.
package enum IntakeReport: Sendable, Equatable {
  /// The spool's directories were opened, at the start or again after they had gone.
  case opened
  /// A request was refused.
  case refused(file: String, rejectedAs: String, code: ErrorCode, producer: UInt32)
  /// More were refused since, too many to tell each: how many by code.
  case refusedMore([ErrorCode: Int])
  /// Something lies in `incoming/` that can be neither read nor moved.
  case left(file: String, cause: String)
  /// How many files in `incoming/` have a name that is not a request's, since a minute or longer;
  /// told at each change.
  case stray(files: Int)
  /// Something was removed that nobody will miss: a hidden file of 36 hours, an empty directory.
  case removed(file: String, cause: String)
  case paused(IntakePause)
  /// What the pause was for is over.
  case resumed(IntakePause)
  /// The kernel gives no notices: new files are found by the scan, up to 10 s later.
  case notWatching(SystemError)
  case watching
  /// Notices are promised and never come, as on network file systems and FUSE: requests are found by
  /// the scan alone; false: one has come.
  case scanned(Bool)
}

/// Keeps a flood of refusals out of the log: a few a minute are told, the rest is counted.
struct RefusalLog {
  /// Refusals told one by one in a minute.
  static let told = 10
  private static let window = Interval(seconds: 60)

  private var windowEnd: MonotonicTime?
  private var count = 0
  private var untold: [ErrorCode: Int] = [:]

  /// Counts a refusal, and says whether it is to be told.
  mutating func add(_ code: ErrorCode, at now: MonotonicTime) -> Bool {
    if windowEnd == nil { windowEnd = now.advanced(by: Self.window) }
    count += 1
    if count <= Self.told { return true }
    untold[code, default: 0] += 1
    return false
  }

  /// The untold refusals of a minute that is over; nil if it is not, or there are none.
  mutating func summary(at now: MonotonicTime) -> [ErrorCode: Int]? {
    guard let windowEnd, now >= windowEnd else { return nil }
    let summary = untold
    self = RefusalLog()
    return summary.isEmpty ? nil : summary
  }
}
