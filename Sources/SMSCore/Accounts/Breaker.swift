/// Keeps a provider that only fails from using up the attempts of an account's jobs.
///
/// | state | a job may begin | left by |
/// |---|---|---|
/// | closed | yes | ten failures in a row: open |
/// | open | no, until its wait is over | time: half open |
/// | half open | one, the probe | its answer: closed, or open for longer |
///
/// Failures are answers and connection errors that say nothing about the message itself: 5xx, no
/// connection, no answer. Any other answer closes it.
package struct Breaker: Sendable {
  static let threshold = 10
  /// However long the backoff, a recovered provider is noticed within this.
  static let longest = Interval(seconds: 60)

  package enum State: Hashable, Sendable {
    case closed
    case open(until: MonotonicTime)
    case halfOpen
  }

  package private(set) var state = State.closed
  private var failures = 0
  /// How often it opened without closing in between; it lengthens the wait.
  private var openings = 0

  package init() {}

  /// How many jobs may begin now.
  package mutating func room(at now: MonotonicTime, underWay: Int) -> Int {
    switch state {
    case .closed: return .max
    case .halfOpen: return underWay == 0 ? 1 : 0
    case .open(let until):
      guard now >= until else { return 0 }
      state = .halfOpen
      return underWay == 0 ? 1 : 0
    }
  }

  /// An answer shows that the provider works.
  package mutating func succeeded() {
    state = .closed
    failures = 0
    openings = 0
  }

  /// - Returns: whether it opened with this failure.
  package mutating func failed(
    at now: MonotonicTime,
    policy: RetryPolicy,
    jitter: Double
  ) -> Bool {
    switch state {
    case .open: return false
    case .closed:
      failures += 1
      guard failures >= Self.threshold else { return false }
    case .halfOpen: break
    }
    openings += 1
    let wait = min(policy.delay(afterAttempts: openings, jitter: jitter), Self.longest)
    state = .open(until: now.advanced(by: wait))
    return true
  }
}
