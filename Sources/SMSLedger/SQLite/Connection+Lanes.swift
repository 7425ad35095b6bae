internal import SMSCore

extension Connection {
  /// The lanes in which messages wait, due or not.
  ///
  /// Jumps from lane to lane in the index, so a long lane costs no more than a short one.
  /// - Throws: `LedgerError` if a statement fails.
  func waitingLanes() throws(LedgerError) -> Set<Lane> {
    var lanes: Set<Lane> = []
    var last = try firstLane()
    while let lane = last {
      lanes.insert(lane)
      last = try nextLane(after: lane)
    }
    return lanes
  }

  private func firstLane() throws(LedgerError) -> Lane? {
    try first(
      """
      SELECT account, spool, priority, batch, zones FROM job INDEXED BY job_lane
      WHERE account IS NOT NULL AND state <= 1
      ORDER BY account, spool, priority, batch, zones LIMIT 1
      """
    ) { row throws(LedgerError) in try row.lane(from: 0) }
  }

  private func nextLane(after lane: Lane) throws(LedgerError) -> Lane? {
    try first(
      """
      SELECT account, spool, priority, batch, zones FROM job INDEXED BY job_lane
      WHERE account IS NOT NULL AND state <= 1
        AND (account, spool, priority, batch, zones, due) > (?, ?, ?, ?, ?, ?)
      ORDER BY account, spool, priority, batch, zones, due LIMIT 1
      """,
      // SQLite seeks to the equal columns and scans from there: the highest possible due time makes
      // it start behind the lane instead of at its first job.
      lane.values + [.integer(.max)]
    ) { row throws(LedgerError) in try row.lane(from: 0) }
  }
}
