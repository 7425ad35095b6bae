internal import SMSCore

extension WriteSession {
  /// Records the end of an attempt or of a doubt; ignores a job that is no longer in the expected
  /// state.
  ///
  /// - Throws: `LedgerError` if a statement fails.
  func settle(_ settlement: Settlement) throws(LedgerError) {
    guard let job = try standing(of: settlement.job), job.state == settlement.from else { return }
    guard let ending = Ending(settlement.next) else {
      return try withdraw(job, at: settlement.at)
    }
    precondition(job.state.mayBecome(ending.state), "from \(job.state) to \(ending.state)")
    if let attempt = settlement.attempt { try keep(attempt, of: job.number) }
    try end(job, ending, settlement)
    if let error = ending.error {
      try keep(error, of: job.number)
    } else if job.begunFrom == .deferred || job.state == .inDoubt {
      try dropError(of: job.number)
    }
    if ending.state == .sent { try eraseText(of: job.number) }
    if let id = ending.providerMessageID {
      try heedEarlyReceipts(ofMessage: id, at: settlement.at)
    }
    if ending.error?.code == .recipientOptedOut {
      try heedRefusal(of: job, at: settlement.at)
    }
    counts.moved(job, to: ending.state, error: ending.error?.code, at: settlement.at)
  }

  /// Overwrites a message's text and its seal with zeros of the same length.
  ///
  /// A row that keeps its size is overwritten in place. Deleting or shrinking it would let SQLite
  /// move its neighbours, and copies of their texts would remain in free space.
  /// - Throws: `LedgerError` if a statement fails.
  func eraseText(of number: JobNumber) throws(LedgerError) {
    try connection.run(
      """
      UPDATE text SET body = zeroblob(length(body)),
        seal = CASE WHEN seal IS NOT NULL THEN zeroblob(length(seal)) END
      WHERE job = ?
      """,
      [.job(number)]
    )
  }

  /// Returns the job to its state before the attempt; its error and due time are still stored.
  private func withdraw(_ job: JobRow, at now: WallTime) throws(LedgerError) {
    let state = job.begunFrom ?? .queued
    // A deferred job's result may have been skipped while the attempt ran.
    try connection.run(
      """
      UPDATE job SET state = ?1, attempts = attempts - 1, begun = NULL, begun_monotonic = NULL,
        begun_from = NULL,
        updated = ?2, change = CASE WHEN ?1 = 1 THEN ?3 ELSE change END
      WHERE number = ?4
      """,
      [
        .state(state), .time(now), state == .deferred ? .integer(nextChange()) : .null,
        .job(job.number),
      ]
    )
    counts.returned(job.name.spool, from: .attempting, to: state)
  }

  /// Writes the job's new state.
  ///
  /// A provider that gives the same id twice must not block the batch: the second job is stored as
  /// sent too, but without an id.
  private func end(
    _ job: JobRow,
    _ ending: Ending,
    _ settlement: Settlement
  ) throws(LedgerError) {
    let change = nextChange()
    let since = try doubtSince(job, ending)
    try write(job, ending, settlement, change, since, id: ending.providerMessageID)
    if ending.providerMessageID != nil, connection.changes == 0 {
      try write(job, ending, settlement, change, since, id: nil)
    }
    if let expiresAt = ending.expiresAt { try giveLastChance(job.number, until: expiresAt) }
  }

