import SMSCore
import TestSupport
import Testing

@Suite("Which part of the provider's list is read for missed texts", .throttled)
struct CatchUpWindowTests {
  private static func window(_ position: Int64?, at now: Int64) -> CatchUpWindow {
    CatchUpWindow(
      after: position.map { CatchUpPosition(since: Self.time(0), through: Self.time($0)) },
      at: WallTime(milliseconds: now * 1_000),
      age: Interval(seconds: 180),
      memory: Interval(seconds: 86_400)
    )
  }

  private static func time(_ seconds: Int64) -> WallTime {
    WallTime(milliseconds: seconds * 1_000)
  }

  @Test("The first run begins now")
  func first() {
    #expect(Self.window(nil, at: 1_000) == .first(Self.time(1_000)))
  }

  @Test("What is too new is left to the provider's own calls")
  func tooNew() {
    #expect(Self.window(1_000, at: 1_000) == .none)
    #expect(Self.window(1_000, at: 1_180) == .none)
    #expect(
      Self.window(1_000, at: 1_181) == .read(after: Self.time(1_000), through: Self.time(1_001))
    )
    // The clock was set back.
    #expect(Self.window(1_000, at: 500) == .none)
  }

  @Test("What the ledger no longer remembers is not read again")
  func forgotten() {
    #expect(
      Self.window(1_000, at: 201_000)
        == .read(after: Self.time(114_600), through: Self.time(200_820))
    )
  }
}
