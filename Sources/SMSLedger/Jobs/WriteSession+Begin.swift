internal import SMSCore

extension WriteSession {
  /// Begins an attempt of a waiting job, unless something keeps it from being sent.
  ///
  /// Published results do not show running attempts, so this takes no change number.
  /// - Throws: `LedgerError` if a statement fails.
  func begin(_ claim: Claim, at now: Moment) throws(LedgerError) -> Beginning {
    let number = claim.job
    guard let job = try standing(of: number), job.isMessage, job.isWaiting else { return .none }
    if job.revision != claim.revision, let lane = job.lane { return .changed(lane) }
    if job.isCode, try !isLive(codeOf: number) {
      return try end(job, as: .expired, .deadCode(cause: try error(of: number)), at: now.wall)
    }
    if let lane = job.lane, lane.isMMS, let api = sending.apisWithoutMMS[lane.account] {
      let error = JobError.mmsNotSupported(by: lane.account, api: api)
      return try end(job, as: .failed, error, at: now.wall)
    }
    if job.lane?.isMMS == true, let error = try mediaFault(of: job) {
      try move(job, to: .failed, error: error, at: now.wall)
      return .none
    }
    if let error = try suppression(of: job) {
      return try end(job, as: job.isCode ? .failed : .suppressed, error, at: now.wall)
    }
    let repetition = try repetition(of: job, at: now.wall)
    if let open = repetition?.open { return .waits(for: open) }
    if let repetition, let error = repetition.error {
      // A person who has opted out since is told so first.
      let refusal = try refusal(of: job)
      let state: JobState = refusal == nil ? .suppressed : .failed
      return try end(job, as: state, refusal ?? error, at: now.wall)
    }
    if let time = try recipientWait(of: job, at: now.wall) {
      try putOff(job, to: time)
      return .later(time)
    }
    if let refusal = try capRefusal(of: job, at: now.wall) { return .refused(refusal) }
    if try !begin(job, at: now, Self.beginUnlisted) {
      // The phone is on the list of opt-outs, perhaps for another number.
      if let error = try refusal(of: job) {
        return try end(job, as: .failed, error, at: now.wall)
      }
      guard try begin(job, at: now, Self.beginAny) else { return .none }
    }
    if let repetition { try keep(repetition, of: number) }
    try count(job, at: now.wall)
    counts.returned(job, to: .attempting, at: now.wall)
    return .begun
  }

  /// What became of a job that was to begin an attempt.
  enum Beginning: Equatable {
    case begun
    /// It does not wait.
    case none
    /// It has ended now.
    case ended(EndedJob)
    case waits(for: JobNumber)
    /// It was updated since it was claimed, and waits in this lane.
    case changed(Lane)
    /// It waits for a cap.
    case refused(CapRefusal)
    /// It is due then, as its recipient has had enough.
    case later(WallTime)
  }

  /// Ends a job whose attempt was to begin.
  private func end(
    _ job: JobRow,
    as state: JobState,
    _ error: JobError,
    at now: WallTime
  ) throws(LedgerError) -> Beginning {
    try move(job, to: state, error: error, at: now)
    let kind = try connection.first("SELECT kind FROM job WHERE number = ?", [.job(job.number)]) {
      $0.text(0)
    }
    return .ended(
      EndedJob(
        number: job.number,
        name: job.name,
        kind: kind ?? "message",
        state: state,
        code: error.code
      )
    )
  }

  private static let beginAny = """
    UPDATE job SET state = 3, begun = ?1, begun_monotonic = ?2, begun_from = ?3,
      doubt_monotonic = CASE WHEN boot = ?4 THEN doubt_monotonic END, boot = ?4,
      attempts = attempts + 1, counted = ?6
    WHERE number = ?5
    """
  private static let beginUnlisted =
    beginAny + " AND NOT EXISTS (SELECT 1 FROM opt_out WHERE phone = job.recipient)"

  private func begin(
    _ job: JobRow,
    at now: Moment,
    _ sql: String
  ) throws(LedgerError) -> Bool {
    try connection.run(
      sql,
      [
        .time(now.wall), .integer(now.monotonic.nanoseconds), .state(job.state), .integer(boot),
        .job(job.number), .optional(isCounted(job) ? now.wall : nil),
      ]
    )
    return connection.changes > 0
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