  /// Changes nothing if another job has the id: the unique index shows it, which saves a query.
  private func write(
    _ job: JobRow,
    _ ending: Ending,
    _ settlement: Settlement,
    _ change: Int64,
    _ since: PastMoment?,
    id: String?
  ) throws(LedgerError) {
    try connection.run(
      """
      UPDATE OR IGNORE job SET state = ?1, updated = ?2, change = ?3, charged = charged + ?4,
        due = coalesce(?5, due), next_attempt = ?6, provider_message_id = ?7,
        begun = NULL, begun_monotonic = NULL, begun_from = NULL,
        doubt_since = coalesce(?8, doubt_since),
        doubt_monotonic = CASE WHEN ?8 IS NULL THEN doubt_monotonic ELSE ?9 END,
        boot = CASE WHEN ?8 IS NULL THEN boot ELSE ?12 END, looks = ?10, text_digest = ?11
      WHERE number = ?13
      """,
      [
        .state(ending.state), .time(settlement.at), .integer(change),
        .flag(settlement.isCharged), .optional(ending.dueAt),
        .optional(ending.doubt?.nextLookAt ?? ending.dueAt),
        .optional(id),
        .optional(since?.wall), .optional(since?.monotonic?.nanoseconds),
        .integer(Int64(ending.doubt?.looks ?? 0)),
        settlement.digest.map { .blob($0.bytes) } ?? .null, .integer(boot), .job(job.number),
      ]
    )
  }

  /// A message without an id is searched for from the time its attempt began.
  private func doubtSince(_ job: JobRow, _ ending: Ending) throws(LedgerError) -> PastMoment? {
    if let doubt = ending.doubt { return doubt.since }
    guard ending.state == .sent, ending.providerMessageID == nil else { return nil }
    return try connection.first(
      "SELECT begun, begun_monotonic FROM job WHERE number = ? AND begun IS NOT NULL",
      [.job(job.number)]
    ) { $0.pastMoment(0) }
  }

  /// Allows one more attempt after the job's time has run out; a doubt is then only reported.
  private func giveLastChance(_ job: JobNumber, until time: WallTime) throws(LedgerError) {
    try connection.run(
      "UPDATE job SET expires = ?, if_uncertain = ? WHERE number = ?",
      [.time(time), .integer(Int64(UncertainPolicy.report.rawValue)), .job(job)]
    )
  }

  private func keep(_ attempt: AttemptRecord, of job: JobNumber) throws(LedgerError) {
    try connection.run(
      """
      INSERT OR REPLACE INTO attempt (job, number, begun, ended, left, http_status, code)
      VALUES (?, ?, ?, ?, ?, ?, ?)
      """,
      [
        .job(job), .integer(Int64(attempt.number)), .time(attempt.begunAt),
        .time(attempt.endedAt), .optional(attempt.leftAt), .optional(attempt.httpStatus),
        .optional(attempt.code?.rawValue),
      ]
    )
  }
}

/// What a settlement writes; nil for an attempt that was withdrawn.
private struct Ending {
  let state: JobState
  var error: JobError?
  var dueAt: WallTime?
  var doubt: Doubt?
  /// Nil leaves the time unchanged.
  var expiresAt: WallTime?
  var providerMessageID: String?

  init?(_ next: Settlement.Next) {
    switch next {
    case .sent(let id):
      state = .sent
      providerMessageID = id
    case .failed(let error):
      state = .failed
      self.error = error
    case .deferred(let error, let dueAt):
      state = .deferred
      self.error = error
      self.dueAt = dueAt
    case .doubt(let error, let doubt):
      state = .inDoubt
      self.error = error
      self.doubt = doubt
    case .resent(let error, let dueAt, let expiresAt):
      state = .deferred
      self.error = error
      self.dueAt = dueAt
      self.expiresAt = expiresAt
    case .expired(let error):
      state = .expired
      self.error = error
    case .uncertain(let error):
      state = .uncertain
      self.error = error
    case .withdrawn:
      return nil
    }
  }
}

extension Settlement {
  /// The state that the job must be in for the settlement to apply.
  fileprivate var from: JobState { attempt == nil && next != .withdrawn ? .inDoubt : .attempting }
}

extension WriteSession {
  /// Expires messages that wait or are held and whose time has run out, oldest first.
  ///
  /// - Throws: `LedgerError` if a statement fails.
  func expire(at now: WallTime, limit: Int) throws(LedgerError) -> Expiry {
    // A restored ledger does not know what was sent in time; the release triggers expiry again.
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
