internal import SMSCore

extension WriteSession {
  /// Removes jobs that ended before the cutoff and whose results are published, oldest first.
  ///
  /// An update stays as long as a message has its text.
  /// - Returns: How many jobs were removed.
  /// - Throws: `LedgerError` if a statement fails.
  func prune(settledBefore cutoff: WallTime, limit: Int) throws(LedgerError) -> Int {
    var ended: [EndedRow] = []
    try connection.query(
      """
      SELECT number, spool, state, account IS NOT NULL, provider_message_id
      FROM job INDEXED BY job_ended
      WHERE state >= 5 AND updated < ?1 AND change <= (\(ReadSession.publishedThroughSQL))
        AND NOT EXISTS (
          SELECT 1 FROM job AS changed INDEXED BY job_text WHERE changed.text_job = job.number
        )
      ORDER BY updated LIMIT ?2
      """,
      [.time(cutoff), .integer(Int64(limit))]
    ) { row throws(LedgerError) in
      ended.append(
        EndedRow(
          number: row.job(0),
          spool: row.text(1),
          state: try row.state(2),
          isMessage: row.flag(3),
          providerID: row.optionalText(4)
        )
      )
    }
    var removed = 0
    for job in ended {
      if !job.isMessage, try isNeeded(job.number) { continue }
      if let id = job.providerID { try forgetProviderID(id, of: job.number) }
      try remove(job.number)
      counts.removed(job.spool, job.state, isMessage: job.isMessage)
      removed += 1
    }
    try forgetCodes(before: cutoff, limit: limit)
    return removed
  }

  private struct EndedRow {
    let number: JobNumber
    let spool: String
    let state: JobState
    let isMessage: Bool
    let providerID: String?
  }

  /// Whether it is a batch some of whose messages are still in the ledger; removes what else there is
  /// of a batch that is not needed.
  private func isNeeded(_ number: JobNumber) throws(LedgerError) -> Bool {
    guard let batch = try connection.batch(number) else { return false }
    if let jobs = batch.jobs {
      let left = try connection.number(
        "SELECT EXISTS (SELECT 1 FROM job WHERE number BETWEEN ? AND ? AND batch = ?)",
        [.integer(jobs.lowerBound), .integer(jobs.upperBound), .job(number)]
      )
      if left == 1 { return true }
    }
    try removeBatch(number)
    return false
  }

  /// Removes a job with all that belongs to it, but for what a batch has of its own.
  ///
  /// - Throws: `LedgerError` if a statement fails.
  func remove(_ number: JobNumber) throws(LedgerError) {
    if let job = try standing(of: number), job.text != number { try eraseText(in: job.text) }
    try connection.run("DELETE FROM text WHERE job = ?", [.job(number)])
    try releaseCopies(of: number)
    try connection.run("DELETE FROM error WHERE job = ?", [.job(number)])
    try connection.run("DELETE FROM attempt WHERE job = ?", [.job(number)])
    try connection.run("DELETE FROM verdict WHERE job = ?", [.job(number)])
    try connection.run("DELETE FROM command WHERE job = ?", [.job(number)])
    try connection.run("DELETE FROM record WHERE job = ?", [.job(number)])
    try connection.run("DELETE FROM step_count WHERE job = ?", [.job(number)])
    try connection.run("DELETE FROM batch_repeat WHERE job = ?", [.job(number)])
    try forgetRecipient(of: number)
    try forgetRepetitions(of: number)
    try connection.run("DELETE FROM job WHERE number = ?", [.job(number)])
  }
}

extension WriteSession {
  /// Removes receipts of messages that are not in the ledger, and published inbound messages.
  ///
  /// - Returns: How many rows were removed.
  /// - Throws: `LedgerError` if a statement fails.
  func pruneInbox(before cutoff: WallTime, limit: Int) throws(LedgerError) -> Int {
    let receipts = try strayReceipts(before: cutoff, limit: limit)
    for receipt in receipts {
      try connection.run("DELETE FROM receipt WHERE number = ?", [.integer(receipt)])
    }
    let old = """
      SELECT number FROM received INDEXED BY received_age
      WHERE received < ?1 AND published = 1 ORDER BY received LIMIT ?2
      """
    let values: [SQLValue] = [.time(cutoff), .integer(Int64(limit - receipts.count))]
    try connection.run("DELETE FROM medium WHERE message IN (\(old))", values)
    try connection.run("DELETE FROM received WHERE number IN (\(old))", values)
    return receipts.count + connection.changes
  }

  /// The numbers of receipts of messages that are not in the ledger, oldest first.
  private func strayReceipts(
    before cutoff: WallTime,
    limit: Int
  ) throws(LedgerError) -> [Int64] {
    var candidates: [(number: Int64, messageID: String)] = []
    try connection.query(
      """
      SELECT number, message_id FROM receipt INDEXED BY receipt_age
      WHERE received < ?1 AND NOT EXISTS (
        SELECT 1 FROM provider_id CROSS JOIN job ON job.number = provider_id.job
        WHERE provider_id.key = provider_key(receipt.message_id)
          AND job.provider_message_id = receipt.message_id
      ) ORDER BY received LIMIT ?2
      """,
      [.time(cutoff), .integer(Int64(limit))]
    ) { candidates.append(($0.integer(0), $0.text(1))) }
    var strays: [Int64] = []
    for receipt in candidates where try isFree(receipt.messageID) { strays.append(receipt.number) }
    return strays
  }
}
