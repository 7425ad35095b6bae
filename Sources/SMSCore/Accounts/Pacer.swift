/// When an account may send next: evenly spaced slots (GCRA with a burst of one).
///
/// No second, whichever way it is cut, holds more sends than the rate allows. Slots are counted
/// from when a request left this machine, not from when it was handed over, and lie further apart
/// than the rate asks for: 2 % for the jitter of the way to the provider, and 0.4 % (`catchUp`) so
/// that the latency of timers does not add up.
/// Source: Flowroute, "Rate limits" (attempts within a second are counted, the excess gets 429).
package struct Pacer: Sendable {
  /// The distance of slots, in parts of the rate's: 97.6 % of the rate can be used.
  static let reserve = 1.024
  /// How much of a send's lateness the next slot need not wait for; 0.4 % of a second.
  static let catchUp = Interval(milliseconds: 4)
  /// What a provider counts in: after a start or another rate, as long is silent.
  static let second = Interval(seconds: 1)
  /// A 429 slows the account down by 2, 4, 8 at most; each such time without one halves that.
  static let recovery = Interval(seconds: 30)

  private var interval: Interval
  private var slowdown: Int64 = 1
  private var slowedAt: MonotonicTime
  /// The last time that a slot was taken, or a request left.
  private var lastUse: MonotonicTime?
  private var changedAt: MonotonicTime
  /// Nothing goes before, whatever the rate.
  private var silentUntil: MonotonicTime

  /// The earliest time at which the next request may leave.
  package private(set) var nextSlot: MonotonicTime

  /// How many requests may be handed over and not have left yet.
  ///
  /// One for slow rates: a cold connection would bunch those that wait for it. For fast ones as
  /// many as half of the reserve can hide.
  package private(set) var launchLimit: Int

  /// A new pacer keeps one second of silence, since a process before may have sent just now.
  package init(rate: Double, now: MonotonicTime) {
    (interval, launchLimit) = Self.spacing(rate)
    slowedAt = now
    changedAt = now
    silentUntil = now.advanced(by: Self.second)
    nextSlot = silentUntil
  }

  /// A fraction above one message a second is dropped: 2 sends in some second would exceed 1.5.
  private static func spacing(_ rate: Double) -> (Interval, Int) {
    let whole = rate > 1 ? rate.rounded(.down) : rate
    return (Interval(seconds: reserve / whole), Int(min(max(1, whole * 0.009), 10_000)))
  }

  private var spacing: Interval {
    let (product, overflow) = interval.nanoseconds.multipliedReportingOverflow(by: slowdown)
    return Interval(nanoseconds: overflow ? .max : product)
  }

  /// How many slots begin within that time from now; at most `most`.
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

  /// A request left: no further one before a spacing later, less what may be caught up.
  ///
  /// - Parameters:
  ///   - time: when it left.
  ///   - taken: when its slot was taken; one of an earlier rate is followed by a silent second.
  package mutating func left(at time: MonotonicTime, taken: MonotonicTime) {
    lastUse = max(lastUse ?? time, time)
    let allowed = spacing.nanoseconds - Self.catchUp.nanoseconds
    nextSlot = max(nextSlot, time.advanced(by: Interval(nanoseconds: allowed)))
    if taken <= changedAt { nextSlot = max(nextSlot, time.advanced(by: Self.second)) }
  }

  /// The provider answered 429: silence for `wait`, then half the pace for a while.
  ///
  /// Several answers to what left before the first of them count as one.
  package mutating func slowDown(for wait: Interval, at now: MonotonicTime) {
    let isAnother = lastUse.map { $0 > slowedAt } ?? true
    if slowdown == 1 || isAnother { slowdown = min(8, slowdown * 2) }
    slowedAt = now
    silentUntil = max(silentUntil, now.advanced(by: wait))
    nextSlot = max(nextSlot, silentUntil)
  }

  /// Takes on another rate without a burst: a second of silence, since what was sent before the
  /// change counts under the new rate too.
  package mutating func change(rate: Double, at now: MonotonicTime) {
    let (newInterval, newLimit) = Self.spacing(rate)
    guard newInterval != interval else { return }
    interval = newInterval
    launchLimit = newLimit
    changedAt = now
    silentUntil = max(silentUntil, now.advanced(by: Self.second))
    // Not from the old slot: a slow rate's may lie far ahead.
    nextSlot = max(silentUntil, lastUse?.advanced(by: spacing) ?? silentUntil)
  }
}
