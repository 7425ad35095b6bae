package import SMSCore
internal import SMSSystem

/// Where a ledger is in a state directory.
package struct SQLiteStorage: Sendable {
  /// The ledger's file; the write-ahead log and its index are beside it.
  package let path: String
  /// What receipts mean.
  private let receipts: any ReceiptReading

  /// The ledger of a state directory.
  package init(directory: String, receipts: any ReceiptReading) {
    self.init(path: "\(directory)/\(SQLiteFiles.ledger)", receipts: receipts)
  }

  init(path: String, receipts: any ReceiptReading) {
    self.path = path
    self.receipts = receipts
  }
}

extension SQLiteStorage: LedgerStorage {
  /// A database without tables counts as empty: `sqlite3` leaves such a file behind when a repair
  /// fails.
  package func content() throws(LedgerError) -> LedgerContent {
    guard let status = try SQLiteFiles.status(of: path) else { return .missing }
    guard status.size > 0 else { return .empty }
    let objects = try? Connection(path: path, mode: .read).number(
      "SELECT count(*) FROM sqlite_schema"
    )
    return objects == 0 ? .empty : .database
  }

  package func make(notes: [String: String]) throws(LedgerError) {
    let connection = try Connection(path: path, mode: .create)
    try connection.applySettings(cacheKilobytes: SQLiteLedger.readCache)
    try connection.useWriteAheadLog()
    try Schema.ledger.apply(to: connection)
    try connection.transaction(.write) { () throws(LedgerError) in
      for (name, value) in notes {
        try connection.run(
          "INSERT INTO note (name, value) VALUES (?, ?)",
          [.text(name), .text(value)]
        )
      }
    }
    _ = try connection.checkpoint(.truncate)
  }

  package func open(
    boot: String,
    codes: any CodeBook,
    reporting report: @escaping @Sendable (LedgerUpgrade) -> Void
  ) async throws(LedgerError) -> any DaemonLedger {
    try await SQLiteLedger.open(
      path: path,
      boot: boot,
      codes: codes,
      receipts: receipts,
      reporting: report
    )
  }

  package func reader() throws(LedgerError) -> any LedgerReader {
    try SQLiteLedgerReader(path: path, receipts: receipts)
  }
}

extension SQLiteStorage: LedgerRepair {
  package func checkStructure(
    until isOver: @escaping () -> Bool
  ) throws(LedgerError) -> IntegrityReport {
    try LedgerCheck(path: path).structure(until: isOver)
  }

  package func check(codes: (any CodeBook)?) throws(LedgerError) -> IntegrityReport {
    try LedgerCheck(path: path).all(codes: codes)
  }

  package func damage(_ cause: String) -> LedgerError { .damaged(path, cause) }

  package var logSize: Int64 { (try? FileStatus(of: path + SQLiteFiles.logSuffix).size) ?? 0 }

  package func salvage(to path: String, at now: WallTime) throws(LedgerError) -> SalvageReport {
    try LedgerSalvage.run(from: self.path, to: path, at: now)
  }
}

extension SQLiteStorage: LedgerBackup {
  package func copySize() throws(LedgerError) -> Int64 {
    guard let status = try SQLiteFiles.status(of: path) else {
      throw .cannotOpen(path, cause: "it is not there")
    }
    return status.size + logSize
  }

  package func copy(to copy: String) throws(LedgerError) {
    let connection = try Connection(path: path, mode: .write)
    guard try connection.number("PRAGMA application_id") == Schema.applicationID else {
      throw .foreign(path, cause: "it is not a ledger")
    }
    let online = try OnlineCopy(of: connection, to: copy)
    while try !online.step() {}
  }

  /// Opened for writing, so that what a crash left in the log is recovered.
  package func holdsJobs() throws(LedgerError) -> Bool {
    let connection = try Connection(path: path, mode: .write)
    return try connection.number("SELECT EXISTS (SELECT 1 FROM job)") == 1
  }

  package func seal(_ path: String, as contents: BackupContents) throws(LedgerError) {
    try BackupFile.seal(path, as: contents)
  }

  package func makeLedger(
    of path: String,
    at now: WallTime
  ) throws(LedgerError) -> BackupContents {
    try RestoredLedger.make(from: path, receipts: receipts, at: now)
  }
}

extension SQLiteStorage: OfflineAudit {
  package func record(
    _ act: OperatorAct,
    in path: String?,
    at now: WallTime
  ) throws(LedgerError) {
    let connection = try Connection(path: path ?? self.path, mode: .write)
    try Schema.ledger.check(connection)
    try connection.applySettings(cacheKilobytes: SQLiteLedger.readCache)
    let session = try WriteSession(connection: connection, codes: NoCodes(), receipts: receipts)
    try session.transaction { session throws(LedgerError) in
      try session.record(done: act, at: now)
    }
  }
}
