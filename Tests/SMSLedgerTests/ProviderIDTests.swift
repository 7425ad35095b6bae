import SMSCore
import SMSFlowroute
import TestSupport
import Testing

@testable import SMSLedger

@Suite("The provider's ids in the ledger")
struct ProviderIDTests {
  let file: LedgerFile

  init() throws {
    file = try LedgerFile()
  }

  /// Begins no run by itself.
  private static let never = ProviderIDRun.Limits(
    full: .max,
    rest: .max,
    step: 3,
    changes: .max
  )

  private func inspect() throws {
    try LedgerInspection(path: file.path).expectSound()
    let report = try LedgerCheck(path: file.path).all(codes: PlainCodes())
    #expect(report.isSound, "\(report.structure + report.content)")
  }

  private func indexed() throws -> Int {
    let connection = try Connection(path: file.path, mode: .read)
    return Int(try connection.number("SELECT count(*) FROM provider_id"))
  }

  /// A ledger of twelve sent messages, of whose ids at least those of some steps are in the index.
  private func partlyIndexed(steps: Int) async throws -> SQLiteLedger {
    let ledger = try await file.opened(runs: Self.never)
    for index in 0..<12 {
      try await ledger.settled("m\(index)", .sent(providerMessageID: "mdr2-\(index)"))
    }
    for _ in 0..<steps {
      try await ledger.writer.change { session throws(LedgerError) in
        try session.putInProviderIDs()
      }
    }
    return ledger
  }

  @Test("an id is found wherever it is, by receipts, lookups and lists", arguments: 0...5)
  func found(_ steps: Int) async throws {
    let ledger = try await partlyIndexed(steps: steps)
    #expect(try indexed() >= min(12, 3 * steps))
    let ids = (0..<12).map { "mdr2-\($0)" }
    #expect(try await ledger.known(ids + ["mdr2-x"]) == Set(ids))
    for (index, id) in ids.enumerated() {
      let receipt = Receipt(messageID: id, level: 2, status: "words", code: 1003)
      let match = try await ledger.keep([receipt], at: Fixtures.at(40))
      #expect(match == [.joined(Fixtures.name("m\(index)"))])
      let subject = try await ledger.subject(ofLookup: Fixtures.name(id))
      #expect(subject?.providerMessageID == id)
      #expect(try await ledger.subject(ofLookup: Fixtures.name(id, in: "other")) == nil)
      try await ledger.settled("again\(index)", .sent(providerMessageID: id))
      #expect(try await ledger.result("again\(index)")?.message?.providerMessageID == nil)
    }
    await ledger.close()
    try inspect()
  }

  @Test("a crash between two steps loses no id and puts none in twice", arguments: 0...5)
  func crashed(_ steps: Int) async throws {
    let ledger = try await partlyIndexed(steps: steps)
    let receipt = Receipt(messageID: "mdr2-0", level: 2, status: "words", code: 1003)
    _ = try await ledger.keep([receipt], at: Fixtures.at(40))
    let crashed = try file.image().restored()
    await ledger.close()
    let short = ProviderIDRun.Limits(full: 1, rest: 1, step: 2, changes: 1)
    let found = try await crashed.opened(runs: short)
    let ids = (0..<12).map { "mdr2-\($0)" }
    #expect(try await found.known(ids) == Set(ids))
    for index in 0..<12 {
      try await found.settled("again\(index)", .sent(providerMessageID: "mdr2-\(index)"))
      #expect(try await found.result("again\(index)")?.message?.providerMessageID == nil)
    }
    await found.close()
    try LedgerInspection(path: crashed.path).expectSound()
  }

