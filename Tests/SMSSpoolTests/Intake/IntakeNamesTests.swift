import SMSCore
import SMSSpool
import SMSSystem
import TestSupport
import Testing

@Suite(.serialized) struct IntakeNamesTests {
  @Test("a request may end in .JSON, and its id is the name less that")
  func capitals() async throws {
    let fixture = try IntakeFixture()
    try fixture.drop("ORDER.JSON")
    try fixture.drop("order 2.Json", "{}")
    await fixture.start()
    #expect(await fixture.ledger.submissions.map(\.name.id) == ["ORDER"])
    #expect(try fixture.names(in: .results) == ["order 2.json"])
    #expect(try fixture.names(in: .rejected).first == "1-order 2.Json")
  }

  @Test("requests that the kernel never tells of are said to be found by scanning, until it does")
  func scanned() async throws {
    let fixture = try IntakeFixture()
    await fixture.start()
    let incoming = try fixture.directory(.incoming)
    // A second name sends no notice, as no file does on NFS or FUSE.
    try incoming.writeReplacing(".own", Array(IntakeFixture.request.utf8), durable: false)
    try incoming.link(".own", to: incoming, as: "a.json")
    try incoming.unlink(".own")
    await fixture.look()
    #expect(await fixture.ledger.submissions.map(\.name.id) == ["a"])
    #expect(fixture.reports.values.last == .scanned(true))
    try fixture.drop("b.json")
    await fixture.look()
    #expect(fixture.reports.values.last == .scanned(false))
  }

  @Test("what is not a request and stays in incoming/ for a minute is counted until it is gone")
  func stray() async throws {
    let fixture = try IntakeFixture()
    try fixture.drop("b.txt")
    try fixture.drop("a.json.tmp")
    try fixture.drop(".hidden")
    await fixture.start()
    fixture.clock.advance(seconds: 50)
    await fixture.look()
    #expect(!fixture.reports.values.contains(.stray(files: 2)))
    // The clock of the file system may lag by a tick; a second more is past it either way.
    fixture.clock.advance(seconds: 11)
    await fixture.look()
    await fixture.look()
    #expect(fixture.reports.values.filter { $0 == .stray(files: 2) }.count == 1)
    let found = try StrayFiles.find(in: fixture.layout, at: fixture.clock.now.wall, limit: 1)
    #expect(found.count == 2)
    #expect(found.names.count == 1)
    let incoming = try fixture.directory(.incoming)
    try incoming.unlink("b.txt")
    try incoming.unlink("a.json.tmp")
    await fixture.look()
    #expect(fixture.reports.values.last == .stray(files: 0))
  }
}
