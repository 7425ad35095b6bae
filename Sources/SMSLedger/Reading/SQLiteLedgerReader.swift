internal import SMSCore

/// Reads the ledger's file from any process: read-only, each answer a short transaction.
///
/// It never blocks the daemon: readers and the writer do not wait for each other, and a reader only
/// delays the next truncation of the log while it reads.
final class SQLiteLedgerReader {
  private static let cache = 2048
  /// The most jobs in a page of a list: some 100 kB.
  static let longestPage = 250
  /// Jobs of a lane among which the summary looks for the oldest.
  private static let sample: Int64 = 64

  let connection: Connection
  let receipts: any ReceiptReading
  private let partSize: Int

  /// Opens an existing ledger of exactly this program's version.
  ///
  /// - Throws: `LedgerError`: `cannotOpen`, `newerVersion`, `corrupt`.
  convenience init(path: String, receipts: any ReceiptReading) throws(LedgerError) {
    try self.init(path: path, receipts: receipts, partSize: JobScan.usualPart)
  }

  /// Opens a ledger whose lists examine `partSize` jobs for a page.
  ///
  /// - Throws: `LedgerError`: `cannotOpen`, `newerVersion`, `corrupt`.
  init(path: String, receipts: any ReceiptReading, partSize: Int) throws(LedgerError) {
    connection = try Connection(path: path, mode: .read)
    self.receipts = receipts
    self.partSize = partSize
    connection.waitForLocks(milliseconds: 1000)
    try connection.applySettings(cacheKilobytes: Self.cache)
    try Schema.ledger.check(connection)
  }
}

extension SQLiteLedgerReader: LedgerReader {
  func page(
    of filter: JobFilter,
    before job: JobNumber?,
    limit: Int
  ) throws(LedgerError) -> JobPage {
    let limit = max(1, min(limit, Self.longestPage))
    return try part(of: filter, before: job) { scan, part throws(LedgerError) in
      let jobs = try jobs(scan, in: part, limit: limit)
      let end = part.isLast ? nil : JobNumber(part.numbers.lowerBound)
      return JobPage(jobs: jobs, next: jobs.count < limit ? end : jobs.last?.number)
    } ?? JobPage(jobs: [], next: nil)
  }

  func count(_ filter: JobFilter, before job: JobNumber?) throws(LedgerError) -> JobCount {
    try part(of: filter, before: job) { scan, part throws(LedgerError) in
      let query = scan.query("count(*)", in: part)
      let jobs = try connection.number(query.sql, query.values)
      return JobCount(
        jobs: Int(jobs),
        next: part.isLast ? nil : JobNumber(part.numbers.lowerBound)
      )
    } ?? JobCount(jobs: 0, next: nil)
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
        holds: try session.holdOrigins(),
        notes: try session.notes(),
        restoration: try connection.restoration(),
        batches: try openBatches(),
        senders: try senderLoads(),
        capBook: try connection.capBook()
      )
    }
  }

  func senderCounts(
    since start: WallTime,
    until end: WallTime
  ) throws(LedgerError) -> [PhoneNumber: SenderCounts] {
    try connection.senderCounts(since: start, until: end)
  }

  func lastChange() throws(LedgerError) -> Int64 {
    try connection.number(
      "SELECT coalesce(max(change), 0) FROM job INDEXED BY job_change WHERE change > 0"
    )
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

  func received(
    from phone: PhoneTrace,
    limit: Int
  ) throws(LedgerError) -> [ReceivedMessage] {
    var messages = try connection.receivedMessages(from: phone, before: .max, limit: limit)
    for index in messages.indices { messages[index].message.body = "" }
    return messages
  }

  func circumstances(
    of name: JobName,
    digest: ((MessageText) -> TextDigest)?
  ) throws(LedgerError) -> WaitCircumstances? {
    try connection.transaction(.read) { () throws(LedgerError) in
      try ReadSession(connection: connection, receipts: receipts)
        .circumstances(of: name, digest: digest)
    }
  }

  func ages(
    below bounds: [Interval],
    at now: WallTime
  ) throws(LedgerError) -> [LaneAges] {
    try AgeCount(connection, below: bounds, at: now).lanes()
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
  /// Reads a part of a scan in a transaction of its own; nil if no jobs are left.
  private func part<Value>(
    of filter: JobFilter,
    before job: JobNumber?,
    _ body: (JobScan, JobScan.Part) throws(LedgerError) -> Value
  ) throws(LedgerError) -> Value? {
    let scan = JobScan(filter, size: partSize)
    return try connection.transaction(.read) { () throws(LedgerError) in
      guard let part = try scan.newest(before: job?.value ?? .max, on: connection) else {
        return nil
      }
      return try body(scan, part)
    }
  }

  private func jobs(
    _ scan: JobScan,
    in part: JobScan.Part,
    limit: Int
  ) throws(LedgerError) -> [JobSnapshot] {
    let query = scan.query(Row.snapshotColumns, joins: Row.snapshotJoins, in: part)
    var jobs: [JobSnapshot] = []
    try connection.query(
      "\(query.sql) ORDER BY job.number DESC LIMIT ?",
      query.values + [.integer(Int64(limit))]
    ) { row throws(LedgerError) in
      jobs.append(try connection.completed(row, receipts))
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
        snapshot: try connection.completed(row, receipts),
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
    var waiting: [Lane: LedgerSummary.Waiting] = [:]
    for lane in try connection.waitingLanes() {
      guard var state = try self.waiting(in: lane) else { continue }
      state.lane.batch = nil
      waiting[state.lane] = waiting[state.lane].map { $0.adding(state) } ?? state
    }
    return waiting.values.sorted { Lane.inOrder($0.lane, $1.lane) }
  }

  /// Reads the first rows of the lane, and counts on in the index alone.
  private func waiting(in lane: Lane) throws(LedgerError) -> LedgerSummary.Waiting? {
    let jobs = """
      FROM job INDEXED BY job_lane WHERE account IS NOT NULL AND state <= 1
        AND account = ?1 AND spool = ?2 AND priority = ?3 AND batch = ?4 AND zones = ?5
      """
    let counted = try connection.number(
      "SELECT count(*) FROM (SELECT 1 \(jobs) LIMIT ?6)",
      lane.values + [.integer(Int64(LedgerSummary.Waiting.mostCounted))]
    )
    guard counted > 0 else { return nil }
    return try connection.first(
      """
      SELECT min(due), min(since) FROM (
        SELECT due, max(accepted, coalesce(not_before, 0)) AS since \(jobs)
        ORDER BY due, number LIMIT ?6
      )
      """,
      lane.values + [.integer(Self.sample)]
    ) {
      LedgerSummary.Waiting(
        lane: lane,
        firstDue: $0.time(0),
        jobs: Int(counted),
        oldest: $0.time(1)
      )
    }
  }
}

extension Lane {
  /// By account, spool and priority.
  var order: (String, String, Int) { (account, spool, priority.rawValue) }
}
