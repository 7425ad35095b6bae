internal import SMSCore

extension SQLiteLedger: OptOutRegister {
  func use(_ rules: OptOutRules) async throws(LedgerError) {
    try await writer.change { session throws(LedgerError) in try session.use(rules) }
    try await reader.ask { session in session.rules = rules }
  }

  func pruneOptOuts(before cutoff: WallTime, limit: Int) async throws(LedgerError) -> Int {
    try await writer.change { session throws(LedgerError) in
      try session.pruneOptOuts(before: cutoff, limit: limit)
    }
  }
}

extension WriteSession {
  /// Applies what the configuration says, and gives entries whose account was not known theirs.
  ///
  /// - Throws: `LedgerError` if a statement fails.
  func use(_ rules: OptOutRules) throws(LedgerError) {
    self.rules = rules
    var strange: [PhoneNumber] = []
    try connection.query(
      """
      SELECT DISTINCT sender FROM opt_out INDEXED BY opt_out_strange
      WHERE account IS NULL AND sender <> 0
      """
    ) { row throws(LedgerError) in strange.append(try row.phone(0)) }
    for number in strange {
      guard let account = rules.accounts[number] else { continue }
      try connection.run(
        """
        UPDATE opt_out INDEXED BY opt_out_strange SET account = ?
        WHERE account IS NULL AND sender <> 0 AND sender = ?
        """,
        [.text(account), .phone(number)]
      )
    }
  }

  /// Removes entries and events that were recorded before a time, the oldest first.
  ///
  /// - Returns: How many were removed.
  /// - Throws: `LedgerError` if a statement fails.
  func pruneOptOuts(before cutoff: WallTime, limit: Int) throws(LedgerError) -> Int {
    try connection.run(
      """
      DELETE FROM opt_out WHERE (phone, sender) IN (
        SELECT phone, sender FROM opt_out INDEXED BY opt_out_age
        WHERE recorded < ? ORDER BY recorded LIMIT ?
      )
      """,
      [.time(cutoff), .integer(Int64(limit))]
    )
    let entries = connection.changes
    // Events are numbered in the order in which they were recorded.
    try connection.run(
      """
      DELETE FROM opt_out_event WHERE number IN (
        SELECT number FROM (SELECT number, recorded FROM opt_out_event ORDER BY number LIMIT ?2)
        WHERE recorded < ?1
      )
      """,
      [.time(cutoff), .integer(Int64(limit - entries))]
    )
    return entries + connection.changes
  }
}

/// The operator's commands.
extension WriteSession {
  /// Adds a phone to the opt-out list for an operator.
  ///
  /// - Throws: `LedgerError` if a statement fails.
  func optOut(
    _ phone: PhoneNumber,
    _ sender: PhoneNumber?,
    by command: JobRow,
    at now: WallTime
  ) throws(LedgerError) -> CommandOutcome {
    let optOut = OptOut(phone: phone, sender: sender, source: .operator, since: now)
    return try end(command, affected: try keep(optOut, at: now) ? 1 : 0, at: now)
  }

  /// Removes a phone from the opt-out list.
  ///
  /// - Throws: `LedgerError` if a statement fails.
  func optIn(
    _ phone: PhoneNumber,
    _ sender: PhoneNumber?,
    by command: JobRow,
    at now: WallTime
  ) throws(LedgerError) -> CommandOutcome {
    let removal = OptOut(phone: phone, sender: sender, source: .operator, since: now)
    return try end(command, affected: try drop(removal, at: now), at: now)
  }

  private func end(
    _ command: JobRow,
    affected: Int,
    at now: WallTime
  ) throws(LedgerError) -> CommandOutcome {
    try stepped(command, through: nil, affected: affected)
    try move(command, to: .done, at: now)
    return .finished(left: [], lanes: [])
  }
}
