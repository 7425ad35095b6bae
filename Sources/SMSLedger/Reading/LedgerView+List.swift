package import SMSCore

extension LedgerView {
  /// Jobs, the newest first.
  ///
  /// Each part of the ledger is read in a transaction of its own, so a job that changes meanwhile
  /// is told as it is when its part is read.
  /// - Parameters:
  ///   - states: Only jobs in one of these states; nil for all.
  ///   - spool: Only jobs of this spool; nil for all.
  ///   - limit: At most so many.
  /// - Returns: The jobs, newest first.
  /// - Throws: `LedgerError` with SQLite's reason.
  package func list(
    states: Set<JobState>? = nil,
    spool: String? = nil,
    limit: Int
  ) throws(LedgerError) -> [JobSnapshot] {
    var jobs: [JobSnapshot] = []
    var upper = try connection.number("SELECT max(number) FROM job")
    let lowest = try connection.number("SELECT min(number) FROM job")
    while upper >= max(lowest, 1), jobs.count < limit {
      jobs += try part(upTo: upper, states, spool, limit: limit - jobs.count)
      upper -= Self.chunk
    }
    return jobs
  }

  private func part(
    upTo upper: Int64,
    _ states: Set<JobState>?,
    _ spool: String?,
    limit: Int
  ) throws(LedgerError) -> [JobSnapshot] {
    let mask = (states ?? Set(JobState.allCases)).reduce(0) { $0 | 1 << $1.rawValue }
    var jobs: [JobSnapshot] = []
    try connection.query(
      """
      SELECT \(Row.snapshotColumns) FROM job \(Row.snapshotJoins)
      WHERE job.number <= ?1 AND job.number > ?2
        AND (?3 >> job.state) & 1 AND (?4 IS NULL OR job.spool = ?4)
      ORDER BY job.number DESC LIMIT ?5
      """,
      [
        .integer(upper), .integer(upper - Self.chunk), .integer(Int64(mask)), .optional(spool),
        .integer(Int64(limit)),
      ]
    ) { row throws(LedgerError) in
      jobs.append(try connection.completed(try row.snapshot()))
    }
    return jobs
  }
}
