internal import SMSCore

extension ReadSession {
  /// The next due messages of a lane, ordered by due time and then by number.
  ///
  /// - Throws: `LedgerError` if a statement fails.
  func page(
    of lane: Lane,
    dueBy now: WallTime,
    excluding loaded: Set<JobNumber>,
    limit: Int
  ) throws(LedgerError) -> AgendaPage {
    try connection.transaction(.read) { () throws(LedgerError) in
      if let batch = lane.batch, try connection.isBarred(batch) {
        return AgendaPage(entries: [], hasMore: false, nextDue: nil)
      }
      // One more than requested shows whether there are more.
      let most = limit + loaded.count + 1
      var entries: [AgendaEntry] = []
      var damaged: [JobNumber] = []
      try connection.query(Self.dueSQL, lane.values + [.time(now), .integer(Int64(most))]) { row in
        let number = row.job(0)
        guard !loaded.contains(number) else { return }
        if let entry = intactEntry(row) { entries.append(entry) } else { damaged.append(number) }
      }
      let hasMore = entries.count + damaged.count > limit
      return AgendaPage(
        entries: Array(entries.prefix(limit)),
        hasMore: hasMore,
        nextDue: try nextDue(of: lane, after: now),
        damaged: damaged
      )
    }
  }

  /// The job of a row, or nil if it is not what was accepted: its text is missing or altered, or a
  /// stored value is invalid.
  func intactEntry(_ row: borrowing Row) -> AgendaEntry? {
    guard !row.isNull(Row.bodyColumn), let entry = try? row.agendaEntry() else { return nil }
    guard let seal = row.optionalBlob(Row.entryWidth), let codes else { return entry }
    return codes.seal(entry.envelope) == seal ? entry : nil
  }

  private func nextDue(of lane: Lane, after now: WallTime) throws(LedgerError) -> WallTime? {
    try connection.first(
      """
      SELECT due FROM job INDEXED BY job_lane
      WHERE account IS NOT NULL AND state <= 1
        AND account = ? AND spool = ? AND priority = ? AND batch = ? AND zones = ? AND due > ?
      ORDER BY due LIMIT 1
      """,
      lane.values + [.time(now)]
    ) { $0.time(0) }
  }

  private static let dueSQL = """
    SELECT \(Row.entryColumns), text.seal
    FROM job INDEXED BY job_lane LEFT JOIN text ON \(Row.isText) \(Row.entryJoins)
    WHERE job.account IS NOT NULL AND job.state <= 1
      AND job.account = ? AND job.spool = ? AND job.priority = ? AND job.batch = ?
      AND job.zones = ? AND job.due <= ?
    ORDER BY job.due, job.number LIMIT ?
    """
}

extension Lane {
  /// For the columns `account`, `spool`, `priority`, `batch` and `zones`.
  var values: [SQLValue] { valuesWithoutBatch + [batchValue, zonesValue] }

  /// For the columns `account`, `spool` and `priority`.
  var valuesWithoutBatch: [SQLValue] { [.text(account), .text(spool), .priority(priority)] }

  /// For the column `batch`: 0 for none.
  var batchValue: SQLValue { batch.map { .job($0) } ?? .integer(0) }

  /// For the column `zones`.
  var zonesValue: SQLValue { Self.zonesValue(zones, isMMS: isMMS) }

  /// Added to the column `zones` of a text to make that of an MMS; area codes have three digits.
  private static let ofMMS = 1_000

  /// The column `zones` holds the zones of a lane, and whether it is one of MMS.
  static func zonesValue(_ zones: LaneZones, isMMS: Bool) -> SQLValue {
    .integer(Int64(zones.rawValue + (isMMS ? ofMMS : 0)))
  }

  static func isMMS(stored zones: Int) -> Bool { zones >= ofMMS }

  fileprivate static func zones(stored zones: Int) -> LaneZones {
    LaneZones(rawValue: zones % ofMMS)
  }
}

extension LaneZones {
  /// The zones in the column `zones`.
  init(stored zones: Int) {
    self = Lane.zones(stored: zones)
  }
}

extension Row {
  /// The columns that `agendaEntry` reads.
  static let entryColumns = """
    job.number, job.spool, job.id, job.account, job.spool, job.priority, job.batch, job.zones,
    job.recipient, job.sender, text.body, job.due, job.expires, job.if_uncertain, job.attempts,
    job.charged, job.doubt_since, \(monotonic("doubt_monotonic")), verification.nonce, verification.digits,
    job.revision
    """

  /// The condition under which a row of `text` has the text of a job; see `Schema.updates`.
  static let isText = "text.job = coalesce(job.text_job, job.number)"

  /// Joins the code of a job that has one, for `entryColumns`.
  static let entryJoins = """
    LEFT JOIN code ON code.job = job.number
    LEFT JOIN verification ON verification.number = code.verification
    """

  /// The SQL of a monotonic time that is NULL if the time is from another boot.
  static func monotonic(_ column: String) -> String {
    "CASE WHEN job.boot = (SELECT value FROM mark WHERE name = 'boot') THEN job.\(column) END"
  }

  /// The index of the text in `entryColumns`.
  static let bodyColumn: Int32 = 10

  /// The number of columns in `entryColumns`.
  static let entryWidth: Int32 = 21

  /// What a job sends, from the column `text.body`.
  func content(_ column: Int32) -> MessageContent { MessageContent(bytes: blob(column)) }

  /// The message in `entryColumns`, which come first in the row.
  ///
  /// - Throws: `LedgerError` with the code `corrupt` if the stored value is invalid.
  func agendaEntry() throws(LedgerError) -> AgendaEntry {
    let content = content(10)
    return AgendaEntry(
      number: job(0),
      name: JobName(spool: text(1), id: text(2)),
      lane: try lane(from: 3),
      envelope: Envelope(
        to: try phone(8),
        from: try phone(9),
        text: content.text,
        media: content.media,
        code: isNull(18) ? nil : CodeSeed(nonce: blob(18), length: count(19))
      ),
      dueAt: time(11),
      expiresAt: time(12),
      ifUncertain: isNull(13)
        ? nil : try known(UncertainPolicy(rawValue: count(13)), "choice for doubt"),
      attempts: count(14),
      charged: count(15),
      revision: integer(20),
      doubtSince: isNull(16) ? nil : pastMoment(16)
    )
  }
}
