import SMSCore
import Testing

struct RetryPolicyTests {
  static let defaults = RetryPolicy(
    maxAttempts: 10,
    firstDelay: Interval(seconds: 2),
    maxDelay: Interval(seconds: 300)
  )

  struct Row: CustomTestStringConvertible {
    let attempts: Int
    let shortest: Double
    let longest: Double
    var testDescription: String { "after \(attempts) attempts" }

    init(_ attempts: Int, _ shortest: Double, _ longest: Double) {
      self.attempts = attempts
      self.shortest = shortest
      self.longest = longest
    }
  }

  @Test(
    "the waits are the doc comment's table",
    arguments: [
      Row(1, 1, 2), Row(2, 2, 4), Row(3, 4, 8), Row(4, 8, 16), Row(5, 16, 32), Row(6, 32, 64),
      Row(7, 64, 128), Row(8, 128, 256), Row(9, 150, 300), Row(10, 150, 300),
      Row(64, 150, 300), Row(1_000_000_000, 150, 300), Row(.max, 150, 300),
      Row(0, 1, 2), Row(-1, 1, 2),
    ]
  )
  func table(_ row: Row) {
    let delay = { Self.defaults.delay(afterAttempts: row.attempts, jitter: $0).seconds }
    #expect(delay(0) == row.shortest)
    #expect(delay(1) == row.longest)
    #expect(delay(0.5) == (row.shortest + row.longest) / 2)
  }

  @Test("jitter outside of 0 to 1 is cut")
  func jitterIsCut() {
    #expect(Self.defaults.delay(afterAttempts: 1, jitter: -3) == Interval(seconds: 1))
    #expect(Self.defaults.delay(afterAttempts: 1, jitter: 7) == Interval(seconds: 2))
  }

  @Test("a first delay above the longest is cut to it, and none stays none")
  func extremes() {
    let long = RetryPolicy(
      maxAttempts: 1,
      firstDelay: Interval(seconds: 600),
      maxDelay: Interval(seconds: 300)
    )
    #expect(long.delay(afterAttempts: 1, jitter: 1) == Interval(seconds: 300))
    let none = RetryPolicy(maxAttempts: 1, firstDelay: .zero, maxDelay: Interval(seconds: 300))
    #expect(none.delay(afterAttempts: 50, jitter: 1) == .zero)
    let forever = RetryPolicy(
      maxAttempts: 1,
      firstDelay: Interval(nanoseconds: .max),
      maxDelay: Interval(nanoseconds: .max)
    )
    #expect(forever.delay(afterAttempts: 3, jitter: 0.5) > Interval(seconds: 3e9))
    #expect(forever.delay(afterAttempts: 3, jitter: 1) > Interval(seconds: 9e9))
  }
}
