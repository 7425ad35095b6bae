import SMSCore
import Testing

@Suite("The patience of lookups")
struct LookupPatienceTests {
  private static func at(_ seconds: Int64) -> MonotonicTime {
    MonotonicTime(nanoseconds: seconds * 1_000_000_000)
  }
  private static func patience(began: Int64, changed: Int64) -> LookupPatience {
    LookupPatience(
      began: Moment(wall: WallTime(milliseconds: began * 1_000), monotonic: at(began)),
      changed: WallTime(milliseconds: changed * 1_000)
    )
  }
  private static let detail = MessageDetail(record: "{}")
  private static let error = ProviderError(code: .providerUnavailable, httpStatus: 503)

  @Test("a fresh record that is absent is asked for again, less and less often")
  func absent() {
    var patience = Self.patience(began: 100, changed: 100)
    let waits = [100, 101, 103, 107, 115, 131, 147].map {
      patience.wait(after: .absent, at: Self.at($0))?.seconds
    }
    #expect(waits == [1, 2, 4, 8, 16, 16, 16])
    #expect(patience.wait(after: .absent, at: Self.at(160)) == nil)
  }

  @Test("the record of an old message is asked for once")
  func old() {
    var patience = Self.patience(began: 1_000, changed: 900)
    #expect(patience.wait(after: .absent, at: Self.at(1_000)) == nil)
  }

  @Test("a message that seems to have changed in the future is as fresh as one of now")
  func setBack() {
    var patience = Self.patience(began: 1_000, changed: 90_000)
    #expect(patience.wait(after: .absent, at: Self.at(1_059)) != nil)
    #expect(patience.wait(after: .absent, at: Self.at(1_060)) == nil)
  }

  @Test("a provider that does not answer is asked for five minutes")
  func failing() {
    var patience = Self.patience(began: 1_000, changed: 0)
    #expect(patience.wait(after: .failed(Self.error), at: Self.at(1_299)) != nil)
    #expect(patience.wait(after: .failed(Self.error), at: Self.at(1_300)) == nil)
  }

  @Test("an answer ends it")
  func answered() {
    var patience = Self.patience(began: 0, changed: 0)
    #expect(patience.wait(after: .found(Self.detail), at: Self.at(0)) == nil)
    #expect(patience.wait(after: .refused(Self.error), at: Self.at(0)) == nil)
  }
}
