internal import SMSCore

extension WriteSession {
  /// Begins an attempt of a waiting job.
  ///
  /// Published results do not show running attempts, so this takes no change number.
  /// - Returns: Whether this call moved the job to `attempting`.
  /// - Throws: `LedgerError` if a statement fails.
  func begin(_ number: JobNumber, at now: Moment) throws(LedgerError) -> Bool {
    guard let job = try standing(of: number), job.isMessage, job.isWaiting else { return false }
    if job.isCode, try !isLive(codeOf: number) {
      try move(job, to: .expired, error: .deadCode(cause: try error(of: number)), at: now.wall)
      return false
    }
    try connection.run(
      """
      UPDATE job SET state = 3, begun = ?1, begun_monotonic = ?2, begun_from = ?3,
        doubt_monotonic = CASE WHEN boot = ?4 THEN doubt_monotonic END, boot = ?4,
        attempts = attempts + 1
      WHERE number = ?5
        AND NOT EXISTS (
          SELECT 1 FROM opt_out WHERE phone = job.recipient AND sender = job.sender)
        AND NOT EXISTS (SELECT 1 FROM opt_out WHERE phone = job.recipient AND sender = 0)
      """,
      [
        .time(now.wall), .integer(now.monotonic.nanoseconds), .state(job.state), .integer(boot),
        .job(number),
      ]
    )
    guard connection.changes > 0 else {
      if let (optOut, sender) = try optOut(of: number) {
        try move(job, to: .failed, error: .optedOut(optOut, from: sender), at: now.wall)
      }
      return false
    }
    counts.returned(job.name.spool, from: job.state, to: .attempting)
    return true
  }

  /// Ends a waiting job as `failed`.
  ///
  /// - Throws: `LedgerError` if a statement fails.
  func fail(_ number: JobNumber, error: JobError, at now: WallTime) throws(LedgerError) {
    guard let job = try standing(of: number), job.isMessage, job.isWaiting else { return }
    try move(job, to: .failed, error: error, at: now)
  }

  /// Moves a waiting job to `deferred` without an attempt.
  ///
  /// - Throws: `LedgerError` if a statement fails.
  func postpone(
    _ number: JobNumber,
    error: JobError,
    nextAttemptAt: WallTime,
    dueAt: WallTime?,
    at now: WallTime
  ) throws(LedgerError) {
    guard let job = try standing(of: number), job.isMessage, job.isWaiting else { return }
    try move(job, to: .deferred, error: error, at: now)
    try connection.run(
      "UPDATE job SET next_attempt = ?, due = coalesce(?, due) WHERE number = ?",
      [.time(nextAttemptAt), .optional(dueAt), .job(number)]
    )
  }
}

extension WriteSession.JobRow {
  /// Whether the job is in the agenda.
  var isWaiting: Bool { state == .queued || state == .deferred }
}
