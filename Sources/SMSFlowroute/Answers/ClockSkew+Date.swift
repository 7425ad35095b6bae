internal import SMSCore

extension ClockSkew {
  /// What a `Date` field (RFC 9110, section 6.6.1) tells of the clock that wrote it.
  ///
  /// It was written within [D, D + 1 s) of the provider's clock, at some moment between `began` and
  /// `ended` of ours. Nil without a date, and if our clock was set back meanwhile.
  init?(date field: String?, from began: WallTime, to ended: WallTime) {
    guard let date = HTTPDate.time(field) else { return nil }
    // Our times are cut to milliseconds: the end was up to one later.
    let latest = ended.advanced(by: Interval(milliseconds: 1))
    let second = date.advanced(by: Interval(milliseconds: 1_000))
    self.init(atLeast: date.since(latest), atMost: second.since(began))
    guard atLeast <= atMost else { return nil }
  }
}
