/// When the next attempt follows a failed one.
///
/// Attempt n waits a random time between d/2 and d, d = min(`maxDelay`, `firstDelay` × 2^(n−1)):
///
/// | attempts made | with the defaults (2 s, 300 s) |
/// |---|---|
/// | 1 | 1 to 2 s |
/// | 2 | 2 to 4 s |
/// | 3 | 4 to 8 s |
/// | 8 | 128 to 256 s |
/// | 9 and more | 150 to 300 s |
package struct RetryPolicy: Hashable, Sendable {
  /// Attempts that count (500, 502, 504, doubt) before a job is given up; at least 1.
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
