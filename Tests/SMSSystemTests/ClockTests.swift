import Testing

@testable import SMSSystem

@Suite("Clocks and randomness")
struct ClockTests {
  @Test("the clocks run forward, in nanoseconds")
  func runForward() {
    let monotonic = Clocks.monotonic
    let boottime = Clocks.boottime
    #expect(Clocks.monotonic >= monotonic)
    #expect(Clocks.boottime >= boottime)
    #expect(Clocks.boottime >= monotonic)
    // 2025-01-01 and 2100-01-01.
    #expect((1_735_689_600_000_000_000..<4_102_444_800_000_000_000).contains(Clocks.wall))
  }

  @Test("a clock that is set beyond 2262 stays at the end of what nanoseconds hold")
  func farFuture() {
    #expect(Clocks.nanoseconds(seconds: 9_223_372_036, rest: 854_775_807) == .max)
    #expect(Clocks.nanoseconds(seconds: 9_223_372_036, rest: 854_775_808) == .max)
    #expect(Clocks.nanoseconds(seconds: 32_503_680_000, rest: 0) == .max)
    #expect(Clocks.nanoseconds(seconds: 1, rest: 2) == 1_000_000_002)
  }

  @Test("a boot has one name")
  func namesBoot() throws {
    let name = try Clocks.bootIdentifier()
    #expect(name.count == 36)
    #expect(try Clocks.bootIdentifier() == name)
  }

  @Test("random bytes have the length asked for and differ")
  func randomBytes() throws {
    #expect(try Randomness.bytes(0).isEmpty)
    #expect(try Randomness.bytes(1000).count == 1000)
    #expect(try Randomness.bytes(32) != Randomness.bytes(32))
    #expect(try Randomness.word() != Randomness.word())
  }

  @Test("random words do not come again")
  func randomWords() throws {
    let words = try (0..<1_000).map { _ in try Randomness.word() }
    #expect(Set(words).count == words.count)
    #expect(words.reduce(0, |) == .max)
  }
}
