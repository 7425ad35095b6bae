internal import SMSCore

extension WriteSession {
  /// A job before a change: what the table of moves and the counts need.
  struct JobRow {
    let number: JobNumber
    let name: JobName
    /// Whether it is sent to a phone: a message or a code.
    let isMessage: Bool
    let kind: JobKind
    /// The digits of the number that sends it; nil for commands.
    let sender: Int64?
    /// The digits of the phone that it goes to; nil for commands, and once it was erased.
    let recipient: Int64?
    let state: JobState
    /// The state in which the running attempt began; nil outside an attempt.
    let begunFrom: JobState?
    /// Nil for commands.
    let lane: Lane?
    let retriedAs: String?
    /// Whether an operator had it made from another.
    let isRetry: Bool
    /// The number of the update that changed it last; 0 if none did.
    let revision: Int64
    /// The row of `text` that has its text: its own number's, or an update's.
    let text: JobNumber
    /// As of when its last attempt counts for caps; nil if it does not.
    let countedAt: WallTime?
    /// How many segments it has; 0 for commands.
    let segments: Int

    var isCode: Bool { isMessage && kind == .code }
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
    counts.moved(job, to: state, error: error?.code, at: now)
  }

  private static let standingColumns = """
    SELECT number, spool, id, account IS NOT NULL, state, begun_from, retried_as,
      account, spool, priority, batch, zones, kind, sender, recipient, retry_of IS NOT NULL,
      revision, coalesce(text_job, number), counted, segments
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
      kind: JobKind(stored: row.text(12)),
      sender: row.optionalInteger(13),
      recipient: row.optionalInteger(14),
      state: try row.state(4),
      begunFrom: row.isNull(5) ? nil : try row.state(5),
      lane: isMessage ? try row.lane(from: 7) : nil,
      retriedAs: row.optionalText(6),
      isRetry: row.flag(15),
      revision: row.integer(16),
      text: row.job(17),
      countedAt: row.isNull(18) ? nil : row.time(18),
      segments: row.isNull(19) ? 0 : row.count(19)
    )
  }
}

extension JobKind {
  /// The kind of a job whose request had this `kind`.
  fileprivate init(stored word: String) {
    switch word {
    case "message": self = .message
    case "verify", "enroll": self = .code
    case "check": self = .check
    default: self = .command
    }
  }
}
