internal import SMSCore

/// The ledger in one SQLite file: one writer, one reader and one checkpointer, each on its own
/// queue.
final class SQLiteLedger: Sendable {
  /// Page caches of the writer and the reader, in kilobytes; memory is used only as the cache
  /// fills.
  private static let writeCache = 8192
  static let readCache = 2048

  let writer: Writer
  let reader: Reader
  let trust: LedgerTrust
  let checkpointer: Checkpointer

  private init(
    path: String,
    codes: any CodeBook,
    receipts: any ReceiptReading,
    limits: CheckpointSchedule.Limits,
    runs: ProviderIDRun.Limits
  ) {
    trust = LedgerTrust()
    checkpointer = Checkpointer(path: path)
    writer = Writer(
      path: path,
      codes: codes,
      receipts: receipts,
      limits: limits,
      runs: runs,
      checkpointer: checkpointer,
      trust: trust
    )
    reader = Reader(path: path, codes: codes, receipts: receipts, trust: trust)
  }

  /// Opens a ledger, creating it if the file is missing or empty.
  ///
  /// - Parameters:
  ///   - path: The file; `-wal` and `-shm` beside it belong to it.
  ///   - boot: The machine's boot; times of the monotonic clock are comparable only within one
  ///     boot.
  ///   - codes: Generates and compares codes inside the transactions that need it.
  ///   - receipts: What receipts mean.
  ///   - report: Called while a ledger of an earlier version is upgraded; see `Schema.apply`.
  /// - Returns: The ledger, at this program's schema version.
  /// - Throws: `LedgerError`: `newerVersion`, `corrupt`, `readOnly`, `cannotOpen`, `full`, `io`.
  ///   Nothing is deleted, and a file that is not a ledger is left untouched.
  static func open(
    path: String,
    boot: String,
    codes: any CodeBook,
    receipts: any ReceiptReading,
    reporting report: @escaping @Sendable (LedgerUpgrade) -> Void = { _ in }
  ) async throws(LedgerError) -> SQLiteLedger {
    try await open(
      path: path,
      boot: boot,
      codes: codes,
      receipts: receipts,
      limits: CheckpointSchedule.Limits(),
      runs: ProviderIDRun.Limits(),
      reporting: report
    )
  }

  static func open(
    path: String,
    boot: String,
    codes: any CodeBook,
    receipts: any ReceiptReading,
    limits: CheckpointSchedule.Limits,
    runs: ProviderIDRun.Limits,
    reporting report: @escaping @Sendable (LedgerUpgrade) -> Void = { _ in }
  ) async throws(LedgerError) -> SQLiteLedger {
    let ledger = SQLiteLedger(
      path: path,
      codes: codes,
      receipts: receipts,
      limits: limits,
      runs: runs
    )
    do {
      try await ledger.writer.open(cacheKilobytes: writeCache, boot: boot, reporting: report)
      try await ledger.checkpointer.open()
      try await ledger.reader.open(cacheKilobytes: readCache)
    } catch {
      await ledger.close()
      throw error
    }
    return ledger
  }
}

extension SQLiteLedger: DaemonLedger {
  func close() async {
    await reader.close()
    await checkpointer.close()
    await writer.close()
  }
}
