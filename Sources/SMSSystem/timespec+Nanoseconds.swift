internal import Glibc

extension timespec {
  /// A time in nanoseconds; what is below 0 counts as 0.
  init(nanoseconds: Int64) {
    let (seconds, rest) = max(nanoseconds, 0).quotientAndRemainder(dividingBy: 1_000_000_000)
    self.init(tv_sec: Int(seconds), tv_nsec: Int(rest))
  }

  /// The time in nanoseconds; a clock that is set to a year after 2262 stays at its end.
  var nanoseconds: Int64 {
    let (whole, isTooLarge) = Int64(tv_sec).multipliedReportingOverflow(by: 1_000_000_000)
    guard !isTooLarge, whole <= Int64.max - Int64(tv_nsec) else { return .max }
    return whole + Int64(tv_nsec)
  }
}
