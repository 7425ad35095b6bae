import SMSCore
import TestSupport
import Testing

@testable import SMSDaemon

@Suite(.throttled) struct ListReaderTests {
  private static let start = WallTime(milliseconds: 1_000_000_000)

  private static func page(
    _ ids: [String],
    isLast: Bool = false,
    from sender: ListedMessage.Party = .foreign
  ) -> ListAnswer {
    let messages = ids.map {
      ListedMessage(id: $0, isOutbound: true, to: .unknown, from: sender, text: nil, at: start)
    }
    return .page(ListPage(messages: messages, count: ids.count, isLast: isLast, skew: nil))
  }

  private static func reader() -> ListReader {
    ListReader(since: start, until: start.advanced(by: Interval(seconds: 60)))
  }

  @Test("it reads page after page to the last, from three minutes before to three after")
  func pages() {
    var reader = Self.reader()
    #expect(reader.next?.start == Self.start.advanced(by: Interval(seconds: -180)))
    #expect(reader.next?.end == Self.start.advanced(by: Interval(seconds: 240)))
    let first = reader.take(Self.page(["a", "b"]))
    #expect(first.messages.count == 2 && first.wait == Interval(seconds: 1))
    #expect(reader.next?.offset == 2)
    _ = reader.take(Self.page(["c"], isLast: true))
    #expect(reader.next == nil && reader.failure == nil && reader.faults == [])
  }

  @Test("a page that is too large is asked for in smaller ones")
  func tooLarge() {
    var reader = Self.reader()
    for limit in [250, 62, 15, 3, 1] {
      _ = reader.take(.tooLarge)
      #expect(reader.next?.limit == limit)
    }
    _ = reader.take(.tooLarge)
    #expect(reader.next == nil && reader.failure != nil)
  }

  @Test("it asks again with growing waits, and gives up in the end")
  func failing() {
    var reader = Self.reader()
    let error = ProviderError(code: .providerUnavailable)
    var waits: [Double] = []
    while reader.next != nil {
      waits.append(reader.take(.failed(error, retryAfter: Interval(seconds: 3))).wait.seconds)
    }
    #expect(waits == [3, 4, 8, 16, 32, 0])
    #expect(reader.failure == error)
  }

  @Test("keys that are refused, a page that comes twice, and what cannot be read are reported")
  func faults() {
    var refused = Self.reader()
    _ = refused.take(.failed(ProviderError(code: .unauthorized), retryAfter: nil))
    #expect(refused.next == nil && refused.failure?.code == .unauthorized)
    var repeated = Self.reader()
    _ = repeated.take(Self.page(["a"]))
    _ = repeated.take(Self.page(["a"]))
    #expect(repeated.next == nil && repeated.failure?.code == .providerError)
    var unreadable = Self.reader()
    _ = unreadable.take(Self.page(["a"], isLast: true, from: .unknown))
    #expect(unreadable.faults.count == 1)
  }
}
