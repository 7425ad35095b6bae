internal import SMSCore

extension WriteSession {
  /// Enters a request of an operator in the audit.
  ///
  /// - Throws: `LedgerError` if a statement fails.
  func record(
    _ act: OperatorAct,
    of number: JobNumber,
    _ name: JobName,
    at now: WallTime
  ) throws(LedgerError) {
    try connection.run(
      Self.insertAct,
      Self.values(act, at: now) + [.job(number), .text(name.id), .null, .audit(.pending)]
    )
  }

  /// Enters what was done without a request in the audit.
  ///
  /// - Throws: `LedgerError` if a statement fails.
  func record(done act: OperatorAct, at now: WallTime) throws(LedgerError) {
    try connection.run(
      Self.insertAct,
      Self.values(act, at: now) + [.null, .null, .time(now), .audit(.done)]
    )
  }

  /// Enters in the audit what a command, or a step of it, has done; in the same transaction.
  ///
  /// Commands of producers are not in the audit.
  /// - Throws: `LedgerError` if a statement fails.
  func recordEffect(of command: JobNumber, at now: WallTime) throws(LedgerError) {
    try connection.run(
      """
      UPDATE audit SET carried_out = ?2, affected = job.affected, code = error.code,
        state = CASE WHEN job.state <= 4 THEN 0 WHEN job.state = 6 THEN 2 ELSE 1 END
      FROM job LEFT JOIN error ON error.job = job.number
      WHERE job.number = ?1 AND audit.job = ?1
      """,
      [.job(command), .time(now)]
    )
  }

  /// Removes finished entries that were accepted before the cutoff, oldest first.
  ///
  /// - Returns: How many were removed.
  /// - Throws: `LedgerError` if a statement fails.
  func pruneAudit(before cutoff: WallTime, limit: Int) throws(LedgerError) -> Int {
    try connection.run(
      """
      DELETE FROM audit WHERE number IN (
        SELECT number FROM audit INDEXED BY audit_age WHERE at < ? AND state > 0 ORDER BY at LIMIT ?
      )
      """,
      [.time(cutoff), .integer(Int64(limit))]
    )
    return connection.changes
  }

  private static let insertAct = """
    INSERT INTO audit (
      at, user, login, name, on_behalf, kind, target, job, request, carried_out, state
    ) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
    """

  private static func values(_ act: OperatorAct, at now: WallTime) -> [SQLValue] {
    let author = act.author
    return [
      .time(now), .integer(Int64(author.user)), .optional(author.claim.login.map { Int($0) }),
      .optional(author.claim.name), .optional(author.onBehalfOf.map { Int($0) }),
      .text(act.kind), .text(act.target),
    ]
  }
}

/// How far an act is, as the ledger stores it.
private enum AuditState: Int64 {
  case pending = 0
  case done = 1
  case refused = 2
}

extension SQLValue {
  fileprivate static func audit(_ state: AuditState) -> SQLValue { .integer(state.rawValue) }
}

extension SQLiteLedger: AuditRecord {
  func record(_ act: OperatorAct, at now: WallTime) async throws(LedgerError) {
    try await writer.change { session throws(LedgerError) in
      try session.record(done: act, at: now)
    }
  }

  func pruneAudit(before cutoff: WallTime, limit: Int) async throws(LedgerError) -> Int {
    try await writer.change { session throws(LedgerError) in
      try session.pruneAudit(before: cutoff, limit: limit)
    }
  }
}

// MARK: Reading

extension SQLiteLedgerReader {
  /// The most entries in a page.
  private static let longestAuditPage = 250

  func audit(
    _ filter: AuditFilter,
    before number: Int64?,
    limit: Int
  ) throws(LedgerError) -> AuditPage {
    let most = min(max(1, limit), Self.longestAuditPage)
    var entries: [AuditEntry] = []
    try connection.query(
      """
      SELECT number, at, user, login, name, on_behalf, kind, target, request, carried_out, state,
        affected, code
      FROM audit
      WHERE number < ?1 AND at >= ?2 AND at < ?3 ORDER BY number DESC LIMIT ?4
      """,
      [
        .integer(number ?? .max), .integer(filter.since?.milliseconds ?? .min),
        .integer(filter.until?.milliseconds ?? .max), .integer(Int64(most)),
      ]
    ) { row throws(LedgerError) in entries.append(try row.auditEntry()) }
    return AuditPage(entries: entries, next: entries.count == most ? entries.last?.number : nil)
  }
}

extension Row {
  /// The entry in the columns that `audit` selects.
  ///
  /// - Throws: `LedgerError` with the code `corrupt` if a stored value is invalid.
  fileprivate func auditEntry() throws(LedgerError) -> AuditEntry {
    let author = CommandAuthor(
      user: UInt32(clamping: integer(2)),
      claim: AuthorClaim(
        login: optionalInteger(3).map { UInt32(clamping: $0) },
        name: optionalText(4)
      ),
      onBehalfOf: optionalInteger(5).map { UInt32(clamping: $0) }
    )
    return AuditEntry(
      number: integer(0),
      act: OperatorAct(author: author, kind: text(6), target: text(7)),
      request: optionalText(8),
      at: time(1),
      carriedOutAt: optionalTime(9),
      effect: try auditEffect()
    )
  }

  private func auditEffect() throws(LedgerError) -> AuditEffect {
    switch try known(AuditState(rawValue: integer(10)), "state of the audit") {
    case .pending: .pending(affected: optionalCount(11))
    case .done: .done(affected: optionalCount(11))
    case .refused: .refused(try errorCode(12))
    }
  }
}
