/// The times in the provider's records.
///
/// They vary with version and age: `2016-06-13T20:34:29.095045+00:00`, `2017-12-21T16:44:34.93Z`,
/// and without a fraction. Any number of decimals is accepted, and any offset; the default is UTC.
package enum Timestamp {
  /// The time in a text, cut to milliseconds; nil if it is not a time.
  package static func time(_ text: String) -> WallTime? {
    var scanner = TimeScanner(text)
    guard let date = scanner.date(),
      scanner.take(UInt8(ascii: "T"), UInt8(ascii: "t"), UInt8(ascii: " ")),
      let clock = scanner.clock(), let offset = scanner.looseOffset(), scanner.isAtEnd
    else { return nil }
    return WallTime(milliseconds: date.milliseconds + clock.milliseconds - offset * 60_000)
  }
}

/// How far the provider's clock is ahead of ours (negative: behind), by one answer's `Date`.
///
/// `Date` has whole seconds and was written at some moment between the request and the answer, so
/// it gives a range.
package struct ClockSkew: Hashable, Sendable {
  package var atLeast: Interval
  package var atMost: Interval

  package init(atLeast: Interval, atMost: Interval) {
    self.atLeast = atLeast
    self.atMost = atMost
  }
}
