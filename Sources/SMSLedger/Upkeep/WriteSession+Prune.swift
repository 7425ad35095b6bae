internal import SMSCore

extension WriteSession {
  /// Removes jobs that ended before the cutoff and whose results are published, oldest first.
  ///
  /// - Returns: How many jobs were removed.
  /// - Throws: `LedgerError` if a statement fails.
  func prune(settledBefore cutoff: WallTime, limit: Int) throws(LedgerError) -> Int {
    var ended: [(number: JobNumber, spool: String, state: JobState, isMessage: Bool)] = []
    try connection.query(
      """
      SELECT number, spool, state, account IS NOT NULL FROM job INDEXED BY job_ended
      WHERE state >= 5 AND updated < ?1 AND change <= (\(ReadSession.publishedThroughSQL))
      ORDER BY updated LIMIT ?2
      """,
      [.time(cutoff), .integer(Int64(limit))]
    ) { row throws(LedgerError) in
      ended.append((row.job(0), row.text(1), try row.state(2), row.flag(3)))
    }
    for job in ended {
      try remove(job.number)
      counts.removed(job.spool, job.state, isMessage: job.isMessage)
    }
    try forgetCodes(before: cutoff, limit: limit)
    return ended.count
  }

  private func remove(_ number: JobNumber) throws(LedgerError) {
    try connection.run("DELETE FROM text WHERE job = ?", [.job(number)])
    try connection.run("DELETE FROM error WHERE job = ?", [.job(number)])
    try connection.run("DELETE FROM attempt WHERE job = ?", [.job(number)])
    try connection.run("DELETE FROM verdict WHERE job = ?", [.job(number)])
    try connection.run("DELETE FROM command WHERE job = ?", [.job(number)])
    try connection.run("DELETE FROM record WHERE job = ?", [.job(number)])
    try connection.run("DELETE FROM step_count WHERE job = ?", [.job(number)])
    try connection.run("DELETE FROM job WHERE number = ?", [.job(number)])
  }
}

extension WriteSession {
  /// Removes receipts of messages that are not in the ledger, and published inbound messages.
  ///
  /// - Returns: How many rows were removed.
  /// - Throws: `LedgerError` if a statement fails.
  func pruneInbox(before cutoff: WallTime, limit: Int) throws(LedgerError) -> Int {
    try connection.run(
      """
      DELETE FROM receipt WHERE number IN (
        SELECT number FROM receipt INDEXED BY receipt_age
        WHERE received < ?1 AND NOT EXISTS (
          SELECT 1 FROM job WHERE job.provider_message_id = receipt.message_id
        ) ORDER BY received LIMIT ?2
      )
      """,
      [.time(cutoff), .integer(Int64(limit))]
    )
    let receipts = connection.changes
    try connection.run(
      """
      DELETE FROM received WHERE number IN (
        SELECT number FROM received INDEXED BY received_age
        WHERE received < ?1 AND published = 1 ORDER BY received LIMIT ?2
      )
      """,
      [.time(cutoff), .integer(Int64(limit - receipts))]
    )
    return receipts + connection.changes
  }
}
