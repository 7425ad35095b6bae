internal import SMSCore

/// Moves the due times of waiting messages, in parts.
///
/// Results do not show when a message is due, so this takes no change numbers.
extension WriteSession {
  /// Rows examined in one step.
  private static let step = 4_000

  /// Brings forward due times that are too far ahead.
  ///
  /// - Parameters:
  ///   - latest: The latest due time for messages that have been tried.
  ///   - now: The due time for messages that have not been tried.
  ///   - cursor: Where this step begins; nil for the first.
  /// - Returns: What was moved, and where the next step begins.
  /// - Throws: `LedgerError` if a statement fails.
  func bringForward(
    to latest: WallTime,
    at now: WallTime,
    from cursor: LaneCursor?
  ) throws(LedgerError) -> BroughtForward {
    var lanes: Set<Lane> = []
    let next = try eachWaiting(from: cursor, dueAfter: latest) {
      lane,
      row throws(LedgerError) in
      let time = max(row.wasTried ? latest : now, row.notBefore ?? now)
      guard time < row.due else { return }
      try move(row.job, to: time)
      lanes.insert(lane)
    }
    return BroughtForward(lanes: lanes, next: next)
  }

  func move(_ job: JobNumber, to time: WallTime) throws(LedgerError) {
    try connection.run("UPDATE job SET due = ? WHERE number = ?", [.time(time), .job(job)])
  }

  struct WaitingRow {
    var job: JobNumber
    var due: WallTime
    var number: PhoneNumber
    var isCode: Bool
    var notBefore: WallTime?
    /// Whether it is `deferred`, not `queued`.
    var wasTried: Bool
    var recipient: PhoneNumber?
  }

  /// Visits a part of some lanes, or of all, each lane in order of due time.
  ///
  /// - Returns: Where the next part begins; nil after the last lane.
  /// - Throws: `LedgerError` if a statement fails.
  func eachWaiting(
    in visited: Set<Lane>? = nil,
    from cursor: LaneCursor?,
    dueAfter time: WallTime?,
    _ body: (Lane, WaitingRow) throws(LedgerError) -> Void
  ) throws(LedgerError) -> LaneCursor? {
    let all = if let visited { visited } else { try connection.waitingLanes() }
    let lanes = all.sorted(by: Lane.inOrder)
    var left = Self.step
    for lane in lanes where cursor.map({ !Lane.inOrder(lane, $0.lane) }) ?? true {
      let start = cursor?.lane == lane ? cursor : nil
      let rows = try rows(of: lane, from: start, dueAfter: time, limit: left)
      for row in rows { try body(lane, row) }
      left -= rows.count
      if left <= 0, let last = rows.last {
        return LaneCursor(lane: lane, dueAt: last.due, job: last.job)
      }
    }
    return nil
  }

  private func rows(
    of lane: Lane,
    from cursor: LaneCursor?,
    dueAfter time: WallTime?,
    limit: Int
  ) throws(LedgerError) -> [WaitingRow] {
    var rows: [WaitingRow] = []
    let start = cursor?.dueAt ?? time ?? WallTime(milliseconds: .min)
    try connection.query(
      """
      SELECT number, due, sender, kind <> 'message', not_before, state, recipient
      FROM job INDEXED BY job_lane
      WHERE account IS NOT NULL AND state <= 1 AND account = ?1 AND spool = ?2 AND priority = ?3
        AND batch = ?4 AND zones = ?5 AND due >= ?6 AND (due > ?6 OR number > ?7)
      ORDER BY due, number LIMIT ?8
      """,
      lane.values + [
        .time(start), .job(cursor?.job ?? JobNumber(0)), .integer(Int64(limit)),
      ]
    ) { row throws(LedgerError) in
      rows.append(
        WaitingRow(
          job: row.job(0),
          due: row.time(1),
          number: try row.phone(2),
          isCode: row.flag(3),
          notBefore: row.isNull(4) ? nil : row.time(4),
          wasTried: row.count(5) > 0,
          recipient: row.isNull(6) ? nil : try row.phone(6)
        )
      )
    }
    return rows
  }
}
