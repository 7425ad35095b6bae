internal import SMSCore

/// Reads the ledger's file from any process: read-only, each answer a short transaction.
///
/// It never blocks the daemon: readers and the writer do not wait for each other, and a reader only
/// delays the next truncation of the log while it reads.
final class SQLiteLedgerReader {
  private static let cache = 2048
  /// Jobs examined in one transaction of `list`.
  private static let chunk: Int64 = 20_000

  let connection: Connection
  private let receipts: any ReceiptReading
  private let chunk: Int64

  /// Opens an existing ledger of exactly this program's version.
  ///
  /// - Throws: `LedgerError`: `cannotOpen`, `newerVersion`, `corrupt`.
  convenience init(path: String, receipts: any ReceiptReading) throws(LedgerError) {
    try self.init(path: path, receipts: receipts, chunk: Self.chunk)
  }

  init(path: String, receipts: any ReceiptReading, chunk: Int64) throws(LedgerError) {
    connection = try Connection(path: path, mode: .read)
    self.receipts = receipts
    self.chunk = chunk
    connection.waitForLocks(milliseconds: 1000)
    try connection.applySettings(cacheKilobytes: Self.cache)
    try Schema.ledger.check(connection)
  }
}

extension SQLiteLedgerReader: LedgerReader {
  /// Each chunk of the ledger is read in a transaction of its own.
  func list(_ filter: JobFilter, limit: Int) throws(LedgerError) -> [JobSnapshot] {
    var jobs: [JobSnapshot] = []
    var upper = try connection.number("SELECT max(number) FROM job")
    let lowest = try connection.number("SELECT min(number) FROM job")
    while upper >= max(lowest, 1), jobs.count < limit {
      jobs += try part(upTo: upper, filter, limit: limit - jobs.count)
      upper -= chunk
    }
    return jobs
  }

  func show(_ name: JobName) throws(LedgerError) -> JobDetails? {
    try connection.transaction(.read) { () throws(LedgerError) in
      guard var details = try details(of: name) else { return nil }
      details.attempts = try attempts(of: details.snapshot.number)
      return details
    }
  }

  func knows(_ name: JobName) throws(LedgerError) -> Bool {
    try ReadSession(connection: connection, receipts: receipts).knows(name)
  }

  func summary() throws(LedgerError) -> LedgerSummary {
    try connection.transaction(.read) { () throws(LedgerError) in
      let session = ReadSession(connection: connection, receipts: receipts)
      return LedgerSummary(
        totals: try totals(),
        waiting: try waiting(),
        holds: try session.holds(),
        notes: try session.notes(),
        restoration: try connection.restoration()
      )
    }
  }

  func restoration() throws(LedgerError) -> Restoration? { try connection.restoration() }

  func enrollments(in spool: String?, limit: Int) throws(LedgerError) -> [Enrollment] {
    var enrollments: [Enrollment] = []
    try connection.query(
      """
      SELECT \(Row.enrollmentColumns) FROM enrollment
      WHERE ?1 IS NULL OR spool = ?1 ORDER BY spool, subject LIMIT ?2
      """,
      [.optional(spool), .integer(Int64(limit))]
    ) { row throws(LedgerError) in enrollments.append(try row.enrollment()) }
    return enrollments
  }

  func optOuts() throws(LedgerError) -> [OptOut] {
    var optOuts: [OptOut] = []
    try connection.query(
      "SELECT \(Row.optOutColumns) FROM opt_out ORDER BY phone, sender"
    ) { row throws(LedgerError) in optOuts.append(try row.optOut()) }
    return optOuts
  }

  func forEachPendingRecipient(
    _ body: (_ spool: String, PhoneNumber) -> Void
  ) throws(LedgerError) {
    try connection.query(
      """
      SELECT spool, recipient FROM job
        WHERE account IS NOT NULL AND state <= 2 AND recipient IS NOT NULL
      UNION ALL SELECT spool, phone FROM enrollment WHERE phone IS NOT NULL
      """
    ) { row throws(LedgerError) in body(row.text(0), try row.phone(1)) }
  }
}

// MARK: Lists

