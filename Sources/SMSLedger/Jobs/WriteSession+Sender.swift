internal import SMSCore

/// Pauses of senders.
extension WriteSession {
  /// Rows looked at in one step.
  private static let step = 4_000

  /// Keeps the pause, and moves a part of the messages that wait to a later time.
  ///
  /// Results do not tell of that, so it makes no change numbers.
  /// - Throws: `LedgerError` with SQLite's reason.
  func hold(
    _ sender: Sender,
    until time: WallTime,
    from cursor: SenderCursor?
  ) throws(LedgerError) -> SenderCursor? {
    if cursor == nil, let row = HoldRow(.sender(sender)) {
      try connection.run(
        "INSERT OR IGNORE INTO hold (scope, name) VALUES (?, ?)",
        [.text(row.scope), .text(row.name)]
      )
    }
    return try pass(over: sender, from: cursor, dueAfter: nil) { job, due, _ throws(LedgerError) in
      if due < time { try move(job, to: time) }
    }
  }

  /// Ends the pause, and makes a part of the messages that wait due.
  ///
  /// - Throws: `LedgerError` with SQLite's reason.
  func free(
    _ sender: Sender,
    at now: WallTime,
    from cursor: SenderCursor?
  ) throws(LedgerError) -> SenderCursor? {
    if cursor == nil, let row = HoldRow(.sender(sender)) {
      try connection.run(
        "DELETE FROM hold WHERE scope = ? AND name = ?",
        [.text(row.scope), .text(row.name)]
      )
    }
    return try pass(over: sender, from: cursor, dueAfter: now) {
      job,
      due,
      notBefore throws(LedgerError) in
      let time = max(notBefore ?? now, now)
      if time < due { try move(job, to: time) }
    }
  }

  private func move(_ job: JobNumber, to time: WallTime) throws(LedgerError) {
    try connection.run("UPDATE job SET due = ? WHERE number = ?", [.time(time), .job(job)])
  }

  /// Goes through a part of a spool's lanes, in order of due time.
  ///
  /// - Returns: Where the next part begins; nil after the last lane.
  private func pass(
    over sender: Sender,
    from cursor: SenderCursor?,
    dueAfter time: WallTime?,
    _ body: (JobNumber, _ due: WallTime, _ notBefore: WallTime?) throws(LedgerError) -> Void
  ) throws(LedgerError) -> SenderCursor? {
    let lanes = try connection.waitingLanes().filter { $0.spool == sender.spool }
      .sorted { $0.place < $1.place }
    var left = Self.step
    for lane in lanes where cursor.map({ $0.lane.place <= lane.place }) ?? true {
      let start = cursor?.lane == lane ? cursor : nil
      let rows = try rows(of: lane, from: start, dueAfter: time, limit: left)
      for row in rows where row.number == sender.number && !row.isCode {
        try body(row.job, row.due, row.notBefore)
      }
      left -= rows.count
      if left <= 0, let last = rows.last {
        return SenderCursor(lane: lane, dueAt: last.due, job: last.job)
      }
    }
    return nil
  }

  private struct WaitingRow {
    var job: JobNumber
    var due: WallTime
    var number: PhoneNumber
    var isCode: Bool
    var notBefore: WallTime?
  }

  private func rows(
    of lane: Lane,
    from cursor: SenderCursor?,
    dueAfter time: WallTime?,
    limit: Int
  ) throws(LedgerError) -> [WaitingRow] {
    var rows: [WaitingRow] = []
    let start = cursor?.dueAt ?? time ?? WallTime(milliseconds: .min)
    try connection.query(
      """
      SELECT number, due, sender, kind <> 'message', not_before FROM job INDEXED BY job_lane
      WHERE account IS NOT NULL AND state <= 1 AND account = ?1 AND spool = ?2 AND priority = ?3
        AND due >= ?4 AND (due > ?4 OR number > ?5)
      ORDER BY due, number LIMIT ?6
      """,
      [
        .text(lane.account), .text(lane.spool), .priority(lane.priority), .time(start),
        .job(cursor?.job ?? JobNumber(0)), .integer(Int64(limit)),
      ]
    ) { row throws(LedgerError) in
      rows.append(
        WaitingRow(
          job: row.job(0),
          due: row.time(1),
          number: try row.phone(2),
          isCode: row.flag(3),
          notBefore: row.isNull(4) ? nil : row.time(4)
        )
      )
    }
    return rows
  }
}

extension Lane {
  fileprivate var place: (String, Int) { (account, priority.rawValue) }
}

extension ReadSession {
  /// Rows that are looked at for one whose text is intact.
  private static let candidates = 5

  /// A message of a sender that waits: the next after a number, or the first.
  ///
  /// - Throws: `LedgerError` with SQLite's reason.
  func waiting(
    of sender: Sender,
    after job: JobNumber,
    at now: WallTime
  ) throws(LedgerError) -> AgendaEntry? {
    try connection.transaction(.read) { () throws(LedgerError) in
      let lanes = try connection.waitingLanes().filter { $0.spool == sender.spool }
        .sorted { $0.place < $1.place }
      for first in [job, JobNumber(0)] {
        for lane in lanes {
          if let entry = try waiting(in: lane, of: sender, after: first, at: now) { return entry }
        }
      }
      return nil
    }
  }

  private func waiting(
    in lane: Lane,
    of sender: Sender,
    after job: JobNumber,
    at now: WallTime
  ) throws(LedgerError) -> AgendaEntry? {
    var found: AgendaEntry?
    try connection.query(
      """
      SELECT \(Row.entryColumns), text.seal
      FROM job INDEXED BY job_lane LEFT JOIN text ON text.job = job.number \(Row.entryJoins)
      WHERE job.account IS NOT NULL AND job.state <= 1
        AND job.account = ?1 AND job.spool = ?2 AND job.priority = ?3
        AND job.number > ?4 AND job.sender = ?5 AND job.kind = 'message'
        AND job.expires > ?6 AND coalesce(job.not_before, 0) <= ?6
      ORDER BY job.due, job.number LIMIT ?7
      """,
      [
        .text(lane.account), .text(lane.spool), .priority(lane.priority), .job(job),
        .phone(sender.number), .time(now), .integer(Int64(Self.candidates)),
      ]
    ) { row in
      if found == nil { found = intactEntry(row) }
    }
    return found
  }
}
