import SMSProducer
import SMSSpool
import TestSupport
import Testing

@Suite("Made-up ids", .throttled)
struct RequestIDsTests {
  @Test("They sort by time and are valid ids of 26 characters")
  func sorted() {
    let zero = [UInt8](repeating: 0, count: 10)
    let full = [UInt8](repeating: 0xFF, count: 10)
    let early = RequestIDs.make(milliseconds: 1_000, random: full)
    let late = RequestIDs.make(milliseconds: 1_001, random: zero)
    #expect(early < late)
    #expect(early == "00000000z8zzzzzzzzzzzzzzzz")
    #expect(late == "00000000z90000000000000000")
    #expect(RequestID.isValid(late))
  }

  @Test("No two are the same")
  func unique() throws {
    let ids = try (0..<1_000).map { _ in try RequestIDs.make(at: 1_700_000_000_000_000_000) }
    #expect(Set(ids).count == 1_000)
  }
}
