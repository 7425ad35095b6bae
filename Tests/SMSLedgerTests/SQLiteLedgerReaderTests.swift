import SMSCore
import SMSSystem
import Testing

@testable import SMSLedger

@Suite struct SQLiteLedgerReaderTests {
  let file: LedgerFile

  init() throws {
    file = try LedgerFile()
  }

  @Test("shows a job with its attempts while the daemon writes")
  func show() async throws {
    let ledger = try await file.opened()
    let submission = Fixtures.message("a", notBefore: Fixtures.at(5), expiresAt: Fixtures.far)
    let job = try await ledger.accepted(submission).number
    for attempt in 1...2 {
      _ = try await ledger.begin([job], at: Fixtures.at(10))
      let next = Settlement.Next.deferred(Fixtures.error(.timeout), dueAt: Fixtures.at(90))
      try await ledger.settle([Fixtures.settlement(job, next, attempt: attempt)])
    }
    _ = try await ledger.begin([job], at: Fixtures.at(95))
    let details = try #require(try SQLiteLedgerReader(path: file.path).show(Fixtures.name("a")))
    #expect(details.snapshot.state == .attempting && details.snapshot.attempts == 3)
    #expect(details.snapshot.error == Fixtures.error(.timeout))
    #expect(details.producer == 1042)
    #expect(details.notBefore == Fixtures.at(5) && details.expiresAt == Fixtures.far)
    #expect(details.dueAt == Fixtures.at(90) && details.begunAt == Fixtures.at(95))
    #expect(details.attempts.map(\.number) == [1, 2])
    #expect(details.attempts.first?.leftAt == Fixtures.at(11))
    #expect(try SQLiteLedgerReader(path: file.path).show(Fixtures.name("none")) == nil)
    await ledger.close()
  }

  @Test("lists jobs newest first, by state and by spool")
  func list() async throws {
    let ledger = try await file.opened()
    _ = try await ledger.accepted(Fixtures.message("a"))
    try await ledger.settled("b", .sent(providerMessageID: nil))
    _ = try await ledger.accepted(Fixtures.message("c", spool: "other"))
    let view = try SQLiteLedgerReader(path: file.path)
    #expect(try view.list(.all, limit: 9).map(\.name.id) == ["c", "b", "a"])
    #expect(try view.list(.all, limit: 1).map(\.name.id) == ["c"])
    #expect(try view.list(JobFilter(states: [.queued]), limit: 9).map(\.name.id) == ["c", "a"])
    #expect(try view.list(JobFilter(states: [.sent, .failed]), limit: 9).map(\.name.id) == ["b"])
    #expect(try view.list(JobFilter(spools: ["default"]), limit: 9).map(\.name.id) == ["b", "a"])
    await ledger.close()
  }

  @Test(
    "a list that reads the ledger in parts is the same as one that reads it at once",
    arguments: 1...7
  )
  func parts(_ size: Int) async throws {
    let ledger = try await file.opened()
    _ = try await ledger.accept((1...5).map { Fixtures.message("m\($0)") })
    try await ledger.settled("sent", .sent(providerMessageID: nil))
    let last = try await ledger.changes(after: 0, limit: 9).last?.change ?? 0
    try await ledger.markPublished(through: last)
    #expect(try await ledger.prune(settledBefore: Fixtures.far, limit: 9) == 1)
    _ = try await ledger.accepted(Fixtures.message("last", spool: "other"))
    let whole = try SQLiteLedgerReader(path: file.path)
    let parts = try SQLiteLedgerReader(path: file.path, partSize: size)
    #expect(try parts.list(.all, limit: 9) == whole.list(.all, limit: 9))
    #expect(try parts.ids(limit: 3) == ["last", "m5", "m4"])
    #expect(try parts.ids(JobFilter(spools: ["default"]), limit: 2) == ["m5", "m4"])
    await ledger.close()
  }

  @Test("sums up totals, lanes, holds and notes")
  func summary() async throws {
    let ledger = try await file.opened()
    _ = try await ledger.accept([Fixtures.message("a", acceptedAt: Fixtures.at(7))])
    _ = try await ledger.accept([Fixtures.message("b", acceptedAt: Fixtures.at(3))])
    try await ledger.settled("c", .sent(providerMessageID: nil))
    _ = try await ledger.carriedOut(.hold(.account("main")), id: "h")
    try await ledger.note("pace", "5")
    try await ledger.note("pace", "6")
    let summary = try SQLiteLedgerReader(path: file.path).summary()
    #expect(
      summary.totals == [
        LedgerSummary.Total(spool: "default", state: .queued, jobs: 2),
        LedgerSummary.Total(spool: "default", state: .sent, jobs: 1),
      ]
    )
    #expect(
      summary.waiting == [
        LedgerSummary.Waiting(
          lane: Fixtures.lane,
          firstDue: Fixtures.at(3),
          jobs: 2,
          oldest: Fixtures.at(3)
        )
      ]
    )
    #expect(summary.holds == [.account("main")])
    #expect(summary.notes == ["boot": "a", "pace": "6"])
    await ledger.close()
  }

  @Test("notes are changed and removed together, and the queue is counted")
  func notes() async throws {
    let ledger = try await file.opened()
    try await ledger.change([NoteChange("a", "1"), NoteChange("b", "2")])
    try await ledger.change([NoteChange("b", nil), NoteChange("a", "3"), NoteChange("c", nil)])
    #expect(try await ledger.notes() == ["boot": "a", "a": "3"])
    #expect(try await ledger.workload() == Workload(waiting: 0, holds: []))
    _ = try await ledger.accept([Fixtures.message("a"), Fixtures.message("b")])
    try await ledger.settled("c", .sent(providerMessageID: nil))
    _ = try await ledger.carriedOut(.hold(.all), id: "h")
    #expect(try await ledger.workload() == Workload(waiting: 2, holds: [.all]))
    await ledger.close()
  }

  @Test("works while the daemon is down, and never writes")
  func daemonDown() async throws {
    let ledger = try await file.opened()
    _ = try await ledger.accepted(Fixtures.message("a"))
    await ledger.close()
    let view = try SQLiteLedgerReader(path: file.path)
    #expect(try view.list(.all, limit: 9).count == 1)
    #expect(throws: LedgerError.self) { try view.connection.run("DELETE FROM job") }
  }

  @Test("refuses a file that is missing")
  func missing() {
    let error = #expect(throws: LedgerError.self) { try SQLiteLedgerReader(path: file.path) }
    #expect(error?.code == .cannotOpen)
  }

  @Test("refuses an empty file, and leaves it as it is")
  func empty() throws {
    try file.put(LedgerFile.name, [])
    let error = #expect(throws: LedgerError.self) { try SQLiteLedgerReader(path: file.path) }
    #expect(error?.code == .cannotOpen)
    #expect(try file.directory.status(LedgerFile.name).size == 0)
  }
}
