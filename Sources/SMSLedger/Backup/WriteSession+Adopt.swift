internal import SMSCore

extension WriteSession {
  /// Adopts a result that was published after the backup.
  ///
  /// - Throws: `LedgerError` if a statement fails.
  func adopt(_ result: JobSnapshot, at now: WallTime) throws(LedgerError) -> ResultMatch {
    guard let job = try standing(of: result.name) else {
      return try take(result.kind == "batch" ? Self.ended(result) : result, at: now)
    }
    // A batch ends with its messages, which have results of their own.
    guard result.kind != "batch" else { return .known }
    try keepReceipts(of: result, at: now)
    var match = ResultMatch.known
    if result.kind == CommandAction.updateWord, try repeatUpdate(job, as: result, at: now) {
      match = .settled
    } else if job.state.mayHaveBecome(result.state) {
      try end(job, as: result, at: now)
      match = .settled
    } else if result.state == .held, job.state == .queued || job.state == .deferred {
      // An operator held it after the backup.
      try move(job, to: .held, at: now)
      match = .settled
    }
    if let retry = result.retriedAs {
      try connection.run(
        "UPDATE job SET retried_as = coalesce(retried_as, ?) WHERE number = ?",
        [.text(retry), .job(job.number)]
      )
    }
    return match
  }

  /// Ends a job as its result says, without publishing that result again: the file may hold more.
  private func end(
    _ job: JobRow,
    as result: JobSnapshot,
    at now: WallTime
  ) throws(LedgerError) {
    try leaveAttempt(job.number, attempts: result.attempts)
    try connection.run(
      "UPDATE job SET state = ?, updated = ?, change = 0, affected = ? WHERE number = ?",
      [
        .state(result.state), .time(result.updatedAt), .optional(result.affected),
        .job(job.number),
      ]
    )
    counts.moved(job, to: result.state, error: result.error?.code, at: result.updatedAt)
    try keepError(of: result, for: job.number)
    try keepAnswer(of: result, for: job.number)
    if result.state == .sent { try eraseText(in: job.text) }
    try identify(job.number, as: result.message?.providerMessageID, at: now)
  }

  /// Ends as sent a job that waits, is in an attempt or in doubt: the provider's list shows it.
  ///
  /// - Throws: `LedgerError` if a statement fails.
  func end(
    _ job: JobRow,
    sentAs id: String,
    at time: WallTime,
    now: WallTime
  ) throws(LedgerError) {
    try leaveAttempt(job.number, attempts: 1)
    try connection.run(
      "UPDATE job SET state = ?, updated = ?, change = ? WHERE number = ?",
      [.state(.sent), .time(time), .integer(nextChange()), .job(job.number)]
    )
    counts.moved(job, to: .sent, at: time)
    try dropError(of: job.number)
    try eraseText(in: job.text)
    try identify(job.number, as: id, at: now)
  }

  /// Ends as uncertain a job that waits, is in an attempt or in doubt, because it may have been
  /// sent.
  ///
  /// - Throws: `LedgerError` if a statement fails.
  func endUncertain(
    _ job: JobRow,
    _ error: (Parties) -> JobError,
    at now: WallTime
  ) throws(LedgerError) {
    let parties = try connection.first(
      "SELECT recipient, sender FROM job WHERE number = ?",
      [.job(job.number)]
    ) { row throws(LedgerError) in try row.parties(from: 0) }
    guard let parties else { return }
    try leaveAttempt(job.number, attempts: 1)
    try connection.run(
      "UPDATE job SET state = ?, updated = ?, change = ? WHERE number = ?",
      [.state(.uncertain), .time(now), .integer(nextChange()), .job(job.number)]
    )
    let error = error(parties)
    counts.moved(job, to: .uncertain, error: error.code, at: now)
    try keep(error, of: job.number)
  }

  private func leaveAttempt(_ job: JobNumber, attempts: Int) throws(LedgerError) {
    try connection.run(
      """
      UPDATE job SET begun = NULL, begun_monotonic = NULL, begun_from = NULL, next_attempt = NULL,
        looks = 0, attempts = max(attempts, ?) WHERE number = ?
      """,
      [.integer(Int64(attempts)), .job(job)]
    )
  }

