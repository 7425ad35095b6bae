import SMSCore
import SMSSpool
import SMSSystem
import TestSupport
import Testing

@Suite(.serialized) struct IntakeNamesTests {
  @Test("a request may end in .JSON, and its id is the name less that")
  func capitals() async throws {
    let bench = try IntakeFixture()
    try bench.drop("ORDER.JSON")
    try bench.drop("order 2.Json", "{}")
    await bench.start()
    #expect(await bench.ledger.submissions.map(\.name.id) == ["ORDER"])
    #expect(try bench.names(in: .results) == ["order 2.json"])
    #expect(try bench.names(in: .rejected).first == "1-order 2.Json")
  }

  @Test("requests that the kernel never tells of are said to be found by scanning, until it does")
  func scanned() async throws {
    let bench = try IntakeFixture()
    await bench.start()
    let incoming = try bench.directory(.incoming)
    // A second name sends no notice, as no file does on NFS or FUSE.
    try incoming.writeReplacing(".own", Array(IntakeFixture.request.utf8), durable: false)
    try incoming.link(".own", to: incoming, as: "a.json")
    try incoming.unlink(".own")
    await bench.look()
    #expect(await bench.ledger.submissions.map(\.name.id) == ["a"])
    #expect(bench.reports.values.last == .scanned(true))
    try bench.drop("b.json")
    await bench.look()
    #expect(bench.reports.values.last == .scanned(false))
  }

  @Test("what is no request and lies in incoming/ for a minute is counted, until it is gone")
  func stray() async throws {
    let bench = try IntakeFixture()
    try bench.drop("b.txt")
    try bench.drop("a.json.tmp")
    try bench.drop(".hidden")
    await bench.start()
    bench.clock.advance(seconds: 50)
    await bench.look()
    #expect(!bench.reports.values.contains(.stray(files: 2)))
    // The clock of the file system may lag by a tick; a second more is past it either way.
    bench.clock.advance(seconds: 11)
    await bench.look()
    await bench.look()
    #expect(bench.reports.values.filter { $0 == .stray(files: 2) }.count == 1)
    let found = try StrayFiles.find(in: bench.layout, at: bench.clock.now.wall, limit: 1)
    #expect(found.count == 2)
    #expect(found.names.count == 1)
    let incoming = try bench.directory(.incoming)
    try incoming.unlink("b.txt")
    try incoming.unlink("a.json.tmp")
    await bench.look()
    #expect(bench.reports.values.last == .stray(files: 0))
  }
}
