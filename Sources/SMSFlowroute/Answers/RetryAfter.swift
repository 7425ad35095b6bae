internal import SMSCore

/// The `Retry-After` field (RFC 9110, section 10.2.3): seconds, or a date.
enum RetryAfter {
  /// A provider that asks for more has another clock, or another unit, in mind: that must not stop
  /// an account with its codes.
  static let longest = Interval(seconds: 900)

  /// How long to wait from now; nil if the field is missing, or says nothing that makes sense.
  static func interval(_ field: String?, now: WallTime) -> Interval? {
    guard let field, !field.isEmpty else { return nil }
    if field.utf8.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }) {
      return sensible(Interval(seconds: Double(field) ?? 0))
    }
    guard let wait = HTTPDate.time(field)?.since(now), wait >= .zero else { return nil }
    return sensible(wait)
  }

  private static func sensible(_ wait: Interval) -> Interval? { wait <= longest ? wait : nil }
}
