/// The attempts of one account within a time.
package struct AttemptCounts: Hashable, Sendable {
  package var all = 0
  package var failed = 0
  /// The failed ones by what they failed with.
  package var codes: [ErrorCode: Int] = [:]

  package init() {}

  /// The failed part of all, from 0 to 1.
  package var share: Double { all > 0 ? Double(failed) / Double(all) : 0 }

  /// The most frequent code.
  package var usualCode: ErrorCode? {
    codes.max { ($0.value, $1.key.rawValue) < ($1.value, $0.key.rawValue) }?.key
  }

  /// Counts an attempt; nil is no failure.
  package mutating func add(_ failure: ErrorCode?) {
    all += 1
    guard let failure else { return }
    failed += 1
    codes[failure, default: 0] += 1
  }

  package mutating func add(_ other: AttemptCounts) {
    all += other.all
    failed += other.failed
    codes.merge(other.codes) { $0 + $1 }
  }
}

/// Counts attempts in a moving window, in steps.
package struct AttemptWindow: Sendable {
  private var steps: [(from: MonotonicTime, counts: AttemptCounts)] = []

  package init() {}

  /// Adds what was counted since the last call.
  package mutating func add(_ counts: AttemptCounts, at now: MonotonicTime) {
    guard counts.all > 0 else { return }
    steps.append((now, counts))
  }

  /// What was counted within a time up to now; older counts are forgotten.
  package mutating func counts(within time: Interval, at now: MonotonicTime) -> AttemptCounts {
    steps.removeAll { now.since($0.from) >= time }
    return steps.reduce(into: AttemptCounts()) { $0.add($1.counts) }
  }

  package var isEmpty: Bool { steps.isEmpty }
}
