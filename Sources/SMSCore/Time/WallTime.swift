/// A point in calendar time: milliseconds since 1970-01-01T00:00:00Z.
///
/// It may step either way when an administrator or NTP sets the clock, so it says when something is
/// due or expires, but never how much time has passed.
package struct WallTime: Hashable, Comparable, Sendable {
  package var milliseconds: Int64

  package init(milliseconds: Int64) {
    self.milliseconds = milliseconds
  }

  /// The time `nanoseconds` after 1970, as the kernel counts, cut to milliseconds.
  package init(nanoseconds: Int64) {
    milliseconds = nanoseconds / 1_000_000
  }

  package static func < (left: Self, right: Self) -> Bool {
    left.milliseconds < right.milliseconds
  }

  /// The time `interval` later; saturates at the ends of the range instead of trapping.
  package func advanced(by interval: Interval) -> WallTime {
    let (sum, overflow) = milliseconds.addingReportingOverflow(interval.wholeMilliseconds)
    guard overflow else { return WallTime(milliseconds: sum) }
    return WallTime(milliseconds: interval.nanoseconds < 0 ? .min : .max)
  }

  /// How long after `earlier` this time is; negative if it is before.
  package func since(_ earlier: WallTime) -> Interval {
    let (difference, overflow) = milliseconds.subtractingReportingOverflow(earlier.milliseconds)
    return Interval(milliseconds: overflow ? (self > earlier ? .max : .min) : difference)
  }
}
