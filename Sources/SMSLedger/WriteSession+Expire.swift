internal import SMSCore

extension WriteSession {
  /// Ends messages that wait or are held and whose time has run out, oldest first.
  ///
  /// - Throws: `LedgerError` with SQLite's reason.
  func expire(at now: WallTime, limit: Int) throws(LedgerError) -> Expiry {
    // A restored ledger does not know what was sent in time; a release asks for the expiry again.
    guard try !isRestored() else { return Expiry(ended: [], next: nil) }
    let numbers = try overdue(at: now, limit: limit)
    for number in numbers {
      guard let job = try standing(of: number) else { continue }
      let error = JobError.expired(cause: try error(of: number), isCode: job.isCode)
      try move(job, to: .expired, error: error, at: now)
    }
    return Expiry(ended: numbers, next: try nextExpiry())
  }

  private func overdue(at now: WallTime, limit: Int) throws(LedgerError) -> [JobNumber] {
    var numbers: [JobNumber] = []
    try connection.query(
      """
      SELECT number FROM job INDEXED BY job_expiry
      WHERE account IS NOT NULL AND state <= 2 AND expires <= ? ORDER BY expires, number LIMIT ?
      """,
      [.time(now), .integer(Int64(limit))]
    ) { numbers.append($0.job(0)) }
    return numbers
  }

  private func nextExpiry() throws(LedgerError) -> WallTime? {
    try connection.first(
      """
      SELECT expires FROM job INDEXED BY job_expiry
      WHERE account IS NOT NULL AND state <= 2 ORDER BY expires LIMIT 1
      """
    ) { $0.time(0) }
  }
}
