internal import SMSCore

/// The last hour in points of five seconds, for the operators' page; only in memory.
struct RecentHour: Sendable {
  /// What happened in five seconds.
  private struct Slice {
    var counts: [RecentRates.Kind: Int] = [:]
    /// How many messages took how long, by the number of the class.
    var classes: [Int: Int] = [:]
  }

  /// How long a message took that was sent: classes that grow by an eighth, from 1 ms to five hours.
  private static let bounds: [Int64] = {
    var bounds: [Int64] = [1]
    while let last = bounds.last, last < 18_000_000 { bounds.append(max(last + 1, last * 9 / 8)) }
    return bounds
  }()

  /// By the number of the slice since 1970.
  private var slices: [Int64: Slice] = [:]

  /// Counts what happened just now.
  mutating func add(_ counts: [RecentRates.Kind: Int], at now: WallTime) {
    guard !counts.isEmpty else { return }
    forgetOld(at: now)
    slices[Self.number(of: now), default: Slice()].counts.merge(counts, uniquingKeysWith: +)
  }

  /// Counts messages that were sent just now.
  ///
  /// - Parameters:
  ///   - times: How long each took from its acceptance.
  ///   - now: The time.
  mutating func add(sentAfter times: [Interval], at now: WallTime) {
    guard !times.isEmpty else { return }
    forgetOld(at: now)
    for time in times {
      let number = Self.number(ofClass: time.wholeMilliseconds)
      slices[Self.number(of: now), default: Slice()].classes[number, default: 0] += 1
    }
  }

  /// The points of the last hour in which something happened, oldest first.
  ///
  /// A clock that was set back leaves slices in the future, which are left out.
  func points(at now: WallTime) -> [RatePoint] {
    slices.filter { Self.isRecent($0.key, at: now) }.sorted { $0.key < $1.key }
      .map { number, slice in
        RatePoint(
          start: WallTime(milliseconds: number * RatePoint.slice),
          accepted: slice.counts[.accepted] ?? 0,
          sent: slice.counts[.sent] ?? 0,
          failed: slice.counts[.failed] ?? 0,
          deferred: slice.counts[.deferred] ?? 0,
          expired: slice.counts[.expired] ?? 0,
          p50: Self.percentile(50, of: slice.classes),
          p99: Self.percentile(99, of: slice.classes)
        )
      }
  }

  private static func number(of time: WallTime) -> Int64 { time.milliseconds / RatePoint.slice }

  private static func isRecent(_ slice: Int64, at now: WallTime) -> Bool {
    let last = number(of: now)
    return slice > last - Int64(RatePoint.most) && slice <= last
  }

  /// Not at each call: only once there is a minute too much of it.
  private mutating func forgetOld(at now: WallTime) {
    guard slices.count > RatePoint.most + 12 else { return }
    slices = slices.filter { Self.isRecent($0.key, at: now) }
  }

  private static func number(ofClass milliseconds: Int64) -> Int {
    var (first, last) = (0, bounds.count - 1)
    while first < last {
      let middle = (first + last) / 2
      if bounds[middle] >= milliseconds { last = middle } else { first = middle + 1 }
    }
    return first
  }

  /// The upper bound of the class in which a share of the messages, in percent, is reached; nil
  /// without any.
  private static func percentile(_ percent: Int, of classes: [Int: Int]) -> Int64? {
    let total = classes.values.reduce(0, +)
    guard total > 0 else { return nil }
    let wanted = (total * percent + 99) / 100
    var sum = 0
    for (number, count) in classes.sorted(by: { $0.key < $1.key }) {
      sum += count
      if sum >= wanted { return bounds[number] }
    }
    return nil
  }
}
