/// When an account may send next: evenly spaced slots (GCRA with a burst of one).
///
/// No second, wherever it begins, holds more sends than the rate allows. Slots are counted from
/// when a request left this machine, not from when it was handed over, and are further apart than
/// the rate requires: 2 % for jitter on the way to the provider, and 0.4 % (`catchUp`) so that the
/// latency of timers does not add up.
/// Source: the provider's "Rate limits" (attempts within a second are counted, the excess gets 429).
package struct Pacer: Sendable {
  /// The distance between slots as a multiple of the rate's: 97.6 % of the rate can be used.
  static let reserve = 1.024
  /// How much of a send's delay the next slot makes up for; 0.4 % of a second.
  static let catchUp = Interval(milliseconds: 4)
  /// The provider's counting window; after a start or a change of rate, one passes in silence.
  static let second = Interval(seconds: 1)
  /// A 429 slows the account down by 2, 4, then 8 at most; each such time without one halves that.
  static let recovery = Interval(seconds: 30)

  /// Messages a second without a slowdown.
  private var fullRate: Double
  private var interval: Interval
  /// How many times slower than its rate the account sends, because of a 429: 1, 2, 4 or 8.
  package private(set) var slowdown: Int64 = 1
  private var slowedAt: MonotonicTime
  /// When a slot was last taken, or a request last left.
  private var lastUse: MonotonicTime?
  private var changedAt: MonotonicTime
  /// Nothing is sent before then, whatever the rate.
  private var silentUntil: MonotonicTime

  /// The earliest time at which the next request may leave.
  package private(set) var nextSlot: MonotonicTime

  /// How many requests may be handed over without having left yet.
  ///
  /// One at slow rates: those that wait for a cold connection would leave in a bunch. At fast
  /// rates, as many as half of the reserve can hide.
  package private(set) var launchLimit: Int

  /// A new pacer is silent for one second, since an earlier process may have sent just before.
  package init(rate: Double, now: MonotonicTime) {
    fullRate = Self.whole(rate)
    (interval, launchLimit) = Self.spacing(rate)
    slowedAt = now
    changedAt = now
    silentUntil = now.advanced(by: Self.second)
    nextSlot = silentUntil
  }

  /// Above one message a second, a fraction is dropped: at 1.5, some second would hold 2 sends.
  private static func whole(_ rate: Double) -> Double { rate > 1 ? rate.rounded(.down) : rate }

  private static func spacing(_ rate: Double) -> (Interval, Int) {
    let whole = whole(rate)
    return (Interval(seconds: reserve / whole), Int(min(max(1, whole * 0.009), 10_000)))
  }

  private var spacing: Interval {
    let (product, overflow) = interval.nanoseconds.multipliedReportingOverflow(by: slowdown)
    return Interval(nanoseconds: overflow ? .max : product)
  }

  /// How many messages may be sent in a second now; less than configured after a 429.
  package var rate: Double { fullRate / Double(slowdown) }

  /// How many slots begin within `lead` from now; at most `most`.
  package func slots(within lead: Interval, from now: MonotonicTime, most: Int) -> Int {
    let first = max(nextSlot, now)
    let end = now.advanced(by: lead)
    guard first <= end, most > 0 else { return 0 }
    let more = end.since(first).nanoseconds / max(1, spacing.nanoseconds)
    return more >= Int64(most) ? most : Int(more) + 1
  }

  /// Takes the slot that is due; call only when `nextSlot` has come.
  package mutating func take(at now: MonotonicTime) {
    let late = now.advanced(by: Interval(nanoseconds: -Self.catchUp.nanoseconds))
    nextSlot = max(nextSlot, late).advanced(by: spacing)
    lastUse = max(lastUse ?? now, now)
    if slowdown > 1, now.since(slowedAt) >= Self.recovery {
      slowdown /= 2
      slowedAt = now
    }
  }

  /// A request left: the next may leave one spacing later, less what may be caught up.
  ///
  /// - Parameters:
  ///   - time: when it left.
  ///   - taken: when its slot was taken; if that was at an earlier rate, a second of silence
  ///     follows.
  package mutating func left(at time: MonotonicTime, taken: MonotonicTime) {
    lastUse = max(lastUse ?? time, time)
    let allowed = spacing.nanoseconds - Self.catchUp.nanoseconds
    nextSlot = max(nextSlot, time.advanced(by: Interval(nanoseconds: allowed)))
    if taken <= changedAt { nextSlot = max(nextSlot, time.advanced(by: Self.second)) }
  }

  /// The provider answered 429: silence for `wait`, then half the pace for a while.
  ///
  /// Several answers to requests that left before the first 429 count as one.
  package mutating func slowDown(for wait: Interval, at now: MonotonicTime) {
    let isAnother = lastUse.map { $0 > slowedAt } ?? true
    if slowdown == 1 || isAnother { slowdown = min(8, slowdown * 2) }
    slowedAt = now
    silentUntil = max(silentUntil, now.advanced(by: wait))
    nextSlot = max(nextSlot, silentUntil)
  }

  /// Changes the rate without a burst: a second of silence, since what was sent before the change
  /// counts under the new rate too.
  package mutating func change(rate: Double, at now: MonotonicTime) {
    let (newInterval, newLimit) = Self.spacing(rate)
    guard newInterval != interval else { return }
    fullRate = Self.whole(rate)
    interval = newInterval
    launchLimit = newLimit
    changedAt = now
    silentUntil = max(silentUntil, now.advanced(by: Self.second))
    // Not from the old slot: at a slow rate it may be far ahead.
    nextSlot = max(silentUntil, lastUse?.advanced(by: spacing) ?? silentUntil)
  }
}
