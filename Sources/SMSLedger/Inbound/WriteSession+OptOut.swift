internal import SMSCore

extension WriteSession {
  /// Stores an opt-out; an existing one is left as it is.
  ///
  /// - Throws: `LedgerError` if a statement fails.
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
    guard connection.changes > 0 else { return }
    let sender = optOut.sender.map { Int64($0.value) }
    counts.optedOut(from: sender, optOut.source, at: optOut.since)
  }

  /// Removes a phone's opt-outs for one sender, or all of them if `sender` is nil.
  ///
  /// - Returns: How many entries were removed.
  /// - Throws: `LedgerError` if a statement fails.
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

  /// The opt-out that blocks messages from a number to a phone; nil if there is none.
  ///
  /// - Throws: `LedgerError` if a statement fails.
  func optOut(phone: PhoneNumber, sender: PhoneNumber) throws(LedgerError) -> OptOut? {
    try connection.first(
      """
      SELECT \(Row.optOutColumns) FROM opt_out WHERE phone = ? AND sender IN (0, ?)
      ORDER BY sender DESC LIMIT 1
      """,
      [.phone(phone), .phone(sender)]
    ) { row throws(LedgerError) in try row.optOut() }
  }

  /// The opt-out that blocks a job, with the job's sender; nil if there is none.
  ///
  /// - Throws: `LedgerError` if a statement fails.
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

  /// Adds a phone to the opt-out list for an operator.
  ///
  /// - Throws: `LedgerError` if a statement fails.
  func optOut(
    _ phone: PhoneNumber,
    _ sender: PhoneNumber?,
    by command: JobRow,
    at now: WallTime
  ) throws(LedgerError) -> CommandOutcome {
    try keep(OptOut(phone: phone, sender: sender, source: .operator, since: now))
    return try end(command, affected: connection.changes, at: now)
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

  /// Records the opt-out that the provider's refusal reports for the job's recipient.
  ///
  /// - Throws: `LedgerError` if a statement fails.
  func heedRefusal(of job: JobRow, at now: WallTime) throws(LedgerError) {
    try connection.run(
      """
      INSERT INTO opt_out (phone, sender, source, since)
      SELECT recipient, sender, '\(OptOut.Source.refusal.rawValue)', ?2 FROM job WHERE number = ?1
      ON CONFLICT (phone, sender) DO NOTHING
      """,
      [.job(job.number), .time(now)]
    )
    if connection.changes > 0 { counts.optedOut(from: job.sender, .refusal, at: now) }
  }
}

extension Row {
  /// The columns that `optOut` reads.
  static let optOutColumns = "opt_out.phone, opt_out.sender, opt_out.source, opt_out.since"

  /// The opt-out in `optOutColumns`, which come first in the row.
  ///
  /// - Throws: `LedgerError` with the code `corrupt` if the stored value is invalid.
  func optOut() throws(LedgerError) -> OptOut {
    OptOut(
      phone: try phone(0),
      sender: integer(1) == 0 ? nil : try phone(1),
      source: try known(OptOut.Source(rawValue: text(2)), "source of an opt-out"),
      since: time(3)
    )
  }
}
