internal import Glibc

extension timespec {
  /// A time in nanoseconds; what is below 0 counts as 0.
  init(nanoseconds: Int64) {
    let (seconds, rest) = max(nanoseconds, 0).quotientAndRemainder(dividingBy: 1_000_000_000)
    self.init(tv_sec: Int(seconds), tv_nsec: Int(rest))
  }

  /// The time in nanoseconds.
  var nanoseconds: Int64 {
    Int64(tv_sec) * 1_000_000_000 + Int64(tv_nsec)
  }
}
