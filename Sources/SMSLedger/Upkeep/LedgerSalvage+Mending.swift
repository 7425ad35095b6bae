internal import SMSCore

/// What makes the rows that were saved belong together.
extension LedgerSalvage {
  mutating func mend(_ now: WallTime) throws(LedgerError) {
    try target.run("DELETE FROM job WHERE state NOT BETWEEN 0 AND 14")
    if target.changes > 0 {
      report.losses.append("jobs in unknown states: \(target.changes)")
    }
    for table in [
      "text", "error", "attempt", "command", "record", "verdict", "step_count", "awaited", "batch",
      "batch_repeat", "repetition", "contact", "media_use",
    ] {
      try target.run("DELETE FROM \(table) WHERE job NOT IN (SELECT number FROM job)")
    }
    try target.run("DELETE FROM medium WHERE message NOT IN (SELECT number FROM received)")
    // Times of the monotonic clock are comparable only within a boot, and boots are counted.
    try target.run(
      """
      INSERT OR IGNORE INTO mark (name, value)
      SELECT 'boot', max(boot) FROM job HAVING max(boot) IS NOT NULL
      """
    )
    for job in try incomplete() { try end(job, now) }
    try target.rebuildProviderIDs()
    try target.run(
      """
      INSERT OR REPLACE INTO mark (name, value)
      SELECT 'addressed', coalesce(max(number), 0) FROM job
      """
    )
    try target.rebuildAddressees()
    try recountBatches()
    try target.run("DELETE FROM assignment_count")
    try target.run(
      """
      INSERT INTO assignment_count (spool, sender, recipients)
      SELECT spool, sender, count(*) FROM assignment GROUP BY 1, 2
      """
    )
    for (table, isMessage) in [("tally", 1), ("request_tally", 0)] {
      try target.run("DELETE FROM \(table)")
      try target.run(
        """
        INSERT INTO \(table) (spool, state, jobs)
        SELECT spool, state, count(*) FROM job WHERE (account IS NOT NULL) = \(isMessage)
        GROUP BY 1, 2
        """
      )
    }
  }

  /// Ended batches keep their counters, as some of their messages may have been pruned.
  private func recountBatches() throws(LedgerError) {
    let open = "(SELECT job FROM batch WHERE ended IS NULL)"
    try target.run("DELETE FROM batch_tally WHERE batch IN \(open)")
    try target.run(
      """
      INSERT INTO batch_tally (batch, state, jobs)
      SELECT batch, state, count(*) FROM job WHERE batch IN \(open) GROUP BY 1, 2
      """
    )
  }

  /// Unfinished jobs that lack something they need.
  private func incomplete() throws(LedgerError) -> [(number: Int64, state: Int64)] {
    var jobs: [(number: Int64, state: Int64)] = []
    try target.query(
      """
      SELECT number, state FROM job WHERE state <= 4 AND (
        account IS NULL AND NOT EXISTS (SELECT 1 FROM command WHERE job = number)
          AND NOT EXISTS (SELECT 1 FROM batch WHERE job = number)
        OR batch <> 0 AND NOT EXISTS (SELECT 1 FROM batch WHERE batch.job = job.batch)
        OR account IS NOT NULL AND (
          recipient IS NULL OR sender IS NULL OR priority IS NULL OR due IS NULL OR expires IS NULL
          OR NOT EXISTS (SELECT 1 FROM text WHERE job = coalesce(text_job, number))
          OR state = 3 AND begun IS NULL
          OR state = 4 AND (doubt_since IS NULL OR next_attempt IS NULL)
          OR kind <> 'message' AND NOT EXISTS (
            SELECT 1 FROM code JOIN verification v ON v.number = code.verification
            WHERE code.job = job.number)
        )
      )
      """
    ) { jobs.append(($0.integer(0), $0.integer(1))) }
    return jobs
  }

  /// Ends a job as uncertain if it may have been sent, otherwise as failed.
  private mutating func end(
    _ job: (number: Int64, state: Int64),
    _ now: WallTime
  ) throws(LedgerError) {
    let state: JobState = job.state >= JobState.attempting.rawValue ? .uncertain : .failed
    let error = JobError.ledgerDamaged
    try target.run(
      """
      UPDATE job SET state = ?1, updated = ?2, begun = NULL, begun_monotonic = NULL,
        begun_from = NULL, next_attempt = NULL, change = 1 + max(
          coalesce((SELECT max(change) FROM job), 0),
          coalesce((SELECT value FROM mark WHERE name = 'published'), 0))
      WHERE number = ?3
      """,
      [.state(state), .time(now), .integer(job.number)]
    )
    try target.run(
      "INSERT OR REPLACE INTO error (job, code, message, hint) VALUES (?, ?, ?, ?)",
      [
        .integer(job.number), .text(error.code.rawValue), .text(error.message), .text(error.hint),
      ]
    )
    report.ended += 1
  }
}
