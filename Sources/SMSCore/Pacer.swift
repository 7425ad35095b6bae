/// When an account may send next: evenly spaced slots (GCRA with a burst of one).
///
/// No second, whichever way it is cut, holds more sends than the rate allows: slots are 2 % further
/// apart than the rate asks for, and are counted from when a request left this machine, not from
/// when it was handed over. A send that leaves late moves the next slot, but for a small allowance
/// (`catchUp`) that the reserve covers, so that timer latency does not add up.
/// Source: Flowroute, "Rate limits" (attempts within a second are counted, the excess gets 429).
package struct Pacer: Sendable {
  /// How much of a slot's lateness may be caught up; (1 s + this) × rate / 1.02 stays below rate.
  static let catchUp = Interval(milliseconds: 2)
  /// A 429 slows the account down by 2, 4, 8 at most; each such time without one halves that.
  static let recovery = Interval(seconds: 30)

  private var interval: Interval
  private var slowdown: Int64 = 1
  private var slowedAt = MonotonicTime(nanoseconds: .min)
  private var lastLeft: MonotonicTime?

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
    nextSlot = now.advanced(by: Interval(seconds: 1))
  }

  /// A fraction above one message a second is dropped: 2 sends in some second would exceed 1.5.
  private static func spacing(_ rate: Double) -> (Interval, Int) {
    let whole = rate > 1 ? rate.rounded(.down) : rate
    return (Interval(seconds: 1.02 / whole), max(1, Int(whole * 0.009)))
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
    let onTime = max(nextSlot, now.advanced(by: Interval(nanoseconds: -Self.catchUp.nanoseconds)))
    nextSlot = onTime.advanced(by: spacing)
    if slowdown > 1, now.since(slowedAt) >= Self.recovery {
      slowdown /= 2
      slowedAt = now
    }
  }

  /// A request left: no further one before a whole spacing later.
  package mutating func left(at time: MonotonicTime) {
    lastLeft = max(lastLeft ?? time, time)
    let allowed = spacing.nanoseconds - Self.catchUp.nanoseconds
    nextSlot = max(nextSlot, time.advanced(by: Interval(nanoseconds: max(0, allowed))))
  }

  /// The provider answered 429: silence for `wait`, then half the pace for a while.
  package mutating func slowDown(for wait: Interval, at now: MonotonicTime) {
    if slowdown < 8 { slowdown *= 2 }
    slowedAt = now
    nextSlot = max(nextSlot, now.advanced(by: wait))
  }

  /// Takes on another rate without a burst: a second of silence, since what was sent before the
  /// change counts under the new rate too.
  package mutating func change(rate: Double, at now: MonotonicTime) {
    let (newInterval, newLimit) = Self.spacing(rate)
    guard newInterval != interval else { return }
    interval = newInterval
    launchLimit = newLimit
    nextSlot = max(nextSlot, now.advanced(by: Interval(seconds: 1)))
  }
}
