/// From which figures on a condition is an alarm.
package struct AlarmLimits: Hashable, Sendable {
  /// How long the oldest message of a priority may wait; zero: for ever.
  package var longestWaits: [Priority: Interval] = [
    .urgent: Interval(seconds: 60), .high: Interval(seconds: 300),
    .normal: Interval(seconds: 900), .bulk: Interval(seconds: 14_400),
  ]
  /// The share of an account's attempts that may fail; 0: any.
  package var failureShare = 0.2
  /// Fewer attempts than this raise nothing.
  ///
  /// It is not above the number of failures after which an account rests (`Breaker`), as it makes
  /// few attempts from then on.
  package var failureCount = 10
  /// How far back attempts are counted.
  package var failureTime = Interval(seconds: 300)
  /// How many messages may be in doubt; 0: any number.
  package var inDoubt = 10
  /// The phones that opt out within a day, as a share of those that a number sent to, that are a
  /// warning, and those that are critical; 0: none are.
  ///
  /// Source: the provider's thresholds for numbers, at which it flags and may suspend one.
  package var optOutShare = 0.05
  package var optOutCriticalShare = 0.1
  /// The undelivered messages of a day, as a share of what a number sent; 0: any.
  package var undeliveredShare = 0.2
  /// A number that sent fewer messages in a day than this raises neither.
  package var senderCount = 100

  package init() {}
}

// MARK: Waiting messages

extension AlarmLimits {
  /// A message that waits this many times as long as it may is critical, whatever its priority.
  private static let criticalWait = 4.0

  /// The priorities whose oldest message has waited too long.
  package func conditions(of backlog: Backlog, at now: WallTime) -> [AlarmCondition] {
    Priority.allCases.compactMap { priority in
      guard let limit = longestWaits[priority], limit > .zero,
        let oldest = backlog.oldest.filter({ $0.lane.priority == priority })
          .min(by: { ($0.since, $0.lane.name) < ($1.since, $1.lane.name) }),
        now.since(oldest.since) > limit
      else { return nil }
      return waiting(oldest, for: now.since(oldest.since), limit, backlog.holds)
    }
  }

  private func waiting(
    _ oldest: Backlog.Oldest,
    for age: Interval,
    _ limit: Interval,
    _ holds: Set<HoldScope>
  ) -> AlarmCondition {
    let lane = oldest.lane
    let isCritical = lane.priority == .urgent || age.seconds >= limit.seconds * Self.criticalWait
    let name = lane.priority.name
    return AlarmCondition(
      AlarmKey(.waiting, name),
      isCritical ? .critical : .warning,
      account: lane.account,
      spool: lane.spool,
      priority: lane.priority,
      count: Int(age.seconds),
      message: """
        The oldest \(name) message has waited for \(age.inWords), longer than \(limit.inWords).
        """,
      ending: "No \(name) message has waited longer than \(limit.inWords) any more.",
      hint: Self.hint(lane, holds)
    )
  }

  private static func hint(_ lane: Lane, _ holds: Set<HoldScope>) -> String {
    let release: String? =
      if holds.contains(.all) {
        "smsdispatch release --all"
      } else if holds.contains(.account(lane.account)) {
        "smsdispatch release --account \(lane.account)"
      } else if holds.contains(.spool(lane.spool)) {
        "smsdispatch release --spool \(lane.spool)"
      } else {
        nil
      }
    if let release { return "An operator's hold keeps it; \(release) ends that." }
    return """
      See smsdispatch status: account \(lane.account) may be paused or slow, or more is submitted \
      than messages_per_second lets out.
      """
  }

  /// The condition that too many messages are in doubt, if they are.
  package func doubts(in backlog: Backlog) -> [AlarmCondition] {
    guard inDoubt > 0, backlog.inDoubt > inDoubt else { return [] }
    return [
      AlarmCondition(
        AlarmKey(.inDoubt),
        .warning,
        count: backlog.inDoubt,
        message: """
          \(backlog.inDoubt) messages are in doubt, more than \(inDoubt): they may have been \
          accepted, and the provider's list has not shown it yet.
          """,
        ending: "At most \(inDoubt) messages are in doubt.",
        hint: """
          Usually the connection to the provider breaks, or its list cannot be read: see the log \
          for 'look failed' (journalctl -u smsdispatch).
          """
      )
    ]
  }
}

extension Lane {
  fileprivate var name: String { "\(account)/\(spool)" }
}

extension Interval {
  /// In the largest unit of which there are at least two, such as `90 s`, `15 min`, `3 h`.
  fileprivate var inWords: String {
    let whole = Int64(seconds)
    if whole < 120 { return "\(whole) s" }
    return whole < 7_200 ? "\(whole / 60) min" : "\(whole / 3_600) h"
  }
}

// MARK: Failures

extension AlarmLimits {
  /// From this share of failed attempts on, an account as good as sends nothing.
  private static let criticalShare = 0.9

  /// The condition that too many of an account's attempts fail.
  ///
  /// - Parameters:
  ///   - account: The account.
  ///   - counts: Its attempts within `failureTime`.
  ///   - isRaised: Whether it was the case before: then few attempts are enough to go on.
  /// - Returns: nil if not too many fail.
  package func failures(
    of account: String,
    _ counts: AttemptCounts,
    isRaised: Bool
  ) -> AlarmCondition? {
    guard failureShare > 0, counts.all >= (isRaised ? 1 : failureCount),
      counts.share > failureShare
    else { return nil }
    let percent = Int((counts.share * 100).rounded())
    return AlarmCondition(
      AlarmKey(.failures, account),
      counts.share >= Self.criticalShare ? .critical : .warning,
      account: account,
      code: counts.usualCode?.rawValue,
      count: counts.failed,
      share: counts.share,
      message: """
        \(percent) % of the attempts of account \(account) failed within \(failureTime.inWords): \
        \(counts.failed) of \(counts.all), most often with \
        \(counts.usualCode?.rawValue ?? "no code").
        """,
      ending: "The attempts of account \(account) succeed again.",
      hint: """
        See the results, or smsdispatch list --status failed,deferred: the hint of each error \
        says what to do.
        """
    )
  }
}
