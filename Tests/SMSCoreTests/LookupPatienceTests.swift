import SMSCore
import Testing

@Suite("The patience of lookups")
struct LookupPatienceTests {
  private static func at(_ seconds: Int64) -> WallTime { WallTime(milliseconds: seconds * 1_000) }
  private static let detail = MessageDetail(record: "{}")
  private static let error = ProviderError(code: .providerUnavailable, httpStatus: 503)

  @Test("a fresh record that is absent is asked for again, less and less often")
  func absent() {
    var patience = LookupPatience(began: Self.at(100), changed: Self.at(100))
    let waits = [100, 101, 103, 107, 115, 131, 147].map {
      patience.wait(after: .absent, at: Self.at($0))?.seconds
    }
    #expect(waits == [1, 2, 4, 8, 16, 16, 16])
    #expect(patience.wait(after: .absent, at: Self.at(160)) == nil)
  }

  @Test("the record of an old message is asked for once")
  func old() {
    var patience = LookupPatience(began: Self.at(1_000), changed: Self.at(900))
    #expect(patience.wait(after: .absent, at: Self.at(1_000)) == nil)
  }

  @Test("a provider that does not answer is asked for five minutes")
  func failing() {
    var patience = LookupPatience(began: Self.at(1_000), changed: Self.at(0))
    #expect(patience.wait(after: .failed(Self.error), at: Self.at(1_299)) != nil)
    #expect(patience.wait(after: .failed(Self.error), at: Self.at(1_300)) == nil)
  }

  @Test("an answer ends it")
  func answered() {
    var patience = LookupPatience(began: Self.at(0), changed: Self.at(0))
    #expect(patience.wait(after: .found(Self.detail), at: Self.at(0)) == nil)
    #expect(patience.wait(after: .refused(Self.error), at: Self.at(0)) == nil)
  }
}
