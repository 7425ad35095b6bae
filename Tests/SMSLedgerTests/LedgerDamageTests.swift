import SMSCore
import SMSSystem
import TestSupport
import Testing

@testable import SMSLedger

@Suite("A damaged ledger")
struct LedgerDamageTests {
  private static let count = 30
  private let file: LedgerFile

  init() throws {
    file = try LedgerFile()
  }

  /// A ledger with 30 waiting messages, each with a text and an id of its own.
  private func filled() async throws {
    let ledger = try await file.opened()
    _ = try await ledger.accept(
      (0..<Self.count).map { Fixtures.message("m\($0)", text: Self.text($0)) }
    )
    await ledger.close()
  }

  private static func text(_ index: Int) -> String {
    "m\(index): " + String(repeating: "words ", count: 20)
  }

  private func run(_ sql: String) throws {
    try Connection(path: file.path, mode: .write).run(sql)
  }

  private func page(of ledger: SQLiteLedger) async throws(LedgerError) -> AgendaPage {
    try await ledger.page(of: Fixtures.lane, dueBy: Fixtures.at(1), excluding: [], limit: 100)
  }

  /// The page that holds the root of a table or an index.
  private func rootPage(_ name: String) throws -> Int {
    let connection = try Connection(path: file.path, mode: .read)
    return Int(
      try connection.number("SELECT rootpage FROM sqlite_schema WHERE name = ?", [.text(name)])
    )
  }

  private func bytes() throws -> [UInt8] { try file.directory.read(LedgerFile.name, upTo: 1 << 30) }

  private func salvaged() throws -> (LedgerFile, SalvageReport) {
    let new = try LedgerFile()
    try new.put(LedgerFile.name, [])
    let report = try LedgerSalvage.run(from: file.path, to: new.path, at: Fixtures.at(5))
    return (new, report)
  }

  // MARK: Structure

  @Test("a dropped index is damage, at the start and while the ledger is open")
  func droppedIndex() async throws {
    try await filled()
    let ledger = try await file.opened()
    let met = Mailbox<LedgerError>()
    ledger.whenDamaged { met.send($0) }
    try run("DROP INDEX job_lane")
    let error = await #expect(throws: LedgerError.self) { try await page(of: ledger) }
    #expect(error?.code == .corrupt)
    #expect(error?.hint.contains("ledger salvage") == true)
    #expect(try await met.next() == error)
    let refused = await #expect(throws: LedgerError.self) {
      try await ledger.accept([Fixtures.message("later")])
    }
    #expect(refused == error)
    await ledger.close()

