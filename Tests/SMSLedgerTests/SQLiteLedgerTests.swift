import SMSCore
import SMSSystem
import TestSupport
import Testing

@testable import SMSLedger

@Suite struct SQLiteLedgerTests {
  let file: LedgerFile

  init() throws {
    file = try LedgerFile()
  }

  @Test("a ledger that was closed is found again as it was")
  func reopened() async throws {
    let first = try await file.opened()
    try await first.settled("a", .failed(Fixtures.error(.forbidden)))
    _ = try await first.accepted(Fixtures.message("b"))
    _ = try await first.carriedOut(.hold(.spool("default")), id: "h")
    await first.close()
    let second = try await file.opened()
    #expect(try await second.result("a")?.error == Fixtures.error(.forbidden))
    #expect(try await second.due() == ["b"])
    #expect(try await second.recover().holds == [.spool("default")])
    await second.close()
  }

  @Test("a closed ledger refuses, and says why")
  func closed() async throws {
    let ledger = try await file.opened()
    await ledger.close()
    let write = await #expect(throws: LedgerError.self) { try await ledger.note("a", "b") }
    let read = await #expect(throws: LedgerError.self) { try await ledger.publishedThrough() }
    #expect(write?.cause == "the ledger is closed")
    #expect(read?.code == .other)
  }

  @Test("calls that come while a commit runs share the next one")
  func groupCommit() async throws {
    let ledger = try await file.opened()
    let base = try await ledger.writer.change { session in session.connection.logFrames }
    try await withThrowingTaskGroup { group in
      for number in 0..<500 {
        group.addTask { _ = try await ledger.accepted(Fixtures.message("m\(number)")) }
      }
      try await group.waitForAll()
    }
    let frames = try await ledger.writer.change { session in session.connection.logFrames }
    // A commit of its own writes at least five pages: job, text, two indexes and the tally.
    #expect(frames - base < 500 * 5 / 2)
    await ledger.close()
  }

  @Test("a full disk refuses new requests and lets the ledger go on when there is room")
  func full() async throws {
    let ledger = try await file.opened()
    let entry = try await ledger.accepted(Fixtures.message("a"))
    let long = String(repeating: "x", count: 1600)
    try await limitPages(of: ledger, to: "(SELECT 0)")
    let error = await #expect(throws: LedgerError.self) {
      _ = try await ledger.accept(
        (0..<2000).map { Fixtures.message("big\($0)", text: long) }
      )
    }
    #expect(error?.code == .full)
    #expect(error?.hint.contains("the daemon goes on by itself") == true)
    #expect(try await ledger.waiting(in: "default") == 1)
    _ = try await ledger.begin([entry.number], at: Fixtures.at(10))
    try await limitPages(of: ledger, to: "1000000")
    _ = try await ledger.accept((0..<100).map { Fixtures.message("big\($0)", text: long) })
    #expect(try await ledger.waiting(in: "default") == 100)
    await ledger.close()
    try LedgerInspection(path: file.path).expectSound()
  }

  /// Sets the most pages the file may have; 0 stands for a few more than it has.
  private func limitPages(of ledger: SQLiteLedger, to pages: String) async throws {
    try await ledger.writer.change { session throws(LedgerError) in
      let now = try session.connection.number("PRAGMA page_count")
      let most = pages == "(SELECT 0)" ? "\(now + 20)" : pages
      try session.connection.run("PRAGMA max_page_count = \(most)")
    }
  }

  @Test("a change that cannot be made does not take its batch down with it")
  func oneBadChange() async throws {
    let ledger = try await file.opened()
    let failures = await withTaskGroup(of: Bool.self) { group in
      for number in 0..<60 {
        group.addTask { await Self.isRefused(number, by: ledger) }
      }
      return await group.reduce(0) { $0 + ($1 ? 1 : 0) }
    }
    #expect(failures == 2)
    #expect(try await ledger.waiting(in: "default") == 58)
    await ledger.close()
    try LedgerInspection(path: file.path).expectSound()
  }

  /// Two changes of sixty break a rule of the schema.
  private static func isRefused(_ number: Int, by ledger: SQLiteLedger) async -> Bool {
    do {
      if number % 30 == 0 {
        try await ledger.writer.change { session throws(LedgerError) in
          try session.connection.run("INSERT INTO tally (spool) VALUES ('x')")
        }
      } else {
        _ = try await ledger.accepted(Fixtures.message("m\(number)"))
      }
      return false
    } catch {
      return true
    }
  }

  @Test("it refuses the file of a newer version and changes nothing")
  func newer() async throws {
    await (try await file.opened()).close()
    try rewrite("PRAGMA user_version = 99")
    let before = try file.directory.read(LedgerFile.name, upTo: 1 << 30)
    let error = await #expect(throws: LedgerError.self) { try await file.opened() }
    #expect(error?.code == .newerVersion)
    #expect(try file.directory.read(LedgerFile.name, upTo: 1 << 30) == before)
  }

  private func rewrite(_ sql: String) throws {
    try Connection(path: file.path, mode: .write).run(sql)
  }

  @Test("it refuses what is not a ledger and changes nothing", arguments: [0, 1])
  func foreign(_ kind: Int) async throws {
    if kind == 0 {
      try file.put(LedgerFile.name, [UInt8](repeating: 65, count: 10_000))
    } else {
      try Connection(path: file.path, mode: .create).run("CREATE TABLE theirs (x)")
    }
    let before = try file.directory.read(LedgerFile.name, upTo: 1 << 30)
    let error = await #expect(throws: LedgerError.self) { try await file.opened() }
    #expect(error?.code == (kind == 0 ? .corrupt : .cannotOpen))
    #expect(error?.hint.contains("move it away") == true)
    #expect(try file.directory.read(LedgerFile.name, upTo: 1 << 30) == before)
  }

  @Test("it says how to rescue a file whose pages were overwritten")
  func corrupt() async throws {
    let ledger = try await file.opened()
    _ = try await ledger.accept((0..<200).map { Fixtures.message("m\($0)") })
    await ledger.close()
    var bytes = try file.directory.read(LedgerFile.name, upTo: 1 << 30)
    for index in 4096..<bytes.count { bytes[index] = UInt8(truncatingIfNeeded: index * 31) }
    try file.put(LedgerFile.name, bytes)
    let error = await #expect(throws: LedgerError.self) {
      _ = try await file.opened().recover()
    }
    #expect(error?.code == .corrupt)
    #expect(error?.hint.contains("smsdispatch ledger salvage \(file.path).new") == true)
    #expect(try file.directory.status(LedgerFile.name).size == Int64(bytes.count))
  }

  @Test("it says that the directory is missing")
  func missingDirectory() async throws {
    let path = file.temporary.path("none/ledger.sqlite")
    let error = await #expect(throws: LedgerError.self) {
      try await SQLiteLedger.open(path: path, boot: "a", codes: PlainCodes())
    }
    #expect(error?.code == .cannotOpen)
    #expect(error?.path == path)
  }
}
