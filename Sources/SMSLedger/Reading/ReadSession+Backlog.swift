internal import SMSCore

extension SQLiteLedger: BacklogReader {
  func backlog(at now: WallTime) async throws(LedgerError) -> Backlog {
    try await reader.ask { session throws(LedgerError) in try session.backlog(at: now) }
  }
}

extension ReadSession {
  /// What waits, by lane, and since when.
  ///
  /// - Throws: `LedgerError` if a statement fails.
  func backlog(at now: WallTime) throws(LedgerError) -> Backlog {
    try connection.transaction(.read) { () throws(LedgerError) in
      var oldest: [Backlog.Oldest] = []
      for lane in try connection.waitingLanes().sorted(by: Lane.inOrder) {
        guard let since = try since(lane), since <= now else { continue }
        oldest.append(Backlog.Oldest(lane: lane, since: since))
      }
      return Backlog(oldest: oldest, inDoubt: try inDoubt(), holds: try holds())
    }
  }

  private func since(_ lane: Lane) throws(LedgerError) -> WallTime? {
    try connection.first(
      """
      SELECT min(max(accepted, coalesce(not_before, accepted))) FROM (
        SELECT accepted, not_before FROM job INDEXED BY job_lane
        WHERE account IS NOT NULL AND state <= 1
          AND account = ? AND spool = ? AND priority = ? AND batch = ? AND zones = ?
        ORDER BY due LIMIT ?
      )
      """,
      lane.values + [.integer(Int64(Backlog.depth))]
    ) { $0.isNull(0) ? nil : $0.time(0) } ?? nil
  }

  private func inDoubt() throws(LedgerError) -> Int {
    Int(
      try connection.number(
        "SELECT coalesce(sum(jobs), 0) FROM tally WHERE state = ?",
        [.state(.inDoubt)]
      )
    )
  }
}
