import SMSCore
import SMSFlowroute

@testable import SMSLedger

/// The tests' ledgers read receipts as the provider means them.

extension SQLiteLedger {
  static func open(
    path: String,
    boot: String,
    codes: any CodeBook,
    limits: CheckpointSchedule.Limits = CheckpointSchedule.Limits(),
    runs: ProviderIDRun.Limits = ProviderIDRun.Limits(),
    reporting report: @escaping @Sendable (LedgerUpgrade) -> Void = { _ in }
  ) async throws(LedgerError) -> SQLiteLedger {
    try await open(
      path: path,
      boot: boot,
      codes: codes,
      receipts: FlowrouteReceipts(),
      limits: limits,
      runs: runs,
      reporting: report
    )
  }
}

extension SQLiteLedgerReader {
  convenience init(path: String) throws(LedgerError) {
    try self.init(path: path, receipts: FlowrouteReceipts())
  }

  convenience init(path: String, partSize: Int) throws(LedgerError) {
    try self.init(path: path, receipts: FlowrouteReceipts(), partSize: partSize)
  }
}

extension SQLiteStorage {
  init(path: String) {
    self.init(path: path, receipts: FlowrouteReceipts())
  }
}

extension RestoredLedger {
  static func make(from path: String, at now: WallTime) throws(LedgerError) -> BackupContents {
    try make(from: path, receipts: FlowrouteReceipts(), at: now)
  }
}