    let start = await #expect(throws: LedgerError.self) { try await file.opened() }
    #expect(start?.code == .corrupt)
    #expect(start?.cause == "the index job_lane is missing")
    let report = try LedgerCheck(path: file.path).structure()
    #expect(report.structure == ["index job_lane: missing"])
  }

  @Test("a text with a flipped bit is never sent, and that is reported", arguments: 0..<12)
  func flippedBits(_ round: UInt64) async throws {
    try await filled()
    let sound = try bytes()
    var random = Xorshift(seed: round + 1)
    for _ in 0..<12 {
      var damaged = sound
      // Not in the header, which says what kind of file it is.
      let place = 100 + Int(random.next() % UInt64(sound.count - 100))
      damaged[place] ^= 1 << UInt8(random.next() % 8)
      let copy = try LedgerFile()
      try copy.put(LedgerFile.name, damaged)
      try await expectTold(copy, "byte \(place)")
    }
  }

  /// Each message is offered for sending as it was accepted, or something says why not.
  private func expectTold(_ copy: LedgerFile, _ place: String) async throws {
    let check = try? LedgerCheck(path: copy.path).all(codes: PlainCodes())
    var offered: [AgendaEntry] = []
    var isTold = false
    do {
      let ledger = try await copy.opened()
      let page = try await page(of: ledger)
      offered = page.entries
      isTold = !page.damaged.isEmpty
      await ledger.close()
    } catch {
      isTold = true
    }
    let envelopes = offered.map(\.envelope)
    let parties = Parties(to: Fixtures.phone(142), from: Fixtures.phone(101))
    for envelope in envelopes {
      let index = try #require(Int(envelope.text.string.dropFirst().prefix { $0 != ":" }))
      #expect(envelope.text.string == Self.text(index), "\(place)")
      #expect(envelope.parties == parties, "\(place)")
    }
    // A damaged index may offer a job twice; it begins once, as its own row says that it waits.
    let jobs = Set(offered.map(\.number))
    #expect(Set(envelopes.map(\.text)).count == jobs.count, "\(place): one text for two jobs")
    if jobs.count < Self.count {
      #expect(isTold || check?.isSound != true, "\(place): \(jobs.count) and not a word")
    }
  }

  @Test("a check that is ended early says how much it saw")
  func bounded() async throws {
    try await filled()
    let whole = try LedgerCheck(path: file.path).structure()
    #expect(whole.isSound && whole.isWhole && whole.tables.all > 15)
    let ledger = try await file.opened()
    for batch in 0..<40 {
      _ = try await ledger.accept((0..<500).map { Fixtures.message("b\(batch)-\($0)") })
    }
    await ledger.close()
    let none = try LedgerCheck(path: file.path).structure { true }
    #expect(none.structure == [] && !none.isWhole)
  }

  // MARK: Texts

  @Test(
    "what is not what was accepted is not offered but ends its own job",
    arguments: [
      "UPDATE text SET body = CAST('Pay now at evil.example' AS BLOB) WHERE job = 3",
      "UPDATE job SET recipient = 12065550143 WHERE number = 3",
      "UPDATE job SET recipient = 7 WHERE number = 3",
      "DELETE FROM text WHERE job = 3",
    ]
  )
  func changedText(_ sql: String) async throws {
    try await filled()
    try run(sql)
    let ledger = try await file.opened()
    let page = try await page(of: ledger)
    #expect(page.damaged == [JobNumber(3)])
    #expect(page.entries.count == Self.count - 1)
    try await ledger.fail(page.damaged, error: .ledgerDamaged, at: Fixtures.at(9))
    #expect(try await self.page(of: ledger).damaged == [])
    await ledger.close()
    #expect(try LedgerInspection(path: file.path).count("number = 3 AND state = 6") == 1)
  }

  @Test("a text that an older version accepted is sent unchecked, and the check counts it")
  func unsealed() async throws {
    try await filled()
    try run("UPDATE text SET seal = NULL WHERE job = 3")
    let ledger = try await file.opened()
    #expect(try await page(of: ledger).entries.count == Self.count)
    await ledger.close()
    let report = try LedgerCheck(path: file.path).all(codes: PlainCodes())
    #expect(report.isSound && report.texts == Self.count - 1 && report.uncheckedTexts == 1)
  }

  @Test(
    "the check reports contradictions of rows",
    arguments: [
      ("UPDATE job SET state = 99 WHERE number = 3", "unknown states: 1"),
      ("UPDATE tally SET jobs = 7", "counters that do not match the jobs"),
      ("DELETE FROM text WHERE job = 3", "no text: 1, the first is job 3"),
      ("INSERT INTO error (job, code, message, hint) VALUES (99,'x','','')", "rows of table error"),
      ("UPDATE text SET body = x'00' WHERE job = 3", "not those that were accepted: job 3"),
      ("UPDATE job SET begun = 1 WHERE number = 3", "starts without an attempt"),
    ]
  )
  func rules(_ sql: String, _ words: String) async throws {
    try await filled()
    #expect(try LedgerCheck(path: file.path).all(codes: PlainCodes()).isSound)
    try run(sql)
    let report = try LedgerCheck(path: file.path).all(codes: PlainCodes())
    #expect(report.structure == [])
    #expect(report.content.contains { $0.contains(words) }, "\(report.content)")
  }

  // MARK: Salvage

  @Test("all is saved of a ledger whose indexes are gone or overwritten")
  func salvageWithoutIndexes() async throws {
    try await filled()
    var broken = try bytes()
    for name in ["job_lane", "job_name"] {
      let start = (try rootPage(name) - 1) * 4096
      for place in start..<start + 4096 { broken[place] = 0xA5 }
    }
    try run("DROP INDEX job_change")
    let (dropped, first) = try salvaged()
    #expect(first.losses == [] && first.ended == 0 && first.rows["job"] == Self.count)
    try LedgerInspection(path: dropped.path).expectSound()

    try file.put(LedgerFile.name, broken)
    let (new, report) = try salvaged()
    #expect(report.losses == [] && report.rows["job"] == Self.count)
    let ledger = try await new.opened()
    #expect(try await page(of: ledger).entries.count == Self.count)
    await ledger.close()
  }

  @Test("the rows before and behind a broken page are saved, and jobs that lost their text end")
  func salvageAroundPage() async throws {
    try await filled()
    // The texts fill several pages: one in the middle breaks.
    let sound = try bytes()
    let leaf = try #require(
      (1..<sound.count / 4096).last { page in
        let start = page * 4096
        return sound[start] == 0x0D && sound[start..<start + 4096].contains(subsequence: "m15: ")
      }
    )
    var broken = sound
    for place in leaf * 4096..<(leaf + 1) * 4096 { broken[place] = 0xFF }
    try file.put(LedgerFile.name, broken)
    #expect(try !LedgerCheck(path: file.path).structure().isSound)

    let (new, report) = try salvaged()
    #expect(report.rows["job"] == Self.count)
    #expect(report.losses.count == 1 && report.losses[0].hasPrefix("table text: "))
    #expect(report.ended > 0 && report.ended < Self.count)
    #expect(report.rows["text"] == Self.count - report.ended)
    try LedgerInspection(path: new.path).expectSound()
    #expect(try LedgerCheck(path: new.path).all(codes: PlainCodes()).isSound)
    let ledger = try await new.opened()
    #expect(try await page(of: ledger).entries.count == Self.count - report.ended)
    let results = try await ledger.changes(after: 0, limit: 100)
    #expect(results.count == report.ended)
    #expect(results.allSatisfy { $0.error?.code == .ledgerDamaged })
    await ledger.close()
  }

  @Test("of a ledger that was cut off what is left is saved, and numbers are not given again")
  func salvageTruncated() async throws {
    try await filled()
    let sound = try bytes()
    try file.put(LedgerFile.name, Array(sound.prefix(sound.count - 4096)))
    #expect(try !LedgerCheck(path: file.path).structure().isSound)
    let (new, _) = try salvaged()
    try LedgerInspection(path: new.path).expectSound()
    let ledger = try await new.opened()
    guard case .message(let entry) = try await ledger.accept([Fixtures.message("next")])[0] else {
      Issue.record("not accepted")
      return
    }
    #expect(entry.number == JobNumber(Int64(Self.count + 1)))
    await ledger.close()
  }

  @Test("whatever bits flip, salvage ends, and what it makes is sound", arguments: 0..<6)
  func salvageFlipped(_ round: UInt64) async throws {
    try await filled()
    let sound = try bytes()
    var random = Xorshift(seed: round + 77)
    for _ in 0..<6 {
      var damaged = sound
      for _ in 0..<20 {
        let place = 100 + Int(random.next() % UInt64(sound.count - 100))
        damaged[place] ^= 1 << UInt8(random.next() % 8)
      }
      try file.put(LedgerFile.name, damaged)
      let new = try LedgerFile()
      try new.put(LedgerFile.name, [])
      guard
        (try? LedgerSalvage.run(from: file.path, to: new.path, at: Fixtures.at(5))) != nil
      else { continue }
      #expect(try LedgerCheck(path: new.path).structure().structure == [])
      let ledger = try await new.opened()
      _ = try? await ledger.recover()
      await ledger.close()
    }
  }

  // MARK: Elsewhere

  @Test(
    "files that are moved, removed or replaced while they are open are missed, and found again",
    arguments: ["ledger.sqlite", "ledger.sqlite-wal", "ledger.sqlite-shm"]
  )
  func displaced(_ text: String) async throws {
    let ledger = try await file.opened()
    let name = try #require(FileName(text))
    #expect(try await ledger.displacement() == nil)
    try file.directory.rename(name, to: file.directory, as: "aside")
    let error = try #require(try await ledger.displacement())
    #expect(error.cause.contains("\(text) was removed or replaced"))
    #expect(error.hint.contains("smsdispatch backup FILE"))
    try file.put(name, [])
    #expect(try await ledger.displacement() != nil)
    try file.directory.rename("aside", to: file.directory, as: name)
    #expect(try await ledger.displacement() == nil)
    await ledger.close()
  }

  @Test("while nothing new may begin, what is under way is still recorded")
  func refused() async throws {
    let ledger = try await file.opened()
    _ = try await ledger.accept([Fixtures.message("a"), Fixtures.message("b")])
    let (first, second) = (JobNumber(1), JobNumber(2))
    _ = try await ledger.begin([first], at: Fixtures.moment(Fixtures.at(10)))
    let error = LedgerError.displaced(file.path, file.path)
    ledger.refuseNew(because: error)
    await #expect(throws: error) { try await ledger.accept([Fixtures.message("c")]) }
    await #expect(throws: error) {
      try await ledger.begin([second], at: Fixtures.moment(Fixtures.at(10)))
    }
    try await ledger.settle([Fixtures.settlement(first, .sent(providerMessageID: "x"))])
    ledger.refuseNew(because: nil)
    _ = try await ledger.accept([Fixtures.message("c")])
    await ledger.close()
    #expect(try LedgerInspection(path: file.path).count("state = 5") == 1)
  }
}

/// The same bits for the same seed.
private struct Xorshift {
  private var state: UInt64

  init(seed: UInt64) { state = seed &* 0x9E37_79B9_7F4A_7C15 | 1 }

  mutating func next() -> UInt64 {
    state ^= state << 13
    state ^= state >> 7
    state ^= state << 17
    return state >> 11
  }
}

extension ArraySlice<UInt8> {
  fileprivate func contains(subsequence text: String) -> Bool {
    let pattern = Array(text.utf8)
    return indices.dropLast(pattern.count).contains { self[$0...].starts(with: pattern) }
  }
}
