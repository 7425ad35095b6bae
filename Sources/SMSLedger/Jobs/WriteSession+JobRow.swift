internal import SMSCore

extension WriteSession {
  /// A job before a change: what the table of moves and the counts need.
  struct JobRow {
    let number: JobNumber
    let name: JobName
    /// Whether it is sent to a phone: a message or a code.
    let isMessage: Bool
    let isCode: Bool
    let state: JobState
    /// The state in which the running attempt began; nil outside an attempt.
    let begunFrom: JobState?
    /// Nil for commands.
    let lane: Lane?
    let retriedAs: String?
  }

  /// A job before a change, or nil if the ledger does not have it.
  ///
  /// - Throws: `LedgerError` if a statement fails.
  func standing(of number: JobNumber) throws(LedgerError) -> JobRow? {
    try connection.first(
      Self.standingByNumber,
      [.job(number)],
      Self.standing
    )
  }

  /// A job before a change, or nil if the ledger does not have it.
  ///
  /// - Throws: `LedgerError` if a statement fails.
  func standing(of name: JobName) throws(LedgerError) -> JobRow? {
    try connection.first(
      Self.standingByName,
      [.text(name.spool), .text(name.id)],
      Self.standing
    )
  }

  /// Changes a job's state, with everything that follows from any change of state.
  ///
  /// The change is published if it alters the job's result file.
  /// - Throws: `LedgerError` if a statement fails.
  func move(
    _ job: JobRow,
    to state: JobState,
    error: JobError? = nil,
    at now: WallTime
  ) throws(LedgerError) {
    precondition(job.state.mayBecome(state), "a job may not move from \(job.state) to \(state)")
    try connection.run(
      "UPDATE job SET state = ?, updated = ?, change = ? WHERE number = ?",
      [.state(state), .time(now), .integer(nextChange()), .job(job.number)]
    )
    if let error { try keep(error, of: job.number) }
    tally.move(job.name.spool, from: job.state, to: state)
  }

  private static let standingColumns = """
    SELECT number, spool, id, account IS NOT NULL, state, begun_from, retried_as,
      account, spool, priority, kind <> 'message'
    FROM job
    """
  private static let standingByNumber = standingColumns + " WHERE number = ?"
  private static let standingByName = standingColumns + " WHERE spool = ? AND id = ?"

  private static func standing(_ row: borrowing Row) throws(LedgerError) -> JobRow {
    let isMessage = row.flag(3)
    return JobRow(
      number: row.job(0),
      name: JobName(spool: row.text(1), id: row.text(2)),
      isMessage: isMessage,
      isCode: isMessage && row.flag(10),
      state: try row.state(4),
      begunFrom: row.isNull(5) ? nil : try row.state(5),
      lane: isMessage ? try row.lane(from: 7) : nil,
      retriedAs: row.optionalText(6)
    )
  }
}

/// The changes in how many jobs of each spool are in each state: counting moves avoids a scan over
/// a million jobs.
struct StateCounts {
  private struct Key: Hashable {
    let spool: String
    let state: JobState
  }

  private var differences: [Key: Int] = [:]

  /// Counts a job that was added to the ledger.
  mutating func add(_ spool: String, _ state: JobState) {
    differences[Key(spool: spool, state: state), default: 0] += 1
  }

  /// Counts a job that was removed from the ledger.
  mutating func remove(_ spool: String, _ state: JobState) {
    differences[Key(spool: spool, state: state), default: 0] -= 1
  }

  /// Counts a job's change of state.
  mutating func move(_ spool: String, from old: JobState, to new: JobState) {
    guard old != new else { return }
    remove(spool, old)
    add(spool, new)
  }

  /// Adds the counts to the ledger and resets them.
  ///
  /// - Throws: `LedgerError` if a statement fails.
  mutating func write(to connection: Connection) throws(LedgerError) {
    for (key, difference) in differences where difference != 0 {
      try connection.run(
        """
        INSERT INTO tally (spool, state, jobs) VALUES (?1, ?2, ?3)
        ON CONFLICT (spool, state) DO UPDATE SET jobs = jobs + ?3
        """,
        [.text(key.spool), .state(key.state), .integer(Int64(difference))]
      )
    }
    differences.removeAll(keepingCapacity: true)
  }
}
