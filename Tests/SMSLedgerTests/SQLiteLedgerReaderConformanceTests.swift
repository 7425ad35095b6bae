import SMSCore
import SMSFlowroute
import TestSupport
import Testing

@testable import SMSLedger

@Suite struct SQLiteLedgerReaderConformanceTests {
  @Test("does what any reader of a ledger must do", arguments: LedgerReaderConformance.all)
  func conforms(_ rule: LedgerReaderConformance) async throws {
    let place = try SQLitePlace()
    try await rule.check(place)
  }
}

/// The place of a ledger in a directory of its own.
private final class SQLitePlace: LedgerReaderSubject {
  private let temporary: TemporaryDirectory
  let storage: any LedgerStorage

  init() throws {
    temporary = try TemporaryDirectory()
    storage = SQLiteStorage(directory: temporary.path, receipts: FlowrouteReceipts())
  }

  func makeOlder() throws {
    try run("PRAGMA user_version = \(Schema.ledger.version - 1)")
  }

  func makeNewer() throws {
    try run("PRAGMA user_version = \(Schema.ledger.version + 1)")
  }

  func damage() throws {
    try run("DROP INDEX job_change")
  }

  private func run(_ sql: String) throws {
    try Connection(path: storage.path, mode: .write).run(sql)
  }
}
