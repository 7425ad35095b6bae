/// The provider's limit of messages per second: every attempt counts, including refused ones.
///
/// The provider counts "attempts within a single second", but does not say when a second begins;
/// both readings are implemented. Source: developer.flowroute.com/docs, page on rate limits.
package struct RateLimit: Sendable {
  /// When a second begins.
  package enum Window: String, Sendable, CaseIterable {
    /// Any 1,000 ms up to the attempt, the stricter reading.
    case sliding
    /// Whole seconds of the clock.
    case fixed
  }

  private let limit: Int
  private let window: Window
  /// The last `limit` attempts, as a ring buffer.
  private var attempts: [Int64] = []
  private var oldest = 0
  private var second = Int64.min
  private var count = 0

  /// Makes a limit.
  ///
  /// - Parameters:
  ///   - limit: Attempts per second; 1 or more.
  ///   - window: When a second begins.
  package init(limit: Int, window: Window) {
    precondition(limit >= 1)
    self.limit = limit
    self.window = window
  }

  /// Counts an attempt.
  ///
  /// - Parameter now: Monotonic nanoseconds, never less than in the previous call.
  /// - Returns: Whether the attempt is within the limit.
  package mutating func admits(at now: Int64) -> Bool {
    switch window {
    case .sliding: admitsSliding(now)
    case .fixed: admitsFixed(now)
    }
  }

  private mutating func admitsSliding(_ now: Int64) -> Bool {
    guard attempts.count == limit else {
      attempts.append(now)
      return true
    }
    let earlier = attempts[oldest]
    attempts[oldest] = now
    oldest = oldest + 1 == limit ? 0 : oldest + 1
    return now - earlier >= 1_000_000_000
  }

  private mutating func admitsFixed(_ now: Int64) -> Bool {
    if now / 1_000_000_000 != second {
      second = now / 1_000_000_000
      count = 0
    }
    count += 1
    return count <= limit
  }
}
