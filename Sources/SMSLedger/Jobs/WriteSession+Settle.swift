internal import SMSCore

extension WriteSession {
  /// Records the end of an attempt or of a doubt; ignores a job that is no longer in the expected
  /// state.
  ///
  /// - Throws: `LedgerError` if a statement fails.
  func settle(_ settlement: Settlement) throws(LedgerError) {
    guard let job = try standing(of: settlement.job), job.state == settlement.from else { return }
    let next = settlement.next
    guard let state = next.state else {
      try withdraw(job, at: settlement.at)
      try giveBack(job)
      return try heedAwaiting(job.number, at: settlement.at)
    }
    precondition(job.state.mayBecome(state), "from \(job.state) to \(state)")
    if let attempt = settlement.attempt { try keep(attempt, of: job.number) }
    if settlement.isProvenUnsent { try giveBack(job) }
    try end(job, as: state, settlement)
    if let error = next.error {
      try keep(error, of: job.number)
    } else if job.begunFrom == .deferred || job.state == .inDoubt {
      try dropError(of: job.number)
    }
    if state == .sent { try eraseText(in: job.text) }
    if let id = next.providerMessageID {
      try heedEarlyReceipts(ofMessage: id, at: settlement.at)
    }
    if next.error?.code == .recipientOptedOut {
      try heedRefusal(of: job, at: settlement.at)
    }
    counts.moved(job, to: state, error: next.error?.code, at: settlement.at)
    try heedAwaiting(job.number, at: settlement.at)
  }

  /// Overwrites the text and the seal in a row of `text` with zeros of the same length.
  ///
  /// A row that keeps its size is overwritten in place. Deleting or shrinking it would let SQLite
  /// move its neighbours, and copies of their texts would remain in free space.
  /// - Throws: `LedgerError` if a statement fails.
  func eraseText(in row: JobNumber) throws(LedgerError) {
    try connection.run(
      """
      UPDATE text SET body = zeroblob(length(body)),
        seal = CASE WHEN seal IS NOT NULL THEN zeroblob(length(seal)) END
      WHERE job = ?
      """,
      [.job(row)]
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
    counts.returned(job, to: state, at: now)
  }

  /// Writes the job's new state.
  ///
  /// A provider that gives the same id twice must not block the batch: the second job is stored as
  /// sent too, but without an id.
  private func end(
    _ job: JobRow,
    as state: JobState,
    _ settlement: Settlement
  ) throws(LedgerError) {
    let change = nextChange()
    let since = try doubtSince(job, settlement.next)
    var id = settlement.next.providerMessageID
    if let given = id, try !claim(given, for: job.number) { id = nil }
    try write(job, as: state, settlement, change, since, id: id)
    if let expiresAt = settlement.next.expiresAt {
      try giveLastChance(job.number, until: expiresAt)
    }
  }

  private func write(
    _ job: JobRow,
    as state: JobState,
    _ settlement: Settlement,
    _ change: Int64,
    _ since: PastMoment?,
    id: String?
  ) throws(LedgerError) {
    let next = settlement.next
    try connection.run(
      """
      UPDATE job SET state = ?1, updated = ?2, change = ?3, charged = charged + ?4,
        due = coalesce(?5, due), next_attempt = ?6, provider_message_id = ?7,
        begun = NULL, begun_monotonic = NULL, begun_from = NULL,
        doubt_since = coalesce(?8, doubt_since),
        doubt_monotonic = CASE WHEN ?8 IS NULL THEN doubt_monotonic ELSE ?9 END,
        boot = CASE WHEN ?8 IS NULL THEN boot ELSE ?12 END, looks = ?10, text_digest = ?11
      WHERE number = ?13
      """,
      [
        .state(state), .time(settlement.at), .integer(change),
        .flag(settlement.isCharged), .optional(next.dueAt),
        .optional(next.doubt?.nextLookAt ?? next.dueAt),
        .optional(id),
        .optional(since?.wall), .optional(since?.monotonic?.nanoseconds),
        .integer(Int64(next.doubt?.looks ?? 0)),
        settlement.digest.map { .blob($0.bytes) } ?? .null, .integer(boot), .job(job.number),
      ]
    )
  }

  /// A message without an id is searched for from the time its attempt began.
  private func doubtSince(
    _ job: JobRow,
    _ next: Settlement.Next
  ) throws(LedgerError) -> PastMoment? {
    if let doubt = next.doubt { return doubt.since }
    guard case .sent(providerMessageID: nil) = next else { return nil }
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

extension Settlement.Next {
  /// nil for an attempt that was withdrawn.
  fileprivate var state: JobState? {
    switch self {
    case .sent: .sent
    case .failed: .failed
    case .deferred, .resent: .deferred
    case .doubt: .inDoubt
    case .expired: .expired
    case .uncertain: .uncertain
    case .withdrawn: nil
    }
  }

  fileprivate var error: JobError? {
    switch self {
    case .failed(let error), .deferred(let error, _), .doubt(let error, _),
      .resent(let error, _, _), .expired(let error), .uncertain(let error):
      error
    case .sent, .withdrawn: nil
    }
  }

  fileprivate var dueAt: WallTime? {
    switch self {
    case .deferred(_, let dueAt), .resent(_, let dueAt, _): dueAt
    case .sent, .failed, .doubt, .expired, .uncertain, .withdrawn: nil
    }
  }

  fileprivate var doubt: Doubt? {
    if case .doubt(_, let doubt) = self { doubt } else { nil }
  }

  /// nil leaves the time unchanged.
  fileprivate var expiresAt: WallTime? {
    if case .resent(_, _, let expiresAt) = self { expiresAt } else { nil }
  }

  fileprivate var providerMessageID: String? {
    if case .sent(let id) = self { id } else { nil }
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
