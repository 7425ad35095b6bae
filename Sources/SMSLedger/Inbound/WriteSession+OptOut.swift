internal import SMSCore

extension WriteSession {
  /// Keeps an opt-out; one that is there already stays as it is.
  ///
  /// - Throws: `LedgerError` with SQLite's reason.
  func keep(_ optOut: OptOut) throws(LedgerError) {
    try connection.run(
      """
      INSERT INTO opt_out (phone, sender, source, since) VALUES (?, ?, ?, ?)
      ON CONFLICT (phone, sender) DO NOTHING
      """,
      [
        .phone(optOut.phone), .integer(optOut.sender.map { Int64($0.value) } ?? 0),
        .text(optOut.source.rawValue), .time(optOut.since),
      ]
    )
  }

  /// Forgets that a phone wants no messages from a number, or from any where none is named.
  ///
  /// - Returns: how many entries went.
  /// - Throws: `LedgerError` with SQLite's reason.
  @discardableResult
  func dropOptOuts(of phone: PhoneNumber, sender: PhoneNumber?) throws(LedgerError) -> Int {
    guard let sender else {
      try connection.run("DELETE FROM opt_out WHERE phone = ?", [.phone(phone)])
      return connection.changes
    }
    try connection.run(
      "DELETE FROM opt_out WHERE phone = ? AND sender = ?",
      [.phone(phone), .phone(sender)]
    )
    return connection.changes
  }

  /// What keeps messages of a number from a phone; nil if nothing does.
  ///
  /// - Throws: `LedgerError` with SQLite's reason.
  func optOut(phone: PhoneNumber, sender: PhoneNumber) throws(LedgerError) -> OptOut? {
    try connection.first(
      """
      SELECT \(Row.optOutColumns) FROM opt_out WHERE phone = ? AND sender IN (0, ?)
      ORDER BY sender DESC LIMIT 1
      """,
      [.phone(phone), .phone(sender)]
    ) { row throws(LedgerError) in try row.optOut() }
  }

  /// What keeps a job from its recipient, and its sender; nil if nothing does.
  ///
  /// - Throws: `LedgerError` with SQLite's reason.
  func optOut(of job: JobNumber) throws(LedgerError) -> (OptOut, sender: PhoneNumber)? {
    try connection.first(
      """
      SELECT \(Row.optOutColumns), job.sender FROM job CROSS JOIN opt_out
        ON opt_out.phone = job.recipient AND opt_out.sender IN (0, job.sender)
      WHERE job.number = ? ORDER BY opt_out.sender DESC LIMIT 1
      """,
      [.job(job)]
    ) { row throws(LedgerError) in (try row.optOut(), try row.phone(4)) }
  }

  /// Puts a phone on the list by an operator's hand.
  ///
  /// - Throws: `LedgerError` with SQLite's reason.
  func optOut(
    _ phone: PhoneNumber,
    _ sender: PhoneNumber?,
    by command: JobRow,
    at now: WallTime
  ) throws(LedgerError) -> CommandOutcome {
    try keep(OptOut(phone: phone, sender: sender, source: .operator, since: now))
    return try end(command, affected: connection.changes, at: now)
  }

  /// Takes a phone off the list.
  ///
  /// - Throws: `LedgerError` with SQLite's reason.
  func optIn(
    _ phone: PhoneNumber,
    _ sender: PhoneNumber?,
    by command: JobRow,
    at now: WallTime
  ) throws(LedgerError) -> CommandOutcome {
    try end(command, affected: try dropOptOuts(of: phone, sender: sender), at: now)
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

  /// Keeps what a refusal of the provider says of the job's recipient.
  ///
  /// - Throws: `LedgerError` with SQLite's reason.
  func heedRefusal(of job: JobNumber, at now: WallTime) throws(LedgerError) {
    try connection.run(
      """
      INSERT INTO opt_out (phone, sender, source, since)
      SELECT recipient, sender, '\(OptOut.Source.refusal.rawValue)', ?2 FROM job WHERE number = ?1
      ON CONFLICT (phone, sender) DO NOTHING
      """,
      [.job(job), .time(now)]
    )
  }
}

extension Row {
  /// The columns that `optOut` reads.
  static let optOutColumns = "opt_out.phone, opt_out.sender, opt_out.source, opt_out.since"

  /// The opt-out in `optOutColumns`, the first of the row.
  ///
  /// - Throws: `LedgerError` with the code `corrupt` for a value that no version writes.
  func optOut() throws(LedgerError) -> OptOut {
    OptOut(
      phone: try phone(0),
      sender: integer(1) == 0 ? nil : try phone(1),
      source: try known(OptOut.Source(rawValue: text(2)), "source of an opt-out"),
      since: time(3)
    )
  }
}
