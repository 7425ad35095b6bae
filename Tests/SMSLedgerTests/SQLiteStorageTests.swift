import Glibc
import SMSCore
import SMSSystem
import TestSupport
import Testing

@testable import SMSLedger

@Suite("What is at the path of a ledger")
struct SQLiteStorageTests {
  private let file: LedgerFile

  init() throws {
    file = try LedgerFile()
  }

  @Test("a missing file, one without a byte, and a database without a table are no ledgers")
  func nothing() throws {
    #expect(try SQLiteStorage(path: file.path).content() == .missing)
    try file.put(LedgerFile.name, [])
    #expect(try SQLiteStorage(path: file.path).content() == .empty)
    try Connection(path: file.path, mode: .create).useWriteAheadLog()
    #expect(try SQLiteStorage(path: file.path).content() == .empty)
  }

  @Test("a ledger is one, and so is what is left of a broken one")
  func database() async throws {
    await (try await file.opened()).close()
    #expect(try SQLiteStorage(path: file.path).content() == .database)
    try file.put(LedgerFile.name, [UInt8](repeating: 7, count: 9000))
    #expect(try SQLiteStorage(path: file.path).content() == .database)
  }

  @Test("a FIFO or a directory in its place is reported at once, by whatever opens it")
  func otherKinds() async throws {
    #expect(mkfifo(file.path, 0o600) == 0)
    let errors = [
      #expect(throws: LedgerError.self) { try SQLiteStorage(path: file.path).content() },
      #expect(throws: LedgerError.self) { try SQLiteLedgerReader(path: file.path) },
      await #expect(throws: LedgerError.self) { try await file.opened() },
    ]
    for error in errors {
      #expect(error?.code == .cannotOpen)
      #expect(error?.cause == "it is a FIFO, not a regular file")
    }
  }
}
