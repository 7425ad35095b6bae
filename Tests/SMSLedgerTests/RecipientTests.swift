import SMSCore
import TestSupport
import Testing

@testable import SMSLedger

@Suite("Jobs by their recipients in the ledger")
struct RecipientTests {
  private let file: LedgerFile

  init() throws {
    file = try LedgerFile()
  }

  private func inspect(_ path: String? = nil) throws {
    try LedgerInspection(path: path ?? file.path).expectSound()
    let report = try LedgerCheck(path: path ?? file.path).all(codes: PlainCodes())
    #expect(report.isSound, "\(report.structure + report.content)")
  }

  private func indexed() throws -> Int {
    let connection = try Connection(path: file.path, mode: .read)
    return Int(try connection.number("SELECT count(*) FROM addressee"))
  }

  /// A ledger of twelve sent messages to four phones, of which at least some steps are in the index.
  private func partlyIndexed(steps: Int) async throws -> SQLiteLedger {
    let ledger = try await file.opened()
    for index in 0..<12 {
      try await ledger.settled(
        "m\(index)",
        .sent(providerMessageID: "mdr2-\(index)"),
        to: 142 + index % 4
      )
    }
    try await step(ledger, steps)
    return ledger
  }

  /// Takes steps of a run, which goes on by itself then.
  private func step(_ ledger: SQLiteLedger, _ steps: Int) async throws {
    try await ledger.writer.change { session throws(LedgerError) in
      try Self.step(session, steps)
    }
  }

  private static func step(_ session: WriteSession, _ steps: Int) throws(LedgerError) {
    session.recipients.limits.step = 3
    for _ in 0..<steps { try session.putInRecipients() }
  }

  private func found(_ phone: Int) throws -> Set<String> {
    let reader = try SQLiteLedgerReader(path: file.path, partSize: 2)
    var filter = JobFilter()
    filter.recipients = [Fixtures.phone(phone)]
    var found: Set<String> = []
    var next: JobNumber?
    repeat {
      let page = try reader.page(of: filter, before: next, limit: 9)
      found.formUnion(page.jobs.map(\.name.id))
      next = page.next
    } while next != nil
    #expect(try reader.counts(of: Fixtures.phone(phone)).jobs == found.count)
    return found
  }

  @Test("a job is found wherever it is, by lists and by replies", arguments: 0...5)
  func found(_ steps: Int) async throws {
    let ledger = try await partlyIndexed(steps: steps)
    #expect(try indexed() >= min(12, 3 * steps))
    for phone in 142...145 {
      let jobs = Set((0..<3).map { "m\(phone - 142 + 4 * $0)" })
      #expect(try found(phone) == jobs)
    }
    try await ledger.settled("new", .sent(providerMessageID: "mdr2-new"), to: 143)
    #expect(try found(143) == ["m1", "m5", "m9", "new"])
    await ledger.close()
    try inspect()
  }

  @Test("a crash between two steps loses no job and puts none in twice", arguments: 0...5)
  func crashed(_ steps: Int) async throws {
    let ledger = try await partlyIndexed(steps: steps)
    let crashed = try file.image().restored()
    await ledger.close()
    let again = try await crashed.opened()
    try await step(again, 6)
    await again.close()
    let connection = try Connection(path: crashed.path, mode: .read)
    #expect(try connection.number("SELECT count(*) FROM addressee") == 12)
    try inspect(crashed.path)
  }

  @Test("a failed transaction puts nothing in, and the next one goes on")
  func rolledBack() async throws {
    let ledger = try await partlyIndexed(steps: 1)
    await #expect(throws: LedgerError.self) {
      try await ledger.writer.change { session throws(LedgerError) in
        _ = try session.accept(Fixtures.message("gone", to: 142))
        for _ in 0..<9 { try session.putInRecipients() }
        try session.connection.run("INSERT INTO tally (spool) VALUES ('x')")
      }
    }
    #expect(try found(142) == ["m0", "m4", "m8"])
    _ = try await ledger.accepted(Fixtures.message("after", to: 142))
    try await step(ledger, 6)
    #expect(try indexed() == 13)
    #expect(try found(142) == ["m0", "m4", "m8", "after"])
    await ledger.close()
    try inspect()
  }

  @Test("what is pruned or erased while a run is put in leaves no entry", arguments: [true, false])
  func removed(_ isPruned: Bool) async throws {
    let ledger = try await partlyIndexed(steps: 2)
    if isPruned {
      try await ledger.markPublished(through: 1_000)
      #expect(try await ledger.prune(settledBefore: Fixtures.far, limit: 5) == 5)
    } else {
      _ = try await ledger.erased("erase", of: 143)
      #expect(try found(143).isEmpty)
    }
    try await step(ledger, 6)
    #expect(try indexed() == (isPruned ? 7 : 9))
    await ledger.close()
    try inspect()
  }

  @Test("an index that is made anew while a run is put in has all jobs in the end")
  func rebuilt() async throws {
    let ledger = try await partlyIndexed(steps: 0)
    try await ledger.writer.change { session throws(LedgerError) in
      try Self.step(session, 2)
      try session.rebuildRecipients()
      let entries = try session.connection.number("SELECT count(*) FROM addressee")
      #expect(entries == 0)
      try Self.step(session, 2)
      try session.rebuildRecipients()
      try Self.step(session, 4)
      try session.rebuildRecipients()
    }
    #expect(try indexed() == 12)
    await ledger.close()
    try inspect()
  }

  @Test("an upgrade puts the jobs of older versions in")
  func upgraded() async throws {
    do {
      let connection = try file.createOlder(without: "addressee")
      for index in 0..<40 {
        try connection.run(
          """
          INSERT INTO job (spool, id, kind, state, account, recipient, sender, priority, accepted,
            updated, digest, taken, producer, segments, encoding)
          VALUES ('default', 'm\(index)', 'message', 5, 'main',
            \(index % 4 == 0 ? "NULL" : "1206555014\(index % 7)"), 12065550101, 2, 1, 1, x'00', 1,
            0, 1, 'ascii')
          """
        )
      }
      try connection.run("INSERT INTO tally VALUES ('default', 5, 40)")
    }
    let ledger = try await file.opened()
    #expect(try indexed() == 30)
    _ = try await ledger.accepted(Fixtures.message("new", to: 143))
    #expect(try found(143) == ["m3", "m10", "m17", "m31", "m38", "new"])
    await ledger.close()
    try inspect()
  }

  @Test("a salvage makes the index anew, and a check finds what is wrong with it")
  func salvaged() async throws {
    let ledger = try await partlyIndexed(steps: 4)
    try await step(ledger, 1)
    await ledger.close()
    do {
      let connection = try Connection(path: file.path, mode: .write)
      try connection.run("DELETE FROM addressee WHERE job IN (3, 5)")
      try connection.run("INSERT INTO addressee VALUES (1, 2), (12065550142, 999)")
    }
    let report = try LedgerCheck(path: file.path).all(codes: PlainCodes())
    #expect(
      report.content == [
        "recipients that are not in their index: 2, the first is job 3",
        "entries of the index of recipients that do not fit their jobs: 2",
      ]
    )
    let new = try LedgerFile()
    try new.put(LedgerFile.name, [])
    _ = try LedgerSalvage.run(from: file.path, to: new.path, at: Fixtures.at(5))
    try inspect(new.path)
    let connection = try Connection(path: new.path, mode: .read)
    #expect(try connection.number("SELECT count(*) FROM addressee") == 12)
  }
}