  private func identify(
    _ job: JobNumber,
    as id: String?,
    at now: WallTime
  ) throws(LedgerError) {
    guard let id, try isFree(id) else { return }
    try connection.run(
      "UPDATE job SET provider_message_id = ? WHERE number = ?",
      [.text(id), .job(job)]
    )
    try indexProviderID(id, of: job)
    try heedEarlyReceipts(ofMessage: id, at: now)
  }

  /// Every job that ended unsent has an error, and a sent one has none.
  private func keepError(of result: JobSnapshot, for job: JobNumber) throws(LedgerError) {
    switch result.state {
    case .sent, .done, .found, .approved, .denied: try dropError(of: job)
    default: try keep(result.error ?? .endedBeforeRestore(result.state), of: job)
    }
  }

  /// The verdict of a check, or the record found by a lookup.
  private func keepAnswer(of result: JobSnapshot, for job: JobNumber) throws(LedgerError) {
    if case .denied(let reason, let left) = result.verdict {
      try connection.run(
        "INSERT OR REPLACE INTO verdict (job, reason, attempts_left) VALUES (?, ?, ?)",
        [.job(job), .text(reason.rawValue), .integer(Int64(left))]
      )
    }
    if let record = result.record {
      try connection.run(
        "INSERT OR REPLACE INTO record (job, record) VALUES (?, ?)",
        [.job(job), .text(record)]
      )
    }
  }

  private func keepReceipts(of result: JobSnapshot, at now: WallTime) throws(LedgerError) {
    let receipts = result.delivery?.receipts ?? []
    guard let id = receipts.first?.messageID else { return }
    var known = try connection.receipts(ofMessage: id).count
    for receipt in receipts where try insert(receipt, beside: known, at: now) { known += 1 }
  }

  /// A batch that the ledger does not know: its id stays taken, and its result as it is.
  private static func ended(_ batch: JobSnapshot) -> JobSnapshot {
    guard !batch.state.isTerminal else { return batch }
    var ended = batch
    (ended.state, ended.error) = (.failed, .lostWithLedger(batch.name.id))
    return ended
  }

  /// Keeps an id from being used again: its request was accepted after the backup.
  ///
  /// The request's content is unknown, so every request with that id is refused. The result is
  /// published again only if the job is lost.
  private func take(_ result: JobSnapshot, at now: WallTime) throws(LedgerError) -> ResultMatch {
    guard result.state.isTerminal || result.message != nil else { return .known }
    let state = result.state.isTerminal ? result.state : .uncertain
    let message = result.message
    try connection.run(
      """
      INSERT INTO job (
        spool, id, kind, state, account, recipient, sender, priority, due, expires, segments,
        encoding, attempts, accepted, updated, change, digest, taken, producer, metadata, retry_of,
        retried_as, affected, media
      ) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, x'', -1, 0, ?, ?, ?, ?, ?)
      """,
      [
        .text(result.name.spool), .text(result.name.id), .text(result.kind), .state(state),
        .optional(message?.account), message?.to.map { .phone($0) } ?? .null,
        message.map { .phone($0.from) } ?? .null, .optional(message?.priority.rawValue),
        message == nil ? .null : .time(result.acceptedAt),
        message == nil ? .null : .time(result.acceptedAt), .optional(message?.segments),
        .optional(message?.encoding.rawValue), .integer(Int64(result.attempts)),
        .time(result.acceptedAt), .time(result.updatedAt),
        .integer(result.state.isTerminal ? 0 : nextChange()),
        .optional(result.metadata), .optional(result.retryOf), .optional(result.retriedAs),
        .optional(result.affected), .optional(message?.media),
      ]
    )
    let number = insertedJob()
    counts.adopted(result.name.spool, state, isMessage: message != nil)
    var ended = result
    ended.state = state
    if !result.state.isTerminal { ended.error = .lostWithLedger(result.name.id) }
    try keepError(of: ended, for: number)
    try keepAnswer(of: ended, for: number)
    try keepReceipts(of: result, at: now)
    try identify(number, as: message?.providerMessageID, at: now)
    return result.state.isTerminal ? .taken : .lost
  }
}
