import SMSCore
import TestSupport
import Testing

@testable import SMSLedger

@Suite("Texts of the provider's list", .throttled)
struct ListedTextTests {
  private let temporary: TemporaryDirectory
  private let ledger: SQLiteLedger

  init() async throws {
    temporary = try TemporaryDirectory()
    ledger = try await SQLiteLedger.open(
      path: temporary.path("ledger.sqlite"),
      boot: "a",
      codes: PlainCodes()
    )
  }

  /// A text of the list, or one that has just come; times are in seconds.
  private func text(
    _ body: String,
    id: String,
    sentAt: Int64?,
    from: Int = 142
  ) -> InboundDelivery {
    InboundDelivery(
      message: InboundMessage(
        id: id,
        from: Fixtures.phone(from).digits,
        to: Fixtures.phone(101),
        body: body
      ),
      digest: TextDigest(bytes: Array(body.utf8) + Array(repeating: 0, count: 32)),
      spools: ["default"],
      sentAt: sentAt.map { Fixtures.at(1_000 * $0) }
    )
  }

  private func keep(_ texts: [InboundDelivery], at time: Int64 = 9_000) async throws -> [Bool] {
    try await ledger.keep(texts, at: Fixtures.at(1_000 * time)).map(\.isNew)
  }

  private var optedOut: Bool {
    get async throws {
      let reader = try SQLiteLedgerReader(path: temporary.path("ledger.sqlite"))
      let optOuts = try reader.optOuts(of: Fixtures.phone(142))
      return optOuts.block(from: Fixtures.phone(101), of: "main", .number) != nil
    }
  }

  @Test("are dated by it")
  func times() async throws {
    #expect(try await keep([text("Hello", id: "a", sentAt: 60)]) == [true])
    let waiting = try await ledger.unpublishedMessages(after: 0, limit: 9)
    #expect(waiting.map(\.receivedAt) == [Fixtures.at(60_000)])
  }

  @Test("are known by their id, or by a text of another id that came at about that time")
  func once() async throws {
    #expect(try await keep([text("yes", id: "a", sentAt: nil)], at: 100) == [true])
    #expect(try await keep([text("yes", id: "b", sentAt: nil)], at: 130) == [true])
    // Two of the same ids, and one that no call brought.
    let list = [
      text("yes", id: "a", sentAt: 99), text("yes", id: "b", sentAt: 129),
      text("yes", id: "c", sentAt: 140),
    ]
    #expect(try await keep(list) == [false, false, true])
    #expect(try await keep(list) == [false, false, false])
    // The same list with ids of its own.
    let other = [
      text("yes", id: "x", sentAt: 99), text("yes", id: "y", sentAt: 129),
      text("yes", id: "z", sentAt: 140), text("yes", id: "w", sentAt: 150),
    ]
    #expect(try await keep(other) == [false, false, false, true])
    let others = [
      text("no", id: "d", sentAt: 140), text("yes", id: "e", sentAt: 140, from: 143),
      text("yes", id: "f", sentAt: 1_000),
    ]
    #expect(try await keep(others) == [true, true, true])
  }

  @Test("do not undo what the person said later")
  func keywords() async throws {
    _ = try await keep([text("START", id: "a", sentAt: nil)], at: 100)
    _ = try await keep([text("STOP", id: "b", sentAt: 50)])
    #expect(try await !optedOut)
    _ = try await keep([text("STOP", id: "c", sentAt: 200)])
    #expect(try await optedOut)
    _ = try await keep([text("START", id: "d", sentAt: 150)])
    #expect(try await optedOut)
    _ = try await keep([text("START", id: "e", sentAt: 250)])
    #expect(try await !optedOut)
    _ = try await keep([text("STOP", id: "f", sentAt: 240)])
    #expect(try await !optedOut)
  }

  @Test("answer the last message that was accepted before them")
  func answers() async throws {
    try await ledger.settled("first", .sent(providerMessageID: "mdr2-1"))
    let texts = [
      text("Hello", id: "a", sentAt: -1_000), text("Hello?", id: "b", sentAt: 8_000),
    ]
    #expect(try await keep(texts) == [true, true])
    let waiting = try await ledger.unpublishedMessages(after: 0, limit: 9)
    #expect(waiting.map(\.inReplyTo) == [nil, "first"])
  }
}