extension SQLiteLedgerReader {
  private func part(
    upTo upper: Int64,
    _ filter: JobFilter,
    limit: Int
  ) throws(LedgerError) -> [JobSnapshot] {
    let mask = (filter.states ?? Set(JobState.allCases)).reduce(0) { $0 | 1 << $1.rawValue }
    var jobs: [JobSnapshot] = []
    try connection.query(
      """
      SELECT \(Row.snapshotColumns) FROM job \(Row.snapshotJoins)
      WHERE job.number <= ?1 AND job.number > ?2
        AND (?3 >> job.state) & 1 AND (?4 IS NULL OR job.spool = ?4)
      ORDER BY job.number DESC LIMIT ?5
      """,
      [
        .integer(upper), .integer(upper - chunk), .integer(Int64(mask)), .optional(filter.spool),
        .integer(Int64(limit)),
      ]
    ) { row throws(LedgerError) in
      jobs.append(try connection.completed(try row.snapshot(), receipts))
    }
    return jobs
  }
}

// MARK: One job

extension SQLiteLedgerReader {
  private func details(of name: JobName) throws(LedgerError) -> JobDetails? {
    try connection.first(
      """
      SELECT \(Row.snapshotColumns), job.producer, job.due, job.not_before, job.expires, job.begun
      FROM job \(Row.snapshotJoins) WHERE job.spool = ? AND job.id = ?
      """,
      [.text(name.spool), .text(name.id)]
    ) { row throws(LedgerError) in
      let next = Row.snapshotWidth
      return JobDetails(
        snapshot: try connection.completed(try row.snapshot(), receipts),
        producer: UInt32(clamping: row.integer(next)),
        dueAt: row.optionalTime(next + 1),
        notBefore: row.optionalTime(next + 2),
        expiresAt: row.optionalTime(next + 3),
        begunAt: row.optionalTime(next + 4),
        attempts: []
      )
    }
  }

  private func attempts(of job: JobNumber) throws(LedgerError) -> [AttemptRecord] {
    var attempts: [AttemptRecord] = []
    try connection.query(
      """
      SELECT number, begun, ended, left, http_status, code FROM attempt
      WHERE job = ? ORDER BY number
      """,
      [.job(job)]
    ) { row throws(LedgerError) in
      attempts.append(
        AttemptRecord(
          number: row.count(0),
          begunAt: row.time(1),
          endedAt: row.time(2),
          leftAt: row.optionalTime(3),
          httpStatus: row.optionalCount(4),
          code: row.isNull(5) ? nil : try row.errorCode(5)
        )
      )
    }
    return attempts
  }
}

// MARK: The summary

extension SQLiteLedgerReader {
  private func totals() throws(LedgerError) -> [LedgerSummary.Total] {
    var totals: [LedgerSummary.Total] = []
    try connection.query(
      "SELECT spool, state, jobs FROM tally WHERE jobs > 0 ORDER BY spool, state"
    ) { row throws(LedgerError) in
      totals.append(
        LedgerSummary.Total(spool: row.text(0), state: try row.state(1), jobs: row.count(2))
      )
    }
    return totals
  }

  private func waiting() throws(LedgerError) -> [LedgerSummary.Waiting] {
    var waiting: [LedgerSummary.Waiting] = []
    for lane in try connection.waitingLanes() {
      guard let due = try firstDue(of: lane) else { continue }
      waiting.append(LedgerSummary.Waiting(lane: lane, firstDue: due))
    }
    return waiting.sorted { $0.order < $1.order }
  }

  private func firstDue(of lane: Lane) throws(LedgerError) -> WallTime? {
    try connection.first(
      """
      SELECT due FROM job INDEXED BY job_lane
      WHERE account IS NOT NULL AND state <= 1 AND account = ? AND spool = ? AND priority = ?
      ORDER BY due LIMIT 1
      """,
      [.text(lane.account), .text(lane.spool), .priority(lane.priority)]
    ) { $0.time(0) }
  }
}

extension LedgerSummary.Waiting {
  fileprivate var order: (String, String, Int) {
    (lane.account, lane.spool, lane.priority.rawValue)
  }
}
