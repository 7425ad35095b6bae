/// How often alarms are reported.
package struct AlarmPolicy: Hashable, Sendable {
  /// How often an alarm that goes on is reported again; zero: never.
  package var repeatAfter = Interval(seconds: 3_600)
  /// How long a condition must be over before its alarm is cleared.
  ///
  /// It doubles each time an alarm returns within `AlarmMachine.flapTime`, up to
  /// `AlarmMachine.longestQuiet`.
  package var clearAfter = Interval(seconds: 60)
  /// The most reports in any hour; at least 12.
  package var maxPerHour = 60

  package init() {}
}

/// Limits the number of reports: a sixth of the hour's at once, then evenly.
///
/// In any hour there are at most `policy.maxPerHour`.
struct AlarmPace: Sendable {
  private static let hour = Interval(seconds: 3_600)

  /// The most reports at once.
  private(set) var burst: Int
  /// The time after which one more is allowed.
  private(set) var interval: Interval
  /// When all reports made so far are paid for.
  private var paidUntil: MonotonicTime

  init(_ policy: AlarmPolicy, at now: MonotonicTime) {
    (burst, interval) = Self.rates(policy)
    paidUntil = now
  }

  private static func rates(_ policy: AlarmPolicy) -> (burst: Int, interval: Interval) {
    let most = max(12, policy.maxPerHour)
    let burst = most / 6
    return (burst, Interval(nanoseconds: hour.nanoseconds / Int64(most - burst)))
  }

  mutating func use(_ policy: AlarmPolicy) {
    (burst, interval) = Self.rates(policy)
  }

  /// How many reports are allowed now.
  func available(at now: MonotonicTime) -> Int {
    let debt = max(0, paidUntil.since(now).nanoseconds)
    let owed = (debt + interval.nanoseconds - 1) / interval.nanoseconds
    return max(0, burst - Int(clamping: owed))
  }

  /// When that many reports, at most `burst`, are allowed.
  func time(of count: Int) -> MonotonicTime {
    paidUntil.advanced(
      by: Interval(nanoseconds: -interval.nanoseconds * Int64(burst - min(count, burst)))
    )
  }

  /// Counts a report.
  mutating func report(at now: MonotonicTime) {
    paidUntil = max(paidUntil, now).advanced(by: interval)
  }
}
