import SMSCore
import Testing

@testable import SMSLedger

/// What of an MMS is on the disk.
struct MediaTests {
  private static let url = "https://example.com/secret-3b1f.jpg"

  @Test("the addresses of media leave the ledger and its log when the message is sent")
  func addresses() async throws {
    let file = try LedgerFile()
    let ledger = try await file.opened()
    let submission = Fixtures.message("a", text: "See", media: Media(urls: [Self.url]))
    let job = try await ledger.accepted(submission).number
    #expect(try file.image().holds(Self.url))
    _ = try await ledger.begin([job], at: Fixtures.at(10))
    try await ledger.settle([Fixtures.settlement(job, .sent(providerMessageID: "x"))])
    await ledger.close()
    #expect(try !file.image().holds(Self.url))
  }

  @Test("a ledger of the version before opens, and its messages are texts")
  func upgrade() async throws {
    let file = try LedgerFile()
    let place = try #require(
      Schema.ledger.migrations.firstIndex {
        $0.statements.contains { $0.contains("media INTEGER") }
      }
    )
    do {
      let connection = try Connection(path: file.path, mode: .create)
      try Schema(migrations: Array(Schema.ledger.migrations.prefix(place))).apply(to: connection)
      try connection.run(
        """
        INSERT INTO job (spool, id, kind, state, account, recipient, sender, priority, due, expires,
          segments, encoding, accepted, updated, digest, taken, producer)
        VALUES ('default', 'a', 'message', 0, 'main', 12065550142, 12065550101, 2, 0, 900000000, 1,
          'ascii', 0, 0, x'00', 1, 0)
        """
      )
      try connection.run("INSERT INTO text (job, body) VALUES (1, x'4869')")
    }
    let ledger = try await file.opened()
    let page = try await ledger.page(
      of: Fixtures.lane,
      dueBy: Fixtures.at(10),
      excluding: [],
      limit: 9
    )
    #expect(page.entries.map(\.envelope.text.string) == ["Hi"])
    #expect(page.entries.first?.envelope.media == nil)
    await ledger.close()
  }
}
