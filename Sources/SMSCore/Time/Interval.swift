/// A length of time in nanoseconds, about 292 years either way.
package struct Interval: Hashable, Comparable, Sendable {
  package var nanoseconds: Int64

  package init(nanoseconds: Int64) {
    self.nanoseconds = nanoseconds
  }

  /// Saturates if the nanoseconds would not fit.
  package init(milliseconds: Int64) {
    let (product, overflow) = milliseconds.multipliedReportingOverflow(by: 1_000_000)
    nanoseconds = overflow ? (milliseconds < 0 ? .min : .max) : product
  }

  /// Saturates if the nanoseconds would not fit; NaN becomes zero.
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

  /// Rounded away from zero, so that a short wait never becomes zero.
  package var wholeMilliseconds: Int64 {
    let (quotient, remainder) = nanoseconds.quotientAndRemainder(dividingBy: 1_000_000)
    return remainder == 0 ? quotient : quotient + (nanoseconds > 0 ? 1 : -1)
  }

  package static func + (left: Self, right: Self) -> Self {
    let (sum, overflow) = left.nanoseconds.addingReportingOverflow(right.nanoseconds)
    return Interval(nanoseconds: overflow ? (left.nanoseconds < 0 ? .min : .max) : sum)
  }

  package static func < (left: Self, right: Self) -> Bool {
    left.nanoseconds < right.nanoseconds
  }
}
