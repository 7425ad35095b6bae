internal import SMSCore

extension WriteSession {
  /// The most events stored for one phone; older ones are dropped.
  static let mostOptOutEvents = 1_000

  /// Stores an opt-out; an existing one is left as it is.
  ///
  /// - Returns: Whether it is new.
  /// - Throws: `LedgerError` if a statement fails.
  @discardableResult
  func keep(_ optOut: OptOut, at now: WallTime) throws(LedgerError) -> Bool {
    let isNew = try insert(optOut)
    if isNew { counts.optedOut(optOut) }
    try record(OptOutEvent(.added, optOut, recordedAt: now, hadEffect: isNew))
    return isNew
  }

  /// Removes a phone's opt-outs for one sender, or all of them if the removal has none.
  ///
  /// - Returns: How many entries were removed.
  /// - Throws: `LedgerError` if a statement fails.
  @discardableResult
  func drop(_ removal: OptOut, at now: WallTime) throws(LedgerError) -> Int {
    let count = try delete(removal)
    try record(OptOutEvent(.removed, removal, recordedAt: now, hadEffect: count > 0))
    return count
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
    ) { row throws(LedgerError) in (try row.optOut(from: 0), try row.phone(4)) }
  }

  /// Records the opt-out that the provider's refusal reports for the job's recipient.
  ///
  /// - Throws: `LedgerError` if a statement fails.
  func heedRefusal(of job: JobRow, at now: WallTime) throws(LedgerError) {
    let refused = try connection.first(
      "SELECT recipient, sender FROM job WHERE number = ?",
      [.job(job.number)]
    ) { row throws(LedgerError) in
      OptOut(phone: try row.phone(0), sender: try row.phone(1), source: .refusal, since: now)
    }
    if let refused { try keep(refused, at: now) }
  }

  /// Stores an opt-out without an event; an existing one is left as it is.
  ///
  /// - Returns: Whether it is new.
  /// - Throws: `LedgerError` if a statement fails.
  func insert(_ optOut: OptOut) throws(LedgerError) -> Bool {
    try connection.run(
      """
      INSERT INTO opt_out (phone, sender, source, since) VALUES (?, ?, ?, ?)
      ON CONFLICT (phone, sender) DO NOTHING
      """,
      [
        .phone(optOut.phone), .sender(optOut.sender), .text(optOut.origin.text),
        .time(optOut.since),
      ]
    )
    return connection.changes > 0
  }

  /// Removes the entries that a removal is about, all of them or only those that are not newer.
  ///
  /// - Returns: How many there were.
  /// - Throws: `LedgerError` if a statement fails.
  func delete(
    _ removal: OptOut,
    keepingNewer isGuarded: Bool = false
  ) throws(LedgerError) -> Int {
    try connection.run(
      """
      DELETE FROM opt_out WHERE phone = ?1 AND (?2 = 0 OR sender = ?2) AND (?3 = 0 OR since <= ?4)
      """,
      [
        .phone(removal.phone), .sender(removal.sender), .flag(isGuarded), .time(removal.since),
      ]
    )
    return connection.changes
  }

  /// Stores an event; the oldest of too many events of one phone are dropped.
  ///
  /// - Throws: `LedgerError` if a statement fails.
  func record(_ event: OptOutEvent) throws(LedgerError) {
    let optOut = event.optOut
    try connection.run(
      """
      INSERT INTO opt_out_event (phone, sender, change, source, since, recorded, effect)
      VALUES (?, ?, ?, ?, ?, ?, ?)
      """,
      [
        .phone(optOut.phone), .sender(optOut.sender), .text(event.change.rawValue),
        .text(optOut.origin.text), .time(optOut.since), .time(event.recordedAt),
        .flag(event.hadEffect),
      ]
    )
    try connection.run(
      """
      DELETE FROM opt_out_event WHERE phone = ?1 AND number <= (
        SELECT number FROM opt_out_event WHERE phone = ?1 ORDER BY number DESC LIMIT 1 OFFSET ?2
      )
      """,
      [.phone(optOut.phone), .integer(Int64(Self.mostOptOutEvents))]
    )
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

extension SQLValue {
  /// One of our numbers, or all of them for nil.
  static func sender(_ number: PhoneNumber?) -> SQLValue {
    number.map { .phone($0) } ?? .integer(0)
  }
}

extension Connection {
  /// The opt-out that blocks messages from a number to a phone, or nil.
  ///
  /// - Throws: `LedgerError` if a statement fails.
  func optOut(phone: PhoneNumber, sender: PhoneNumber) throws(LedgerError) -> OptOut? {
    try first(
      """
      SELECT \(Row.optOutColumns) FROM opt_out WHERE phone = ? AND sender IN (0, ?)
      ORDER BY sender DESC LIMIT 1
      """,
      [.phone(phone), .phone(sender)]
    ) { row throws(LedgerError) in try row.optOut(from: 0) }
  }
}
