package import SMSCore

/// How many messages came and went in the last five minutes, and so how many a second.
///
/// They are counted in slices of five seconds, so that counting needs no timer, and whoever reads a
/// note of them can work out what the rates have become since.
package struct RecentRates: Equatable, Sendable {
  /// What is counted, of messages and codes.
  package enum Kind: String, CaseIterable, Sendable {
    /// Requests that became messages, retries included.
    case accepted
    case sent
    case failed
    /// Attempts after which another follows, and messages that were postponed.
    case deferred
    case expired
  }

  /// The time before now over which a rate is taken.
  package enum Span: String, CaseIterable, Sendable {
    case tenSeconds = "10s"
    case minute = "1m"
    case fiveMinutes = "5m"

    package var seconds: Int64 {
      switch self {
      case .tenSeconds: 10
      case .minute: 60
      case .fiveMinutes: 300
      }
    }
  }

  /// What happened in a slice.
  struct Counts: Equatable, Sendable {
    var kinds: [Kind: Int] = [:]
    /// Messages sent, by account.
    var accounts: [String: Int] = [:]

    mutating func add(_ other: Counts) {
      kinds.merge(other.kinds, uniquingKeysWith: +)
      accounts.merge(other.accounts, uniquingKeysWith: +)
    }
  }

  /// Milliseconds in a slice.
  static let slice: Int64 = 5_000
  /// The slices that reach into the longest span.
  private static let mostSlices = Span.fiveMinutes.seconds * 1_000 / slice + 1

  /// By the number of the slice since 1970.
  private(set) var slices: [Int64: Counts] = [:]
  /// Until when everything was counted.
  private(set) var end = WallTime(milliseconds: 0)

  package init() {}

  init(_ slices: [Int64: Counts], end: WallTime) {
    self.slices = slices
    self.end = end
  }

  /// Whether nothing happened in any slice.
  package var isEmpty: Bool { slices.isEmpty }

  /// Counts what happened just now.
  mutating func add(_ counts: Counts, at now: WallTime) {
    end = now
    slices[Self.number(of: now), default: Counts()].add(counts)
    if slices.count > Self.mostSlices { forgetOthers(than: now) }
  }

  /// Adds what an earlier process counted.
  mutating func add(_ earlier: RecentRates) {
    for (number, counts) in earlier.slices { slices[number, default: Counts()].add(counts) }
    end = max(end, earlier.end)
  }

  /// Says that everything until now was counted, and forgets what is too long ago.
  ///
  /// A clock that was set back leaves slices in the future, which are forgotten too.
  mutating func forgetOthers(than now: WallTime) {
    end = now
    let last = Self.number(of: now)
    slices = slices.filter { $0.key > last - Self.mostSlices && $0.key <= last }
  }

  private static func number(of time: WallTime) -> Int64 { time.milliseconds / slice }
}

// MARK: Rates

extension RecentRates {
  /// A note is written this long after what it leaves out, at most.
  static let delay = Interval(milliseconds: slice + 1_000)

  /// How many a second there were before a time.
  package func perSecond(_ kind: Kind, over span: Span, at now: WallTime) -> Double {
    perSecond(over: span, at: now) { $0.kinds[kind] ?? 0 }
  }

  /// How many messages an account sent a second before a time.
  package func sent(by account: String, over span: Span, at now: WallTime) -> Double {
    perSecond(over: span, at: now) { $0.accounts[account] ?? 0 }
  }

  /// A slice that is only partly in the span counts for that part, as if its events were spread
  /// evenly.
  private func perSecond(
    over span: Span,
    at now: WallTime,
    _ count: (Counts) -> Int
  ) -> Double {
    // What came after the note is not in it yet; it is nothing once it would have been noted.
    let isFresh = now >= end && now.since(end) <= Self.delay
    // With the millisecond of its last event.
    let counted = self.end.milliseconds + 1
    let last = isFresh ? counted : now.milliseconds
    let first = last - span.seconds * 1_000
    let total = slices.reduce(0.0) { sum, slice in
      let start = slice.key * Self.slice
      let end = min(start + Self.slice, max(counted, start + 1))
      let part = min(end, last) - max(start, first)
      return part <= 0 ? sum : sum + Double(count(slice.value)) * Double(part) / Double(end - start)
    }
    return total / Double(span.seconds)
  }
}
