internal import SMSCore

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
