internal import SMSCore

/// A code with its key in the ledger.
struct StoredVerification {
  let number: Int64
  var verification: Verification
}

extension WriteSession {
  /// Writes what changes in the life of a code.
  ///
  /// - Throws: `LedgerError` with SQLite's reason.
  func update(_ stored: StoredVerification) throws(LedgerError) {
    let verification = stored.verification
    try connection.run(
      """
      UPDATE verification SET standing = ?, wrong_tries = ?, sends = ?,
        sent = ?, sent_on = ?, sent_boot = ?
      WHERE number = ?
      """,
      [
        .integer(Int64(verification.standing.rawValue)),
        .integer(Int64(verification.wrongTries)), .integer(Int64(verification.sends)),
      ] + verification.sentAt.values + [.integer(stored.number)]
    )
  }

  /// Whether the code that a job sends can still be entered, its time aside.
  ///
  /// - Throws: `LedgerError` with SQLite's reason.
  func isLive(codeOf number: JobNumber) throws(LedgerError) -> Bool {
    let found = try connection.first(
      """
      SELECT \(Row.verificationColumns)
      FROM code CROSS JOIN verification ON verification.number = code.verification
      WHERE code.job = ?
      """,
      [.job(number)]
    ) { row throws(LedgerError) in try row.verification(from: 0).verification }
    return found.map { $0.standing == .live && !$0.isLocked } ?? false
  }

  /// Another code takes the place of one; one that was entered right stays so.
  ///
  /// - Throws: `LedgerError` with SQLite's reason.
  func supersede(_ number: Int64) throws(LedgerError) {
    try connection.run(
      "UPDATE verification SET standing = 2 WHERE number = ? AND standing = 0",
      [.integer(number)]
    )
  }

  /// Takes back the codes that would enroll a subject.
  ///
  /// - Throws: `LedgerError` with SQLite's reason.
  func supersede(subject: String, in spool: String) throws(LedgerError) {
    try connection.run(
      """
      UPDATE verification SET standing = 2
      WHERE standing = 0 AND number IN (
        SELECT verification FROM code INDEXED BY code_enrolls WHERE spool = ? AND enrolls = ?
      )
      """,
      [.text(spool), .text(subject)]
    )
  }
}

extension CodeInstant {
  /// The three columns of a point in a code's life.
  var values: [SQLValue] { [.time(wall), .integer(boot.nanoseconds), .text(boot.boot)] }
}

extension Row {
  /// The columns that `verification(from:)` reads.
  static let verificationColumns = """
    verification.number, verification.nonce, verification.digits, verification.standing,
    verification.wrong_tries, verification.max_attempts, verification.sends, verification.ttl,
    verification.started, verification.started_on, verification.started_boot,
    verification.sent, verification.sent_on, verification.sent_boot
    """

  /// The code in `verificationColumns`.
  ///
  /// - Throws: `LedgerError` with the code `corrupt` for a value that no version writes.
  func verification(from column: Int32) throws(LedgerError) -> StoredVerification {
    StoredVerification(
      number: integer(column),
      verification: Verification(
        seed: CodeSeed(nonce: blob(column + 1), length: count(column + 2)),
        standing: try known(Verification.Standing(rawValue: count(column + 3)), "standing"),
        wrongTries: count(column + 4),
        maxAttempts: count(column + 5),
        sends: count(column + 6),
        ttl: Interval(milliseconds: integer(column + 7)),
        startedAt: instant(from: column + 8),
        sentAt: instant(from: column + 11)
      )
    )
  }

  /// A point in a code's life, in three columns.
  func instant(from column: Int32) -> CodeInstant {
    CodeInstant(
      wall: time(column),
      boot: BootTime(nanoseconds: integer(column + 1), boot: text(column + 2))
    )
  }
}
