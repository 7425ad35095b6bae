import SMSCore
import TestSupport
import Testing

@testable import SMSLedger

@Suite("Files of inbound messages in the ledger")
struct MediaQueueTests {
  private let file: LedgerFile

  init() throws {
    file = try LedgerFile()
  }

  @Test("do what any queue of files must do", arguments: MediaConformance.all)
  func conforms(_ rule: MediaConformance) async throws {
    let ledger = try await file.opened()
    try await rule.check(ledger)
    await ledger.close()
    try LedgerInspection(path: file.path).expectSound()
  }

  @Test("outlive a restart, in the state that was committed last")
  func restart() async throws {
    let first = try await file.opened()
    _ = try await first.keep([MediaConformance.delivery(files: 3)], at: Fixtures.at(60))
    let new = try await first.unpublishedMessages(after: 0, limit: 9)
    try await first.markPublished(messages: new.map(\.number))
    let name = { MediumName(message: new[0].number, index: $0) }
    _ = try await first.settle(name(0), as: .stored(name: "a-1.jpg", bytes: 1))
    _ = try await first.settle(name(1), as: .again(at: Fixtures.at(70), tries: 2))
    await first.close()
    let second = try await file.opened()
    let due = try await second.dueMedia(at: Fixtures.at(70), limit: 9)
    #expect(due.map(\.name.index) == [2, 1] && due.map(\.tries) == [0, 2])
    #expect(try await second.unshownMedia(after: 0, limit: 9).map(\.unshown) == [[name(0)]])
    await second.close()
  }

  @Test("a ledger of an earlier version has none, and takes some")
  func upgrade() async throws {
    let old = try file.createOlder(without: "medium")
    try old.run(
      """
      INSERT INTO received (id, spool, sender, recipient, body, media, received)
      VALUES ('mdr2-old', 'default', '12065550142', 12065550101, x'78', 'https://m.example.com/1', 1)
      """
    )
    let ledger = try await file.opened()
    let waiting = try await ledger.unpublishedMessages(after: 0, limit: 9)
    #expect(waiting.map(\.message.media) == [[InboundMedia(url: "https://m.example.com/1")]])
    _ = try await ledger.keep([MediaConformance.delivery()], at: Fixtures.at(60))
    let all = try await ledger.unpublishedMessages(after: 0, limit: 9)
    try await ledger.markPublished(messages: all.map(\.number))
    #expect(try await ledger.dueMedia(at: Fixtures.at(60), limit: 9).count == 2)
    await ledger.close()
  }

  @Test("an erased message has none left, and one that is being fetched is not wanted")
  func erasure() async throws {
    let fixture = try await CodeFixture()
    let ledger = fixture.ledger
    _ = try await ledger.keep([MediaConformance.delivery()], at: Fixtures.at(10))
    let new = try await ledger.unpublishedMessages(after: 0, limit: 9)
    try await ledger.markPublished(messages: new.map(\.number))
    let media = try await ledger.dueMedia(at: Fixtures.at(60), limit: 9)
    #expect(media.count == 2)
    _ = try await ledger.settle(media[0].name, as: .stored(name: "mdr2-1-1.jpg", bytes: 1))
    _ = try await ledger.erased("erase")
    #expect(try await ledger.unshownMedia(after: 0, limit: 9) == [])
    #expect(try await !ledger.settle(media[1].name, as: .stored(name: "mdr2-1-2.jpg", bytes: 1)))
    await ledger.close()
  }

  @Test("the due ones are found by their index")
  func plan() async throws {
    let ledger = try await file.opened()
    await ledger.close()
    let connection = try Connection(path: file.path, mode: .read)
    var plan: [String] = []
    try connection.query(
      """
      EXPLAIN QUERY PLAN SELECT message FROM medium INDEXED BY medium_due
      CROSS JOIN received ON received.number = medium.message
      WHERE state = 0 AND due <= 1 AND received.published = 1 ORDER BY due LIMIT 2
      """
    ) { plan.append($0.text(3)) }
    #expect(plan.first?.hasPrefix("SEARCH medium USING INDEX medium_due (due<?)") == true)
    #expect(!plan.joined().contains("TEMP B-TREE"), "\(plan)")
  }
}
