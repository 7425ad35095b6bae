/// When the next attempt follows a failed one.
///
/// The wait after attempt n is random between d/2 and d = min(`maxDelay`, `firstDelay` × 2^(n−1)):
///
/// | attempts made | with the defaults (2 s, 300 s) |
/// |---|---|
/// | 1 | 1 to 2 s |
/// | 2 | 2 to 4 s |
/// | 3 | 4 to 8 s |
/// | 8 | 128 to 256 s |
/// | 9 and more | 150 to 300 s |
package struct RetryPolicy: Hashable, Sendable {
  /// Attempts that count (500, 502, 504, doubt) before a job fails for good; at least 1.
  package var maxAttempts: Int
  package var firstDelay: Interval
  package var maxDelay: Interval

  package init(maxAttempts: Int, firstDelay: Interval, maxDelay: Interval) {
    self.maxAttempts = maxAttempts
    self.firstDelay = firstDelay
    self.maxDelay = maxDelay
  }

  /// The wait after that many attempts (from 1); `jitter` is a random number from 0 to 1.
  package func delay(afterAttempts attempts: Int, jitter: Double) -> Interval {
    var delay = firstDelay.nanoseconds
    var doublings = max(0, attempts - 1)
    while doublings > 0, delay < maxDelay.nanoseconds, delay > 0 {
      let (doubled, overflow) = delay.multipliedReportingOverflow(by: 2)
      delay = overflow ? maxDelay.nanoseconds : doubled
      doublings -= 1
    }
    let longest = Interval(nanoseconds: min(delay, maxDelay.nanoseconds)).seconds
    return Interval(seconds: longest / 2 + longest / 2 * min(max(jitter, 0), 1))
  }
}

/// A small seeded generator for jitter: the same seed gives the same run (splitmix64).
///
/// Not for secrets. Source: Steele, Lea and Flood, "Fast splittable pseudorandom number
/// generators", 2014.
package struct Jitter: Sendable {
  private var state: UInt64

  package init(seed: UInt64) {
    state = seed
  }

  /// The next random number, from 0 up to but not including 1.
  package mutating func next() -> Double {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    mixed ^= mixed >> 31
    return Double(mixed >> 11) * 0x1p-53
  }
}
