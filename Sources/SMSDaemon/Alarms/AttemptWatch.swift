internal import SMSCore
internal import Synchronization

/// Counts the attempts of all accounts, on any thread, without a hop to another queue for each.
final class AttemptCounter: Sendable {
  private let counts = Mutex<[String: AttemptCounts]>([:])

  func add(_ attempt: DispatcherReport.AttemptReport) {
    counts.withLock {
      $0[attempt.entry.lane.account, default: AttemptCounts()].add(attempt.outcome.error?.code)
    }
  }

  /// What was counted since the last call, by account.
  func take() -> [String: AttemptCounts] {
    counts.withLock { counts in
      defer { counts = [:] }
      return counts
    }
  }
}

/// The attempts of the last minutes, by account.
struct AttemptWatch: Sendable {
  private var windows: [String: AttemptWindow] = [:]

  /// Adds what was counted since the last look, and finds the accounts of which too much fails.
  mutating func conditions(
    adding counts: [String: AttemptCounts],
    _ limits: AlarmLimits,
    at now: MonotonicTime,
    isRaised: (AlarmKey) -> Bool
  ) -> [AlarmCondition] {
    for (account, counts) in counts {
      windows[account, default: AttemptWindow()].add(counts, at: now)
    }
    var conditions: [AlarmCondition] = []
    for account in windows.keys.sorted() {
      let counts = windows[account]?.counts(within: limits.failureTime, at: now)
      guard let counts, counts.all > 0 else {
        windows[account] = nil
        continue
      }
      let isRaised = isRaised(AlarmKey(.failures, account))
      if let condition = limits.failures(of: account, counts, isRaised: isRaised) {
        conditions.append(condition)
      }
    }
    return conditions
  }
}