  @Test("a failed transaction leaves no id behind, and forgets none that was there")
  func rolledBack() async throws {
    let ledger = try await partlyIndexed(steps: 0)
    let job = try await ledger.accepted(Fixtures.message("a")).number
    _ = try await ledger.begin([job], at: Fixtures.at(10))
    let settlement = Fixtures.settlement(job, .sent(providerMessageID: "mdr2-a"))
    await #expect(throws: LedgerError.self) {
      try await ledger.writer.change { session throws(LedgerError) in
        try session.settle(settlement)
        try session.putInProviderIDs()
        try session.connection.run("INSERT INTO tally (spool) VALUES ('x')")
      }
    }
    #expect(try await ledger.known(["mdr2-1", "mdr2-a"]) == ["mdr2-1"])
    #expect(try indexed() == 0)
    try await ledger.settled("b", .sent(providerMessageID: "mdr2-a"))
    #expect(try await ledger.result("b")?.message?.providerMessageID == "mdr2-a")
    try await ledger.settle([settlement])
    #expect(try await ledger.result("a")?.message?.providerMessageID == nil)
    try await ledger.settled("c", .sent(providerMessageID: "mdr2-11"))
    #expect(try await ledger.result("c")?.message?.providerMessageID == nil)
    await ledger.close()
    try inspect()
  }

  @Test("a full run is put in by itself, one of a ledger at rest too", arguments: [true, false])
  func byItself(_ isResting: Bool) async throws {
    var limits = LedgerFile.still
    if isResting { limits.rest = 1_000_000 }
    let runs = ProviderIDRun.Limits(full: isResting ? .max : 8, rest: 2, step: 3, changes: .max)
    let ledger = try await file.opened(limits, runs: runs)
    for index in 0..<8 {
      try await ledger.settled("m\(index)", .sent(providerMessageID: "mdr2-\(index)"))
    }
    let file = file
    let isIn = try await DirectoryWatch.wait(in: file.directory) {
      let connection = try Connection(path: file.path, mode: .read)
      let count = try connection.number("SELECT count(*) FROM provider_id")
      return count >= 7 ? true : nil
    }
    #expect(isIn)
    await ledger.close()
    try inspect()
  }

  @Test("ids that are not yet in the index outlive the close, the backup and the restore")
  func restored() async throws {
    let ledger = try await partlyIndexed(steps: 2)
    await ledger.close()
    let storage = SQLiteStorage(path: file.path)
    let copy = file.temporary.path("copy")
    try storage.copy(to: copy)
    let contents = BackupContents(takenAt: Fixtures.at(60), version: "1", host: "here", files: [:])
    try storage.seal(copy, as: contents)
    _ = try RestoredLedger.make(from: copy, at: Fixtures.at(70))
    let again = try await SQLiteLedger.open(path: copy, boot: "b", codes: PlainCodes())
    let ids = (0..<12).map { "mdr2-\($0)" }
    #expect(try await again.known(ids) == Set(ids))
    await again.close()
    try LedgerInspection(path: copy).expectSound()
  }

  @Test("results that are adopted after a restore bring their ids, whatever their change numbers")
  func adopted() async throws {
    let ledger = try await file.opened(runs: Self.never)
    try await ledger.settled("old", .sent(providerMessageID: "mdr2-1"))
    _ = try await ledger.accepted(Fixtures.message("waits"))
    var result = try #require(try await ledger.result("old"))
    result.name = Fixtures.name("waits")
    result.message?.providerMessageID = "mdr2-2"
    #expect(try await ledger.adopt([result], at: Fixtures.at(80)) == [.settled])
    result.name = Fixtures.name("new")
    result.message?.providerMessageID = "mdr2-3"
    #expect(try await ledger.adopt([result], at: Fixtures.at(80)) == [.taken])
    result.name = Fixtures.name("twice")
    result.message?.providerMessageID = "mdr2-1"
    #expect(try await ledger.adopt([result], at: Fixtures.at(80)) == [.taken])
    let ids = ["mdr2-1", "mdr2-2", "mdr2-3"]
    #expect(try await ledger.known(ids) == Set(ids))
    await ledger.close()
    let again = try await file.opened(runs: Self.never)
    #expect(try await again.known(ids) == Set(ids))
    try await again.settled("more", .sent(providerMessageID: "mdr2-4"))
    #expect(try await again.known(["mdr2-4"]) == ["mdr2-4"])
    await again.close()
    try inspect()
  }

  @Test("receipts of messages whose ids are not yet in the index are kept")
  func pruned() async throws {
    let ledger = try await partlyIndexed(steps: 1)
    let receipts = (0..<20).map { Receipt(messageID: "mdr2-\($0)", status: "words", code: 1003) }
    _ = try await ledger.keep(receipts, at: Fixtures.at(40))
    #expect(try await ledger.pruneInbox(before: Fixtures.far, limit: 99) == 8)
    #expect(try await ledger.pruneInbox(before: Fixtures.far, limit: 99) == 0)
    await ledger.close()
  }

  @Test("an upgrade puts the ids of older versions in")
  func upgraded() async throws {
    do {
      let connection = try file.createOlder(without: "provider_id")
      for index in 0..<40 {
        try connection.run(
          """
          INSERT INTO job (spool, id, kind, state, account, recipient, sender, priority, accepted,
            updated, change, digest, taken, producer, segments, encoding, provider_message_id)
          VALUES ('default', 'm\(index)', 'message', 5, 'main', 12065550142, 12065550101, 2, 1, 1,
            \(index % 3 == 0 ? 0 : index), x'00', 1, 0, 1, 'ascii',
            \(index % 2 == 0 ? "'mdr2-\(index)'" : "NULL"))
          """
        )
      }
      try connection.run("INSERT INTO tally VALUES ('default', 5, 40)")
    }
    let ledger = try await file.opened()
    let ids = (0..<40).map { "mdr2-\($0)" }
    #expect(try await ledger.known(ids).count == 20)
    #expect(try indexed() == 20)
    for index in 0..<40 {
      try await ledger.settled("n\(index)", .sent(providerMessageID: "mdr2-\(index)"))
    }
    #expect(try await ledger.known(ids).count == 40)
    await ledger.close()
    try inspect()
  }

  @Test("a salvage makes the index anew, and gives no id to two jobs")
  func salvaged() async throws {
    let ledger = try await partlyIndexed(steps: 2)
    await ledger.close()
    do {
      let connection = try Connection(path: file.path, mode: .write)
      try connection.run("UPDATE job SET provider_message_id = 'mdr2-3' WHERE id = 'm7'")
      try connection.run("DELETE FROM provider_id WHERE job % 2 = 0")
      try connection.run("DELETE FROM mark")
    }
    let report = try LedgerCheck(path: file.path).all(codes: PlainCodes())
    #expect(report.content.contains { $0.hasPrefix("ids of the provider that are used twice: 1") })
    let new = try LedgerFile()
    try new.put(LedgerFile.name, [])
    _ = try LedgerSalvage.run(from: file.path, to: new.path, at: Fixtures.at(5))
    let saved = try await new.opened(runs: Self.never)
    let ids = (0..<12).map { "mdr2-\($0)" }
    #expect(try await saved.known(ids) == Set(ids).subtracting(["mdr2-7"]))
    #expect(try await saved.result("m7")?.message?.providerMessageID == nil)
    try await saved.settled("more", .sent(providerMessageID: "mdr2-7"))
    #expect(try await saved.result("more")?.message?.providerMessageID == "mdr2-7")
    await saved.close()
    try LedgerInspection(path: new.path).expectSound()
    #expect(try LedgerCheck(path: new.path).all(codes: PlainCodes()).isSound)
  }

  @Test("a check finds ids that the index lacks, and entries that fit no job")
  func damaged() async throws {
    let ledger = try await partlyIndexed(steps: 4)
    await ledger.close()
    let connection = try Connection(path: file.path, mode: .write)
    try connection.run("DELETE FROM provider_id WHERE job IN (3, 5)")
    try connection.run("INSERT INTO provider_id VALUES (1, 2), (7, 999)")
    let report = try LedgerCheck(path: file.path).all(codes: PlainCodes())
    #expect(
      report.content == [
        "ids of the provider that are not in their index: 2, the first is job 3",
        "entries of that index that do not fit their jobs: 2",
      ]
    )
  }
}
