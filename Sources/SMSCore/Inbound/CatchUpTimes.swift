/// When the provider's list is read for texts that no call brought.
package struct CatchUpTimes: Hashable, Sendable {
  /// How old a text must be: the provider repeats a call four times, every 30 s, and its list may be
  /// behind.
  package var age = Interval(seconds: 180)
  /// How long after a start or an outage the list is read once more, when all of that time is old
  /// enough.
  package var settling = Interval(seconds: 240)
  /// The time between two reads: an outage between the provider and the listener goes unnoticed here.
  package var interval = Interval(seconds: 3_600)
  /// How old a text may be that gets an automatic reply.
  package var answering = Interval(seconds: 300)
  /// The time to the next read if a list could not be read.
  package var retry = Interval(seconds: 300)

  package init() {}
}

/// How far an account's list has been read.
package struct CatchUpPosition: Hashable, Sendable {
  /// When the first run began: older texts are nobody's.
  package var since: WallTime
  /// The time through which it was read.
  package var through: WallTime

  package init(since: WallTime, through: WallTime) {
    self.since = since
    self.through = through
  }
}

/// Which part of an account's list to read next.
package enum CatchUpWindow: Hashable, Sendable {
  /// The account has never been read: it begins now.
  case first(WallTime)
  /// The texts after the first time, up to the second.
  case read(after: WallTime, through: WallTime)
  /// Nothing is old enough.
  case none

  /// - Parameters:
  ///   - position: How far the list was read; nil if it never was.
  ///   - now: The wall clock.
  ///   - age: How old a text must be.
  ///   - memory: How long the ledger remembers texts: older ones might be taken twice.
  package init(after position: CatchUpPosition?, at now: WallTime, age: Interval, memory: Interval)
  {
    guard let position else {
      self = .first(now)
      return
    }
    func before(_ interval: Interval) -> WallTime {
      now.advanced(by: Interval(nanoseconds: -interval.nanoseconds))
    }
    let (start, end) = (max(position.through, before(memory)), before(age))
    self = start < end ? .read(after: start, through: end) : .none
  }
}
