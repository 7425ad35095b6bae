internal import SMSCore

/// Makes a ledger from a backup; it starts held and says why.
enum RestoredLedger {
  /// Checks a copy of a backup and converts it in place to a ledger of this program's version.
  ///
  /// Everything is held, live codes stop working, and waiting commands end: their operator has
  /// already seen what became of them.
  /// - Parameters:
  ///   - path: The copy; nothing else uses it, and it is useless if this throws.
  ///   - receipts: What receipts mean.
  ///   - now: The time of the restore.
  /// - Returns: The backup's description of itself, with the files that belong beside the ledger.
  /// - Throws: `LedgerError`: `corrupt`, `newerVersion`, or `cannotOpen` for a file that is not a
  ///   backup.
  static func make(
    from path: String,
    receipts: any ReceiptReading,
    at now: WallTime
  ) throws(LedgerError) -> BackupContents {
    let connection = try Connection(path: path, mode: .write)
    try check(connection)
    let backup = try BackupFile.contents(in: connection)
    try connection.run("PRAGMA journal_mode = MEMORY")
    try connection.run("PRAGMA synchronous = OFF")
    try connection.run("PRAGMA secure_delete = ON")
    try connection.run("DROP TABLE backup")
    try connection.run("PRAGMA application_id = \(Schema.applicationID)")
    try Schema.ledger.apply(to: connection)
    let session = try WriteSession(connection: connection, codes: NoCodes(), receipts: receipts)
    try session.transaction { session throws(LedgerError) in
      try session.markRestored(backup, at: now)
    }
    return backup
  }

  private static func check(_ connection: Connection) throws(LedgerError) {
    let owner = try connection.number("PRAGMA application_id")
    guard owner == BackupFile.applicationID else {
      throw .noBackup(connection.path, isLedger: owner == Schema.applicationID)
    }
    let found = try connection.number("PRAGMA user_version")
    let known = Schema.ledger.version
    guard found <= known else { throw .version(found, known: known, connection.path) }
    let fault = try connection.first("PRAGMA integrity_check(1)") { $0.text(0) }
    guard fault == "ok" else {
      throw .damagedBackup(connection.path, cause: fault ?? "SQLite cannot check it")
    }
  }
}

extension WriteSession {
  /// Holds everything and records why.
  ///
  /// - Throws: `LedgerError` if a statement fails.
  fileprivate func markRestored(_ backup: BackupContents, at now: WallTime) throws(LedgerError) {
    try turnOn(.all, by: nil, at: now)
    // The notes of the daemon that made the backup do not apply to this one.
    try connection.run(
      """
      DELETE FROM note WHERE name = 'daemon' OR name LIKE 'account/%' OR name LIKE 'spool/%'
        OR name LIKE 'restored/%'
      """
    )
    try note(RestorationNotes.backupAt, String(backup.takenAt.milliseconds))
    try note(RestorationNotes.restoredAt, String(now.milliseconds))
    try note(RestorationNotes.host, backup.host)
    try connection.run("UPDATE verification SET standing = 2 WHERE standing = 0")
    try endCodes(at: now)
    try endCommands(at: now)
  }

  private func endCodes(at now: WallTime) throws(LedgerError) {
    let codes = try numbers(
      "SELECT number FROM job WHERE account IS NOT NULL AND kind <> 'message' AND state <= 3"
    )
    for number in codes {
      guard let job = try standing(of: number) else { continue }
      try connection.run(
        """
        UPDATE job SET begun = NULL, begun_monotonic = NULL, begun_from = NULL WHERE number = ?
        """,
        [.job(number)]
      )
      try move(job, to: .expired, error: .codeOfBackup, at: now)
    }
  }

  /// Cancels, updates and lookups continue, since their producers wait for them; an operator does not.
  private func endCommands(at now: WallTime) throws(LedgerError) {
    let commands = try numbers(
      """
      SELECT number FROM job CROSS JOIN command ON command.job = job.number
      WHERE account IS NULL AND state <= 1 AND action NOT IN ('cancel', 'update', 'lookup')
      """
    )
    for number in commands {
      guard let job = try standing(of: number) else { continue }
      try move(job, to: .failed, error: .commandOfBackup, at: now)
      try recordEffect(of: number, at: now)
    }
    try connection.run("DELETE FROM awaited")
  }

  private func numbers(_ sql: String) throws(LedgerError) -> [JobNumber] {
    var numbers: [JobNumber] = []
    try connection.query(sql) { numbers.append($0.job(0)) }
    return numbers
  }
}

/// Without a daemon, no code is generated or compared.
struct NoCodes: CodeBook {
  func seal(_ envelope: Envelope) -> [UInt8] {
    preconditionFailure("only a daemon accepts jobs")
  }
  func repetitionKey(of content: MessageContent, to phone: PhoneNumber, in spool: String) -> [UInt8]
  {
    preconditionFailure("only a daemon begins attempts")
  }
  func nonce() -> [UInt8] { preconditionFailure("only a daemon makes codes") }
  func matches(_ typed: TypedCode, _ seed: CodeSeed) -> Bool { false }
  func text(_ template: CodeTemplate, _ seed: CodeSeed) -> MessageText {
    preconditionFailure("only a daemon sends codes")
  }
}

extension LedgerError {
  fileprivate static func noBackup(_ path: String, isLedger: Bool) -> LedgerError {
    LedgerError(
      code: .cannotOpen,
      operation: "restore",
      path: path,
      cause: isLedger ? "it is a ledger, not a backup" : "it is the database of another program",
      hint: "Name a file that smsdispatch backup made."
    )
  }

  fileprivate static func damagedBackup(_ path: String, cause: String) -> LedgerError {
    LedgerError(
      code: .corrupt,
      operation: "restore",
      path: path,
      cause: cause,
      hint: "Restore another backup; this one is damaged, and nothing was changed."
    )
  }
}
