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
