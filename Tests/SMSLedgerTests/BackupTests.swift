import SMSCore
import SMSSystem
import TestSupport
import Testing

@testable import SMSLedger

@Suite struct BackupTests {
  let file: LedgerFile

  init() throws {
    file = try LedgerFile()
  }

  private func target(_ name: String = "copy") -> String { file.temporary.path(name) }

  private static let contents = BackupContents(
    takenAt: Fixtures.at(100),
    version: "1",
    host: "here",
    files: ["secret.key": [1, 2, 3]]
  )

  @Test("commits go on while a backup is made, and are in it without making it begin anew")
  func whileCommitting() async throws {
    let ledger = try await file.opened()
    let text = String(repeating: "x", count: 1_000)
    for batch in 0..<10 {
      _ = try await ledger.accept((0..<400).map { Fixtures.message("b\(batch)-\($0)", text: text) })
    }
    let (steps, pages, committed) = try await ledger.writer.change { session throws(LedgerError) in
      try session.connection.number("PRAGMA page_count")
    }.asSteps(of: ledger, to: target())
    #expect(committed > 3)
    // Each commit adds a few pages; a copy that began anew would take many times as many steps.
    #expect(steps <= Int(pages) / Int(OnlineCopy.pages) + committed + 2)
    await ledger.close()
    try BackupFile.seal(target(), as: Self.contents)
    let restored = try RestoredLedger.make(from: target(), at: Fixtures.at(200))
    #expect(restored == Self.contents)
    let inspection = try LedgerInspection(path: target())
    try inspection.expectSound()
    #expect(try inspection.count("state = 0") == 4_000 + committed)
  }

  @Test("a backup of a busy ledger is one state of it")
  func underLoad() async throws {
    let ledger = try await file.opened()
    _ = try await ledger.accept((0..<2_000).map { Fixtures.message("m\($0)") })
    try await withThrowingTaskGroup { group in
      group.addTask { [path = target()] in try await ledger.copy(to: path) }
      for number in 0..<200 {
        group.addTask {
          let job = try await ledger.accepted(Fixtures.message("n\(number)")).number
          _ = try await ledger.begin([job], at: Fixtures.at(10))
          try await ledger.settle([
            Fixtures.settlement(job, .sent(providerMessageID: "mdr2-\(number)"))
          ])
        }
      }
      try await group.waitForAll()
    }
    await ledger.close()
    try BackupFile.seal(target(), as: Self.contents)
    _ = try RestoredLedger.make(from: target(), at: Fixtures.at(200))
    try LedgerInspection(path: target()).expectSound()
  }

  @Test("the ledger of a killed daemon is copied with what its log holds")
  func afterCrash() async throws {
    let ledger = try await file.opened()
    _ = try await ledger.accepted(Fixtures.message("a"))
    let crashed = try file.image().restored()
    await ledger.close()
    try SQLiteStorage(path: crashed.path).copy(to: target())
    try BackupFile.seal(target(), as: Self.contents)
    _ = try RestoredLedger.make(from: target(), at: Fixtures.at(200))
    #expect(try LedgerInspection(path: target()).count("id = 'a'") == 1)
  }

  @Test("a backup that cannot be made says why, and the ledger works on")
  func refused() async throws {
    let ledger = try await file.opened()
    let none = await #expect(throws: LedgerError.self) {
      try await ledger.copy(to: "/none/such/file")
    }
    #expect(none?.code == .cannotOpen && none?.path == "/none/such/file")
    _ = try await ledger.accepted(Fixtures.message("a"))
    await ledger.close()
    let path = target()
    let closed = await #expect(throws: LedgerError.self) { try await ledger.copy(to: path) }
    #expect(closed?.code == .other)
  }

  @Test("a backup in the ledger's place is not taken for a ledger")
  func inPlace() async throws {
    await (try await file.opened()).close()
    try SQLiteStorage(path: file.path).copy(to: target())
    try BackupFile.seal(target(), as: Self.contents)
    let path = target()
    let error = await #expect(throws: LedgerError.self) {
      try await SQLiteLedger.open(path: path, boot: "a", codes: PlainCodes())
    }
    #expect(error?.code == .cannotOpen)
    #expect(error?.hint.contains("smsdispatch restore") == true)
  }

  @Test("what is not a sound backup is refused", arguments: 0..<5)
  func unusable(_ kind: Int) async throws {
    let ledger = try await file.opened()
    _ = try await ledger.accept((0..<300).map { Fixtures.message("m\($0)") })
    await ledger.close()
    try SQLiteStorage(path: file.path).copy(to: target())
    if kind > 0 { try BackupFile.seal(target(), as: Self.contents) }
    let name: FileName = "copy"
    switch kind {
    case 1:
      let bytes = try file.directory.read(name, upTo: 1 << 30)
      try file.put(name, Array(bytes.prefix(bytes.count / 2)))
    case 2: try Connection(path: target(), mode: .write).run("PRAGMA user_version = 99")
    case 3: try file.put(name, [UInt8](repeating: 65, count: 10_000))
    case 4:
      try file.directory.unlink(name)
      try Connection(path: target(), mode: .create).run("CREATE TABLE theirs (x)")
    default: break
    }
    let error = #expect(throws: LedgerError.self) {
      try RestoredLedger.make(from: target(), at: Fixtures.at(200))
    }
    let codes: [LedgerError.Code] = [.cannotOpen, .corrupt, .newerVersion, .corrupt, .cannotOpen]
    #expect(error?.code == codes[kind], "\(error.map { "\($0)" } ?? "")")
  }
}

extension Int64 {
  /// Copies a ledger of so many pages step by step, with a commit between two steps.
  fileprivate func asSteps(
    of ledger: SQLiteLedger,
    to path: String
  ) async throws -> (steps: Int, pages: Int64, committed: Int) {
    try await ledger.writer.steps(to: path, pages: self)
  }
}

extension Writer {
  fileprivate func steps(
    to path: String,
    pages: Int64
  ) throws -> (steps: Int, pages: Int64, committed: Int) {
    guard let session else { return (0, pages, 0) }
    let copy = try OnlineCopy(of: session.connection, to: path)
    var (steps, committed) = (1, 0)
    while try !copy.step() {
      try session.transaction { session throws(LedgerError) in
        _ = try session.accept(Fixtures.message("between-\(committed)"))
      }
      steps += 1
      committed += 1
    }
    return (steps, pages, committed)
  }
}
