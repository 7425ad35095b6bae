internal import SMSCore

extension WriteSession {
  /// What the decision on a code goes by, with the keys of the codes that it may change.
  struct FoundHistory {
    let current: StoredVerification?
    let elsewhere: [StoredVerification]
    let facts: CodeHistory
  }

  /// What the ledger knows of a phone, a subject, a spool and a prefix; each by a few steps in an
  /// index, however long the ledger is.
  ///
  /// - Throws: `LedgerError` with SQLite's reason.
  func history(
    of phone: PhoneNumber,
    _ request: CodeRequest,
    in spool: String
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
        prefix: try newest(of: phone.prefix, limit: policy.prefixGuard.codes)
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

  /// The newest codes to another phone of the subject that is enrolled: the one that was made for it,
  /// and the one that would enroll it, whoever it was made for.
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

  /// The `count`th newest send of those that a condition picks.
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

  private func newest(
    of prefix: Int,
    limit: Int
  ) throws(LedgerError) -> [CodeHistory.PrefixCode] {
    var codes: [CodeHistory.PrefixCode] = []
    try connection.query(
      """
      SELECT started, started_on, started_boot, standing = 1
      FROM verification INDEXED BY verification_prefix
      WHERE prefix = ? ORDER BY number DESC LIMIT ?
      """,
      [.integer(Int64(prefix)), .integer(Int64(limit))]
    ) {
      codes.append(
        CodeHistory.PrefixCode(startedAt: $0.instant(from: 0), isApproved: $0.flag(3))
      )
    }
    return codes
  }
}
