internal import SMSCore

/// Pauses of senders.
extension WriteSession {
  /// Stores the pause, and postpones a part of the sender's waiting messages.
  ///
  /// Results do not show due times, so this takes no change numbers.
  /// - Throws: `LedgerError` if a statement fails.
  func hold(
    _ sender: Sender,
    until time: WallTime,
    at now: WallTime,
    from cursor: LaneCursor?
  ) throws(LedgerError) -> LaneCursor? {
    if cursor == nil { try turnOn(.sender(sender), by: nil, at: now) }
    return try eachWaiting(of: sender, from: cursor, dueAfter: nil) { row throws(LedgerError) in
      if row.due < time { try move(row.job, to: time) }
    }
  }

  /// Ends the pause, and makes a part of the sender's waiting messages due.
  ///
  /// - Throws: `LedgerError` if a statement fails.
  func free(
    _ sender: Sender,
    at now: WallTime,
    from cursor: LaneCursor?
  ) throws(LedgerError) -> LaneCursor? {
    if cursor == nil, let row = HoldRow(.sender(sender)) {
      try connection.run(
        "DELETE FROM hold WHERE scope = ? AND name = ?",
        [.text(row.scope), .text(row.name)]
      )
    }
    return try eachWaiting(of: sender, from: cursor, dueAfter: now) { row throws(LedgerError) in
      let time = max(row.notBefore ?? now, now)
      if time < row.due { try move(row.job, to: time) }
    }
  }

  private func eachWaiting(
    of sender: Sender,
    from cursor: LaneCursor?,
    dueAfter time: WallTime?,
    _ body: (WaitingRow) throws(LedgerError) -> Void
  ) throws(LedgerError) -> LaneCursor? {
    let lanes = try connection.waitingLanes().filter { $0.spool == sender.spool }
    return try eachWaiting(in: lanes, from: cursor, dueAfter: time) {
      _,
      row throws(LedgerError) in
      if row.number == sender.number, !row.isCode { try body(row) }
    }
  }
}

extension ReadSession {
  /// Rows examined to find one whose text is intact.
  private static let candidates = 5

  /// A waiting message of a sender: the next after a job number, or else the first.
  ///
  /// - Throws: `LedgerError` if a statement fails.
  func waiting(
    of sender: Sender,
    after job: JobNumber,
    closed: Set<LaneZones>,
    at now: WallTime
  ) throws(LedgerError) -> AgendaEntry? {
    try connection.transaction(.read) { () throws(LedgerError) in
      let lanes = try connection.waitingLanes()
        .filter { $0.spool == sender.spool && !closed.contains($0.zones) }
        .sorted(by: Lane.inOrder)
      for first in [job, JobNumber(0)] {
        for lane in lanes where try !isClosed(lane) {
          if let entry = try waiting(in: lane, of: sender, after: first, at: now) { return entry }
        }
      }
      return nil
    }
  }

  private func isClosed(_ lane: Lane) throws(LedgerError) -> Bool {
    guard let batch = lane.batch else { return false }
    return try connection.isClosed(batch)
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
      FROM job INDEXED BY job_lane LEFT JOIN text ON \(Row.isText) \(Row.entryJoins)
      WHERE job.account IS NOT NULL AND job.state <= 1
        AND job.account = ?1 AND job.spool = ?2 AND job.priority = ?3 AND job.batch = ?4
        AND job.zones = ?5 AND job.number > ?6 AND job.sender = ?7 AND job.kind = 'message'
        AND job.expires > ?8 AND coalesce(job.not_before, 0) <= ?8
      ORDER BY job.due, job.number LIMIT ?9
      """,
      lane.values + [
        .job(job), .phone(sender.number), .time(now), .integer(Int64(Self.candidates)),
      ]
    ) { row in
      if found == nil { found = intactEntry(row) }
    }
    return found
  }
}
