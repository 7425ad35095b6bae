import SMSCore
import SMSSystem
import Testing

@testable import SMSLedger

@Suite struct CrashTests {
  let file: LedgerFile

  init() throws {
    file = try LedgerFile()
  }

  @Test("what a call returned for survives a crash at that moment")
  func durable() async throws {
    let ledger = try await file.opened()
    let entry = try await ledger.accepted(Fixtures.message("a", text: "cut off"))
    let accepted = try await file.image().restored().opened()
    #expect(try await accepted.due() == ["a"])

    _ = try await ledger.begin([entry.number], at: Fixtures.at(10))
    let begun = try await file.image().restored().opened()
    let interrupted = try await begun.recover().interrupted
    #expect(interrupted.map(\.entry.envelope.text.string) == ["cut off"])
    #expect(try await begun.due() == [])

    try await ledger.settle([
      Fixtures.settlement(entry.number, .sent(providerMessageID: "mdr2-1"))
    ])
    let sent = try await file.image().restored().opened()
    #expect(try await sent.result("a")?.message?.providerMessageID == "mdr2-1")
    #expect(try await sent.recover().interrupted == [])
    for ledger in [ledger, accepted, begun, sent] { await ledger.close() }
  }

  @Test("a log torn anywhere leaves a ledger that fits together, and only its end is lost")
  func torn() async throws {
    let ledger = try await file.opened()
    var lengths: [Int] = []
    for number in 0..<6 {
      try await history(number, in: ledger)
      lengths.append(try file.logLength)
    }
    let image = try file.image()
    await ledger.close()
    let whole = image.log.count
    for length in stride(from: 0, through: whole, by: whole / 24 + 1) {
      let crashed = try image.restored(logCutAt: length)
      let found = try await crashed.opened()
      let complete = lengths.count { $0 <= length }
      #expect(try await found.waiting(in: "done") == 0)
      for number in 0..<complete {
        #expect(try await found.knows(Fixtures.name("sent\(number)")))
      }
      await found.close()
      try LedgerInspection(path: crashed.path).expectSound()
    }
  }

  private func history(_ number: Int, in ledger: SQLiteLedger) async throws {
    _ = try await ledger.accepted(Fixtures.message("waits\(number)"))
    try await ledger.settled("sent\(number)", .sent(providerMessageID: "mdr2-\(number)"))
    let deferred = Settlement.Next.deferred(Fixtures.error(.timeout), dueAt: Fixtures.at(90))
    try await ledger.settled("deferred\(number)", deferred)
    _ = try await ledger.carriedOut(.cancel(Fixtures.name("waits\(number)")), id: "c\(number)")
  }

  @Test("a cancel of many goes on after a crash between its steps, each job once")
  func betweenSteps() async throws {
    let count = 330
    var ledger = try await file.opened()
    let jobs = try await ledger.accept((0..<count).map { Fixtures.message("m\($0)") })
    guard case .message(let running) = jobs[7] else { return }
    _ = try await ledger.begin([running.number], at: Fixtures.at(10))
    let command = try await ledger.acceptedCommand(.act(.cancel, .all), id: "c")
    var files: [LedgerFile] = []
    var left: [JobNumber] = []
    while case .more(let some, _) = try await ledger.execute(command, at: Fixtures.at(20)) {
      left += some
      files.append(try file(after: ledger, files.last))
      await ledger.close()
      ledger = try await files[files.count - 1].opened()
      #expect(try await ledger.recover().commands == [command])
    }
    #expect(files.count > 2)
    let next = Settlement.Next.deferred(Fixtures.error(.timeout), dueAt: Fixtures.at(21))
    try await ledger.settle([Fixtures.settlement(running.number, next)])
    #expect(try await ledger.begin([running.number], at: Fixtures.at(22)) == [])
    let outcome = try await ledger.execute(command, at: Fixtures.at(30))
    #expect(outcome == .finished(left: [], lanes: []))
    #expect(left.count == count - 1 && Set(left).count == left.count)
    #expect(try await ledger.result("c", spool: "operator")?.affected == count)
    await ledger.close()
    try LedgerInspection(path: try #require(files.last).path).expectSound()
  }

  /// What a crash would leave of the file in use.
  private func file(after ledger: SQLiteLedger, _ last: LedgerFile?) throws -> LedgerFile {
    try (last ?? file).image().restored()
  }

  @Test("a crash between checkpoint and truncation reads the log again without harm")
  func halfCopied() async throws {
    let ledger = try await file.opened()
    for number in 0..<12 { try await history(number, in: ledger) }
    var image = try file.image()
    await ledger.close()
    let after = try file.directory.read(LedgerFile.name, upTo: 1 << 30)

    // Some pages of the copy reached the disk, others did not.
    var mixed = after
    for page in stride(from: 0, to: after.count, by: 2 * 4096) {
      let old = image.file.dropFirst(page).prefix(4096)
      mixed.replaceSubrange(page..<page + 4096, with: old)
      mixed.insert(contentsOf: repeatElement(0, count: 4096 - old.count), at: page + old.count)
    }
    image.file = mixed
    let crashed = try image.restored()
    let found = try await crashed.opened()
    #expect(mixed.count == after.count)
    #expect(try await found.result("sent11")?.state == .sent)
    await found.close()
    try LedgerInspection(path: crashed.path).expectSound()
  }
}
