internal import CLibcurl
internal import SMSCore

/// The `Retry-After` field (RFC 9110, section 10.2.3): seconds, or a date.
enum RetryAfter {
  /// Longer than that nobody is told to wait: a mistake there must not stop the account for days.
  static let longest = Interval(seconds: 3_600)

  /// How long to wait from now; nil if the field is missing or says nothing that makes sense.
  static func interval(_ field: String?, now: WallTime) -> Interval? {
    guard let field, let first = field.utf8.first else { return nil }
    if field.utf8.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }) {
      return min(longest, Interval(seconds: Double(field) ?? 0))
    }
    // libcurl reads all three forms of a date, but would also take a bare sign and number for one.
    guard (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(first & ~0x20) else { return nil }
    let seconds = curl_getdate(field, nil)
    guard seconds >= 0 else { return nil }
    let wait = WallTime(milliseconds: Int64(seconds) * 1_000).since(now)
    return wait < .zero ? nil : min(longest, wait)
  }
}
