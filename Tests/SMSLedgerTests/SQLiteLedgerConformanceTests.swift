import SMSCore
import TestSupport
import Testing

@testable import SMSLedger

@Suite struct SQLiteLedgerConformanceTests {
  @Test("does what any ledger must do", arguments: LedgerConformance.all)
  func conforms(_ rule: LedgerConformance) async throws {
    try await expect(rule, with: ProviderIDRun.Limits())
  }

  @Test("does so while ids of the provider move into their index", arguments: LedgerConformance.all)
  func conformsWithShortRuns(_ rule: LedgerConformance) async throws {
    try await expect(rule, with: ProviderIDRun.Limits(full: 2, rest: 1, step: 1, changes: 3))
  }

  @Test("does what any store of batches must do", arguments: BatchConformance.all)
  func conforms(_ rule: BatchConformance) async throws {
    let temporary = try TemporaryDirectory()
    let path = temporary.path("ledger.sqlite")
    let ledger = try await SQLiteLedger.open(path: path, boot: "a", codes: PlainCodes())
    try await rule.check(ledger)
    await ledger.close()
    try LedgerInspection(path: path).expectSound()
  }

  private func expect(_ rule: LedgerConformance, with runs: ProviderIDRun.Limits) async throws {
    let temporary = try TemporaryDirectory()
    let path = temporary.path("ledger.sqlite")
    let ledger = try await SQLiteLedger.open(
      path: path,
      boot: "a",
      codes: PlainCodes(),
      runs: runs
    )
    try await rule.check(ledger)
    await ledger.close()
    try LedgerInspection(path: path).expectSound()
  }
}
