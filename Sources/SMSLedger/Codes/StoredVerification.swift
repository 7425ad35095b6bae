internal import SMSCore

/// A code with its row number in the ledger.
struct StoredVerification {
  let number: Int64
  var verification: Verification
}

extension WriteSession {
  /// Writes the columns that change during a code's life.
  ///
  /// - Throws: `LedgerError` if a statement fails.
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

  /// Whether the code that a job sends can still be entered, apart from its lifetime.
  ///
  /// - Throws: `LedgerError` if a statement fails.
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

  /// Marks a code as superseded by another, unless it has already been entered correctly.
  ///
  /// - Throws: `LedgerError` if a statement fails.
  func supersede(_ number: Int64) throws(LedgerError) {
    try connection.run(
      "UPDATE verification SET standing = 2 WHERE number = ? AND standing = 0",
      [.integer(number)]
    )
  }

  /// Supersedes the codes that would enroll a subject.
  ///
  /// - Throws: `LedgerError` if a statement fails.
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
  /// The three columns of an instant in a code's life.
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
  /// - Throws: `LedgerError` with the code `corrupt` if the stored value is invalid.
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

  /// An instant in a code's life, from three columns.
  func instant(from column: Int32) -> CodeInstant {
    CodeInstant(
      wall: time(column),
      boot: BootTime(nanoseconds: integer(column + 1), boot: text(column + 2))
    )
  }
}
