import SMSCore
import TestSupport
import Testing

@testable import SMSLedger

@Suite struct SQLiteLedgerConformanceTests {
  @Test("does what any ledger must do", arguments: LedgerConformance.all)
  func conforms(_ rule: LedgerConformance) async throws {
    let temporary = try TemporaryDirectory()
    let path = temporary.path("ledger.sqlite")
    let ledger = try await SQLiteLedger.open(path: path, boot: "a", codes: PlainCodes())
    try await rule.check(ledger)
    await ledger.close()
    try LedgerInspection(path: path).expectSound()
  }
}
