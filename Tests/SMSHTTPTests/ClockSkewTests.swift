import SMSCore
import TestSupport
import Testing

@testable import SMSHTTP

@Suite("The provider's clock against ours", .throttled)
struct ClockSkewTests {
  /// 1994-11-06T08:49:37Z, the example of RFC 9110.
  private static let date: Int64 = 784_111_777_000

  private func skew(_ field: String?, from began: Int64, to ended: Int64) -> ClockSkew? {
    ClockSkew(
      date: field,
      from: WallTime(milliseconds: Self.date + began),
      to: WallTime(milliseconds: Self.date + ended)
    )
  }

  @Test(
    "lies within the second of the Date and the time that the answer took",
    arguments: [
      "Sun, 06 Nov 1994 08:49:37 GMT", "Sunday, 06-Nov-94 08:49:37 GMT", "Sun Nov  6 08:49:37 1994",
    ]
  )
  func range(field: String) {
    let expected = ClockSkew(
      atLeast: Interval(milliseconds: -501),
      atMost: Interval(milliseconds: 800)
    )
    #expect(skew(field, from: 200, to: 500) == expected)
    // Ahead by 10 s, and behind by 10 s.
    let field = "Sun, 06 Nov 1994 08:49:37 GMT"
    #expect(skew(field, from: -10_000, to: -9_900)?.atLeast == Interval(milliseconds: 9_899))
    #expect(skew(field, from: 10_000, to: 10_100)?.atMost == Interval(milliseconds: -9_000))
  }

  @Test("is unknown without a usable Date", arguments: [nil, "", "now", "784111777", "-1", "0"])
  func none(field: String?) {
    #expect(skew(field, from: 0, to: 0) == nil)
  }

  @Test("is unknown if our clock was set back while the answer was awaited")
  func setBack() {
    #expect(skew("Sun, 06 Nov 1994 08:49:37 GMT", from: 0, to: -60_000) == nil)
  }
}
