internal import SMSCore

extension WriteSession {
  /// The facts for the decision on a code, with the rows of the codes that it may change.
  struct FoundHistory {
    let current: StoredVerification?
    let elsewhere: [StoredVerification]
    let facts: CodeHistory
  }

  /// What the ledger knows of a phone, a subject, a spool and a prefix; each takes a few index
  /// steps, however long the ledger is.
  ///
  /// - Throws: `LedgerError` if a statement fails.
  func history(
    of phone: PhoneNumber,
    _ request: CodeRequest,
    in spool: String,
    at now: WallTime
  ) throws(LedgerError) -> FoundHistory {
    let policy = request.policy
    let current = try newest(to: phone, in: spool)
    let elsewhere = try newest(enrolling: request, otherThan: phone, in: spool)
    return FoundHistory(
      current: current,
      elsewhere: elsewhere,
      facts: CodeHistory(
        current: current?.verification,
        elsewhere: elsewhere.map(\.verification),
        numberMark: try mark("recipient = ?", .phone(phone), policy.maxCodesPerHour),
        spoolMark: try mark("spool = ?", .text(spool), policy.maxCodesPerHourPerSpool),
        prefix: try newest(of: phone.prefix, for: policy.prefixGuard, at: now)
      )
    )
  }

  private func newest(
    to phone: PhoneNumber,
    in spool: String
  ) throws(LedgerError) -> StoredVerification? {
    try connection.first(
      """
      SELECT \(Row.verificationColumns) FROM verification INDEXED BY verification_phone
      WHERE spool = ? AND recipient = ? ORDER BY number DESC LIMIT 1
      """,
      [.text(spool), .phone(phone)]
    ) { row throws(LedgerError) in try row.verification(from: 0) }
  }

  /// The newest codes to other phones of the subject to be enrolled: the one made for the subject,
  /// and the one that would enroll it, for whichever subject it was made.
  private func newest(
    enrolling request: CodeRequest,
    otherThan phone: PhoneNumber,
    in spool: String
  ) throws(LedgerError) -> [StoredVerification] {
    guard case .enroll(let subject, _) = request.purpose else { return [] }
    let values: [SQLValue] = [.text(spool), .text(subject), .phone(phone)]
    let made = try connection.first(
      """
      SELECT \(Row.verificationColumns) FROM verification INDEXED BY verification_subject
      WHERE spool = ? AND subject = ? AND recipient <> ? ORDER BY number DESC LIMIT 1
      """,
      values
    ) { row throws(LedgerError) in try row.verification(from: 0) }
    let enrolling = try connection.first(
      """
      SELECT \(Row.verificationColumns)
      FROM code INDEXED BY code_enrolls
      CROSS JOIN verification ON verification.number = code.verification
      WHERE code.spool = ? AND code.enrolls = ? AND code.recipient <> ?
      ORDER BY code.job DESC LIMIT 1
      """,
      values
    ) { row throws(LedgerError) in try row.verification(from: 0) }
    return [made, enrolling].compactMap { $0 }
  }

  /// The `count`th newest send that meets a condition.
  private func mark(
    _ condition: String,
    _ value: SQLValue,
    _ count: Int
  ) throws(LedgerError) -> CodeInstant? {
    try connection.first(
      """
      SELECT sent, sent_on, sent_boot FROM code WHERE \(condition)
      ORDER BY job DESC LIMIT 1 OFFSET ?
      """,
      [value, .integer(Int64(count - 1))]
    ) { $0.instant(from: 0) }
  }

  /// The newest codes of a prefix that count for its guard.
  ///
  /// These are codes that were entered, and codes that the provider accepted long enough ago to be
  /// entered: a code held back by an outage was never sent.
  private func newest(
    of prefix: Int,
    for guarding: VerificationPolicy.PrefixGuard,
    at now: WallTime
  ) throws(LedgerError) -> [CodeHistory.PrefixCode] {
    var codes: [CodeHistory.PrefixCode] = []
    let taken = now.advanced(by: Interval(nanoseconds: -guarding.grace.nanoseconds))
    try connection.query(
      """
      SELECT started, started_on, started_boot, standing = 1
      FROM (
        SELECT * FROM verification INDEXED BY verification_prefix
        WHERE prefix = ?1 ORDER BY number DESC LIMIT \(Self.mostOfPrefix)
      ) AS recent
      WHERE standing = 1 OR EXISTS (
        SELECT 1 FROM code INDEXED BY code_recipient
        CROSS JOIN attempt ON attempt.job = code.job
        WHERE code.recipient = recent.recipient AND code.verification = recent.number
          AND attempt.http_status BETWEEN 200 AND 299 AND attempt.code IS NULL
          AND attempt.ended <= ?2
      )
      ORDER BY number DESC LIMIT ?3
      """,
      [.integer(Int64(prefix)), .time(taken), .integer(Int64(guarding.codes))]
    ) {
      codes.append(
        CodeHistory.PrefixCode(startedAt: $0.instant(from: 0), isApproved: $0.flag(3))
      )
    }
    return codes
  }

  /// The most codes examined, however many wait for an outage to end.
  private static let mostOfPrefix = 4_000
}
