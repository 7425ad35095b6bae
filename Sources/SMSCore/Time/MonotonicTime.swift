/// A point on a clock that never steps: nanoseconds since an arbitrary start (CLOCK_MONOTONIC).
package struct MonotonicTime: Hashable, Comparable, Sendable {
  package var nanoseconds: Int64

  package init(nanoseconds: Int64) {
    self.nanoseconds = nanoseconds
  }

  package static func < (left: Self, right: Self) -> Bool {
    left.nanoseconds < right.nanoseconds
  }

  /// The time `interval` later; saturates at the ends of the range instead of trapping.
  package func advanced(by interval: Interval) -> MonotonicTime {
    let (sum, overflow) = nanoseconds.addingReportingOverflow(interval.nanoseconds)
    guard overflow else { return MonotonicTime(nanoseconds: sum) }
    return MonotonicTime(nanoseconds: interval.nanoseconds < 0 ? .min : .max)
  }

  /// How long after `earlier` this time is; negative if it is before.
  package func since(_ earlier: MonotonicTime) -> Interval {
    let (difference, overflow) = nanoseconds.subtractingReportingOverflow(earlier.nanoseconds)
    return Interval(nanoseconds: overflow ? (self > earlier ? .max : .min) : difference)
  }
}

/// A point on the clock that runs in suspend and never steps (CLOCK_BOOTTIME), with its boot.
///
/// Two of them can be compared only within one boot.
package struct BootTime: Hashable, Sendable {
  package var nanoseconds: Int64
  /// The kernel's random id of the boot.
  package var boot: String

  package init(nanoseconds: Int64, boot: String) {
    self.nanoseconds = nanoseconds
    self.boot = boot
  }
}
