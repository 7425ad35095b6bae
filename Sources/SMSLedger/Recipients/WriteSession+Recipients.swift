internal import SMSCore

/// The index by which jobs are found by their recipients.
extension WriteSession {
  /// Puts the next jobs of a run into the index.
  ///
  /// - Throws: `LedgerError` if a statement fails.
  func putInRecipients() throws(LedgerError) {
    if !recipients.isRunning { try beginRun() }
    let (jobs, mark) = recipients.next(at: lastJob)
    for job in jobs { try putIn(job) }
    guard let mark else { return }
    try connection.run(
      "INSERT OR REPLACE INTO mark (name, value) VALUES ('addressed', ?)",
      [.integer(mark)]
    )
  }

  private func beginRun() throws(LedgerError) {
    guard let jobs = recipients.jobs(at: lastJob) else { return }
    var found: [(phone: Int64, job: JobNumber)] = []
    found.reserveCapacity(jobs.count)
    try connection.query(
      """
      SELECT recipient, number FROM job NOT INDEXED
      WHERE number BETWEEN ? AND ? AND recipient IS NOT NULL
      """,
      [.integer(jobs.lowerBound), .integer(jobs.upperBound)]
    ) { row in found.append((row.integer(0), row.job(1))) }
    recipients.begin(found, through: jobs.upperBound)
  }

  /// The job may be gone since the run began, or its recipient erased; after a crash it may be in the
  /// index already.
  private func putIn(_ job: JobNumber) throws(LedgerError) {
    try connection.run(
      """
      INSERT OR IGNORE INTO addressee (phone, job)
      SELECT recipient, number FROM job WHERE number = ? AND recipient IS NOT NULL
      """,
      [.job(job)]
    )
  }

  /// Makes the index anew, in which no trace of earlier entries is left.
  ///
  /// - Throws: `LedgerError` if a statement fails.
  func rebuildRecipients() throws(LedgerError) {
    try connection.rebuildAddressees()
    recipients.drop()
  }

  /// Removes a job from the index, before its row goes or loses its recipient.
  ///
  /// - Throws: `LedgerError` if a statement fails.
  func forgetRecipient(of job: JobNumber) throws(LedgerError) {
    try connection.run(
      """
      DELETE FROM addressee
      WHERE phone = (SELECT recipient FROM job WHERE number = ?1) AND job = ?1
      """,
      [.job(job)]
    )
  }
}

extension Connection {
  /// The number up to which jobs are in the index.
  static let addressed = "coalesce((SELECT value FROM mark WHERE name = 'addressed'), 0)"

  /// Reads the highest number that a job has ever had.
  static let lastJobSQL = """
    SELECT coalesce((SELECT seq FROM sqlite_sequence WHERE name = 'job'), 0)
    """

  /// All jobs with a recipient, as a table with the columns `phone` and `job`: by the index, and above
  /// its mark by their rows.
  ///
  /// Call it inside a transaction, or in one statement: the mark moves. The plus keeps SQLite from
  /// beginning below the mark where a query has a bound of its own.
  static let addressees = """
    (SELECT phone, job FROM addressee WHERE job <= \(addressed)
      UNION ALL SELECT recipient, +number FROM job NOT INDEXED WHERE number > \(addressed))
    """

  /// Makes the index anew, through its mark.
  ///
  /// - Throws: `LedgerError` if a statement fails.
  func rebuildAddressees() throws(LedgerError) {
    try run("DELETE FROM addressee")
    try run(
      """
      INSERT INTO addressee (phone, job)
      SELECT recipient, number FROM job NOT INDEXED
      WHERE recipient IS NOT NULL AND number <= \(Self.addressed) ORDER BY 1, 2
      """
    )
  }
}
