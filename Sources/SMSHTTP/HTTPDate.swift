internal import CLibcurl
package import SMSCore

/// Dates in header fields (RFC 9110, section 5.6.7), in all three formats.
package enum HTTPDate {
  /// The end of the year 9999, the latest that the formats can express; seconds since 1970.
  private static let latest = 253_402_300_799

  /// The time in a field's value; nil if it is missing, not a date, or before 1970.
  package static func time(_ field: String?) -> WallTime? {
    // libcurl reads all three formats, but also a plain number with or without a sign.
    guard let field, let first = field.utf8.first,
      (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(first & ~0x20)
    else { return nil }
    let seconds = curl_getdate(field, nil)
    // It also reads years of ten digits, whose milliseconds would overflow.
    guard (0...latest).contains(seconds) else { return nil }
    return WallTime(milliseconds: Int64(seconds) * 1_000)
  }
}

extension ClockSkew {
  /// What a `Date` field (RFC 9110, section 6.6.1) shows about the clock that wrote it.
  ///
  /// It was written within [D, D + 1 s) of the server's clock, between `began` and `ended` of ours.
  /// Nil without a valid date, or if our clock was set back in the meantime.
  package init?(date field: String?, from began: WallTime, to ended: WallTime) {
    guard let date = HTTPDate.time(field) else { return nil }
    // Our times are truncated to milliseconds: the end may have been up to one later.
    let latest = ended.advanced(by: Interval(milliseconds: 1))
    let second = date.advanced(by: Interval(milliseconds: 1_000))
    self.init(atLeast: date.since(latest), atMost: second.since(began))
    guard atLeast <= atMost else { return nil }
  }
}

/// The `Retry-After` field (RFC 9110, section 10.2.3): seconds or a date.
package enum RetryAfter {
  /// The longest wait that is believed: a server that asks for more has a wrong clock or another
  /// unit in mind, and must not stop us for hours.
  package static let longest = Interval(seconds: 900)

  /// How long to wait from now; nil if the field is missing, malformed, in the past or too long.
  package static func interval(_ field: String?, now: WallTime) -> Interval? {
    guard let field, !field.isEmpty else { return nil }
    if field.utf8.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }) {
      return sensible(Interval(seconds: Double(field) ?? 0))
    }
    guard let wait = HTTPDate.time(field)?.since(now), wait >= .zero else { return nil }
    return sensible(wait)
  }

  private static func sensible(_ wait: Interval) -> Interval? { wait <= longest ? wait : nil }
}
