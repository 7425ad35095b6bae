import SMSCore
import TestSupport
import Testing

@testable import SMSHTTP

@Suite("Retry-After", .throttled)
struct RetryAfterTests {
  struct Row: CustomTestStringConvertible {
    var field: String?
    var seconds: Double?
    var testDescription: String { "\(field ?? "missing") → \(seconds.map { "\($0)" } ?? "none")" }
  }

  /// 2026-11-23 08:00:00 UTC.
  private let now = WallTime(milliseconds: 1_795_420_800_000)

  @Test(
    "is seconds or a date, and ignored above 15 minutes or when it makes no sense",
    arguments: [
      Row(field: "7", seconds: 7),
      Row(field: "0", seconds: 0),
      Row(field: "900", seconds: 900),
      Row(field: "901", seconds: nil),
      Row(field: "3600", seconds: nil),
      Row(field: "30000", seconds: nil),
      Row(field: "1795420807", seconds: nil),
      Row(field: "1795420807000", seconds: nil),
      Row(field: "99999999999999999999999999", seconds: nil),
      Row(field: "Mon, 23 Nov 2026 08:00:07 GMT", seconds: 7),
      Row(field: "Monday, 23-Nov-26 08:00:07 GMT", seconds: 7),
      Row(field: "Mon Nov 23 08:00:07 2026", seconds: 7),
      Row(field: "Mon, 23 Nov 2026 08:15:00 GMT", seconds: 900),
      Row(field: "Tue, 24 Nov 2026 08:00:00 GMT", seconds: nil),
      Row(field: "Mon, 23 Nov 2026 07:59:59 GMT", seconds: nil),
      Row(field: "Mon, 23 Nov 2026483920 08:00:09 GMT", seconds: nil),
      Row(field: "-7", seconds: nil),
      Row(field: "+7", seconds: nil),
      Row(field: "7.5", seconds: nil),
      Row(field: "7 seconds", seconds: nil),
      Row(field: "soon", seconds: nil),
      Row(field: "", seconds: nil),
      Row(field: nil, seconds: nil),
    ]
  )
  func reads(row: Row) {
    #expect(RetryAfter.interval(row.field, now: now)?.seconds == row.seconds)
  }
}
