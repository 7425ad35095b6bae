package import SMSCore

extension LedgerView {
  /// One job with its attempts, or nil if the ledger does not know it.
  ///
  /// - Throws: `LedgerError` with SQLite's reason.
  package func show(_ name: JobName) throws(LedgerError) -> JobDetails? {
    try connection.transaction(.read) { () throws(LedgerError) in
      guard var details = try details(of: name) else { return nil }
      details.attempts = try attempts(of: details.snapshot.number)
      return details
    }
  }

  private func details(of name: JobName) throws(LedgerError) -> JobDetails? {
    try connection.first(
      """
      SELECT \(Row.snapshotColumns), job.producer, job.due, job.not_before, job.expires, job.begun
      FROM job \(Row.snapshotJoins) WHERE job.spool = ? AND job.id = ?
      """,
      [.text(name.spool), .text(name.id)]
    ) { row throws(LedgerError) in
      let next = Row.snapshotWidth
      return JobDetails(
        snapshot: try connection.completed(try row.snapshot()),
        producer: UInt32(clamping: row.integer(next)),
        dueAt: row.optionalTime(next + 1),
        notBefore: row.optionalTime(next + 2),
        expiresAt: row.optionalTime(next + 3),
        begunAt: row.optionalTime(next + 4),
        attempts: []
      )
    }
  }

  private func attempts(of job: JobNumber) throws(LedgerError) -> [AttemptRecord] {
    var attempts: [AttemptRecord] = []
    try connection.query(
      """
      SELECT number, begun, ended, left, http_status, code FROM attempt
      WHERE job = ? ORDER BY number
      """,
      [.job(job)]
    ) { row throws(LedgerError) in
      attempts.append(
        AttemptRecord(
          number: row.count(0),
          begunAt: row.time(1),
          endedAt: row.time(2),
          leftAt: row.optionalTime(3),
          httpStatus: row.optionalCount(4),
          code: row.isNull(5) ? nil : try row.errorCode(5)
        )
      )
    }
    return attempts
  }
}

/// A job as `show` tells it: its result, and what a result does not hold.
package struct JobDetails: Hashable, Sendable {
  package var snapshot: JobSnapshot
  /// The owner of the request file (`st_uid`).
  package var producer: UInt32
  /// When it may be sent; nil for commands.
  package var dueAt: WallTime?
  package var notBefore: WallTime?
  package var expiresAt: WallTime?
  /// When the attempt that is under way began; nil if none is.
  package var begunAt: WallTime?
  /// The attempts that ended, in order.
  package var attempts: [AttemptRecord]
}
