/// A point of calendar time: milliseconds since 1970-01-01T00:00:00Z.
///
/// It may step either way when an administrator or NTP sets the clock, so it says when something is
/// due or expired, and never how much time has passed.
package struct WallTime: Hashable, Comparable, Sendable {
  package var milliseconds: Int64

  package init(milliseconds: Int64) {
    self.milliseconds = milliseconds
  }

  package static func < (left: Self, right: Self) -> Bool {
    left.milliseconds < right.milliseconds
  }

  /// The time a while later; saturates at the ends of the range instead of trapping.
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

/// A point of a clock that never steps: nanoseconds since an arbitrary start (CLOCK_MONOTONIC).
package struct MonotonicTime: Hashable, Comparable, Sendable {
  package var nanoseconds: Int64

  package init(nanoseconds: Int64) {
    self.nanoseconds = nanoseconds
  }

  package static func < (left: Self, right: Self) -> Bool {
    left.nanoseconds < right.nanoseconds
  }

  package func advanced(by interval: Interval) -> MonotonicTime {
    let (sum, overflow) = nanoseconds.addingReportingOverflow(interval.nanoseconds)
    guard overflow else { return MonotonicTime(nanoseconds: sum) }
    return MonotonicTime(nanoseconds: interval.nanoseconds < 0 ? .min : .max)
  }

  package func since(_ earlier: MonotonicTime) -> Interval {
    Interval(nanoseconds: nanoseconds &- earlier.nanoseconds)
  }
}

/// Both clocks, read together at the start of an event's handling.
package struct Moment: Hashable, Sendable {
  package var wall: WallTime
  package var monotonic: MonotonicTime

  package init(wall: WallTime, monotonic: MonotonicTime) {
    self.wall = wall
    self.monotonic = monotonic
  }
}

/// A length of time in nanoseconds, about 292 years either way.
package struct Interval: Hashable, Comparable, Sendable {
  package var nanoseconds: Int64

  package init(nanoseconds: Int64) {
    self.nanoseconds = nanoseconds
  }

  /// Saturates where the nanoseconds would not fit.
  package init(milliseconds: Int64) {
    let (product, overflow) = milliseconds.multipliedReportingOverflow(by: 1_000_000)
    nanoseconds = overflow ? (milliseconds < 0 ? .min : .max) : product
  }

  /// Saturates where the nanoseconds would not fit; not a number counts as zero.
  package init(seconds: Double) {
    let value = seconds * 1e9
    if value.isNaN {
      nanoseconds = 0
    } else if value >= 9.2e18 {
      nanoseconds = .max
    } else if value <= -9.2e18 {
      nanoseconds = .min
    } else {
      nanoseconds = Int64(value)
    }
  }

  package static let zero = Interval(nanoseconds: 0)

  package var seconds: Double { Double(nanoseconds) / 1e9 }

  /// Rounded away from zero, so that a short wait never becomes none.
  package var wholeMilliseconds: Int64 {
    let (quotient, remainder) = nanoseconds.quotientAndRemainder(dividingBy: 1_000_000)
    return remainder == 0 ? quotient : quotient + (nanoseconds > 0 ? 1 : -1)
  }

  package static func < (left: Self, right: Self) -> Bool {
    left.nanoseconds < right.nanoseconds
  }
}
