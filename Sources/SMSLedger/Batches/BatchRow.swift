internal import SMSCore

/// A batch as the ledger stores it.
struct BatchRow {
  let number: JobNumber
  let name: JobName
  let messages: Int
  let segments: Int
  let results: BatchRequest.Results
  let place: BatchPlace
  let added: Int
  let repeated: Int
  /// The numbers of its messages lie between these; nil while it has none.
  let jobs: ClosedRange<Int64>?
  let activated: WallTime?
  let isHeld: Bool
  let isCanceled: Bool
  /// The change that ended it; nil before.
  let ended: Int64?
  let state: JobState
  let updated: WallTime

  /// Whether its messages may not go yet.
  var isAccepting: Bool { activated == nil && ended == nil }
}

extension Connection {
  private static let batchColumns = """
    SELECT batch.job, whole.spool, whole.id, messages, batch.segments, results, place, line, added,
      repeated, first_job, last_job, activated, is_held, is_canceled, ended, whole.state,
      whole.updated
    FROM batch CROSS JOIN job AS whole ON whole.number = batch.job
    """

  /// The batch with a number, or nil if that is no batch's.
  ///
  /// - Throws: `LedgerError` if a statement fails.
  func batch(_ number: JobNumber) throws(LedgerError) -> BatchRow? {
    try first("\(Self.batchColumns) WHERE batch.job = ?", [.job(number)], Self.batch)
  }

  /// The batch with a name, or nil if that is no batch's.
  ///
  /// - Throws: `LedgerError` if a statement fails.
  func batch(_ name: JobName) throws(LedgerError) -> BatchRow? {
    let number = try first(
      "SELECT number FROM job WHERE spool = ? AND id = ? AND kind = 'batch'",
      [.text(name.spool), .text(name.id)]
    ) { $0.job(0) }
    return try number.map { number throws(LedgerError) in try batch(number) } ?? nil
  }

  /// The batches that have not ended, oldest first.
  ///
  /// - Throws: `LedgerError` if a statement fails.
  func openBatches() throws(LedgerError) -> [BatchRow] {
    var numbers: [JobNumber] = []
    try query("SELECT job FROM batch INDEXED BY batch_open WHERE ended IS NULL ORDER BY job") {
      numbers.append($0.job(0))
    }
    var batches: [BatchRow] = []
    for number in numbers {
      if let batch = try batch(number) { batches.append(batch) }
    }
    return batches
  }

  /// Whether no message of a batch may begin: not all of them are in the ledger yet, or a cancel is
  /// ending them in steps.
  ///
  /// - Throws: `LedgerError` if a statement fails.
  func isBarred(_ batch: JobNumber) throws(LedgerError) -> Bool {
    try isTrue("activated IS NULL OR is_canceled = 1", of: batch)
  }

  /// Whether the messages of a batch may not go now: it is held, or none may begin anyway.
  ///
  /// - Throws: `LedgerError` if a statement fails.
  func isClosed(_ batch: JobNumber) throws(LedgerError) -> Bool {
    try isTrue("activated IS NULL OR is_canceled = 1 OR is_held = 1", of: batch)
  }

  private func isTrue(_ condition: String, of batch: JobNumber) throws(LedgerError) -> Bool {
    try number(
      "SELECT EXISTS (SELECT 1 FROM batch WHERE job = ? AND (\(condition)))",
      [.job(batch)]
    ) == 1
  }

  /// What the result of a batch shows of it, or nil if the number is no batch's.
  ///
  /// - Throws: `LedgerError` if a statement fails.
  func facts(of number: JobNumber) throws(LedgerError) -> BatchFacts? {
    guard let batch = try batch(number) else { return nil }
    var counts: [JobState: Int] = [:]
    try query("SELECT state, jobs FROM batch_tally WHERE batch = ?", [.job(number)]) {
      row throws(LedgerError) in
      if row.count(1) != 0 { counts[try row.state(0)] = row.count(1) }
    }
    var errors: [ErrorCode: Int] = [:]
    try query("SELECT code, jobs FROM batch_error WHERE batch = ?", [.job(number)]) {
      row throws(LedgerError) in errors[try row.errorCode(0)] = row.count(1)
    }
    var accounts: [String] = []
    try query(
      "SELECT account FROM batch_account WHERE batch = ? ORDER BY account",
      [.job(number)]
    ) { accounts.append($0.text(0)) }
    // What was canceled before it was added is canceled too.
    if batch.isCanceled, batch.ended != nil, batch.added < batch.messages {
      counts[.canceled, default: 0] += batch.messages - batch.added
    }
    return BatchFacts(
      status: batch.status(counts),
      messages: batch.messages,
      accepted: batch.added,
      repeated: batch.repeated,
      segments: batch.segments,
      results: batch.results,
      counts: counts,
      errors: errors,
      activatedAt: batch.activated,
      accounts: accounts
    )
  }

  private static func batch(_ row: borrowing Row) throws(LedgerError) -> BatchRow {
    let jobs = row.isNull(10) ? nil : row.integer(10)...max(row.integer(10), row.integer(11))
    return BatchRow(
      number: row.job(0),
      name: JobName(spool: row.text(1), id: row.text(2)),
      messages: row.count(3),
      segments: row.count(4),
      results: try row.known(BatchRequest.Results(rawValue: row.count(5)), "place of results"),
      place: BatchPlace(offset: row.integer(6), line: row.count(7)),
      added: row.count(8),
      repeated: row.count(9),
      jobs: jobs,
      activated: row.optionalTime(12),
      isHeld: row.flag(13),
      isCanceled: row.flag(14),
      ended: row.optionalInteger(15),
      state: try row.state(16),
      updated: row.time(17)
    )
  }
}

extension BatchRow {
  fileprivate func status(_ counts: [JobState: Int]) -> BatchFacts.Status {
    switch state {
    case .done: return .done
    case .canceled: return .canceled
    case .failed: return .rejected
    default: break
    }
    if isHeld { return .held }
    if isAccepting { return .accepting }
    let hasBegun = counts.contains { state, jobs in jobs > 0 && state != .queued && state != .held }
    return hasBegun ? .sending : .queued
  }
}
