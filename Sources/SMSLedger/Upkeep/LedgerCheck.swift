internal import SMSCore
internal import SMSSystem

/// Looks for damage in a ledger, on a snapshot, concurrently with the daemon; changes nothing.
struct LedgerCheck {
  /// The most faults of one kind to report; a torn page may cause thousands.
  private static let most = 100
  private static let cache = 8192

  private let connection: Connection

  /// Opens a ledger of any version that this program knows, however damaged.
  ///
  /// - Throws: `LedgerError` if it cannot be opened at all.
  init(path: String) throws(LedgerError) {
    connection = try Connection(path: path, mode: .read)
    try connection.tolerateDamage()
    connection.waitForLocks(milliseconds: 1000)
    try connection.applySettings(cacheKilobytes: Self.cache)
  }

  /// Checks the file's structure, one table with its indexes at a time.
  ///
  /// While it reads, the write-ahead log can be copied but not truncated.
  /// - Parameter isOver: Polled to end the check early; what was not checked by then is left out of
  ///   the report.
  /// - Returns: Structural damage, and how much was checked.
  func structure(until isOver: @escaping () -> Bool = { false }) -> IntegrityReport {
    connection.interrupt(when: isOver)
    var report = IntegrityReport()
    report.note { report throws(LedgerError) in try self.checkParts(&report) }
    return report
  }

  private func checkParts(_ report: inout IntegrityReport) throws(LedgerError) {
    try connection.run("BEGIN")
    defer { try? connection.run("ROLLBACK") }
    let tables = try tables()
    report.tables.all = tables.count
    let found = try Schema.ledger.versionFound(in: connection)
    if found == Schema.ledger.version {
      let missing = try Schema.ledger.missingParts(of: connection)
      report.structure += missing.map { "\($0.kind) \($0.name): missing" }
    }
    for table in tables {
      guard check(table, &report) else { return }
      report.tables.seen += 1
    }
  }

  private func tables() throws(LedgerError) -> [String] {
    var tables: [String] = []
    try connection.query(
      "SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY rootpage"
    ) { tables.append($0.text(0)) }
    return tables
  }

  /// - Returns: False if it was interrupted.
  private func check(_ table: String, _ report: inout IntegrityReport) -> Bool {
    var faults: [String] = []
    do throws(LedgerError) {
      try connection.query("PRAGMA integrity_check(\"\(table)\")") { row in
        if row.text(0) != "ok" { faults.append("table \(table): \(Self.line(row.text(0)))") }
      }
    } catch {
      if connection.wasInterrupted { return false }
      faults.append("table \(table): \(error.cause)")
    }
    report.structure += faults.prefix(Self.most)
    return true
  }

  /// SQLite reports the faults of one page on separate lines.
  private static func line(_ text: String) -> String {
    text.split(separator: "\n").filter { !$0.hasPrefix("***") }.joined(separator: "; ")
  }

  /// Checks the whole file, and the consistency of its rows.
  ///
  /// - Parameter codes: Compares texts with their seals; nil counts them as unchecked.
  /// - Returns: Everything that is wrong.
  func all(codes: (any CodeBook)?) -> IntegrityReport {
    var report = structure()
    report.note { report throws(LedgerError) in
      try connection.run("BEGIN")
      defer { try? connection.run("ROLLBACK") }
      guard try Schema.ledger.versionFound(in: connection) == Schema.ledger.version else { return }
      for rule in LedgerRule.all {
        report.note { report throws(LedgerError) in try self.check(rule, &report) }
      }
      try self.checkTexts(codes, &report)
    }
    return report
  }

  private func check(_ rule: LedgerRule, _ report: inout IntegrityReport) throws(LedgerError) {
    let found = try connection.first(rule.sql) {
      (count: $0.count(0), first: $0.optionalInteger(1))
    }
    guard let found, found.count > 0 else { return }
    let first = found.first.map { ", the first is job \($0)" } ?? ""
    report.content.append("\(rule.name): \(found.count)\(first)")
  }

  /// Only texts that may still be sent: the others are zeros, or left from jobs that ended.
  private func checkTexts(
    _ codes: (any CodeBook)?,
    _ report: inout IntegrityReport
  ) throws(LedgerError) {
    try connection.query(
      """
      SELECT \(Row.entryColumns), text.seal
      FROM job NOT INDEXED JOIN text ON \(Row.isText) \(Row.entryJoins)
      WHERE job.account IS NOT NULL AND job.state <= 4
      """
    ) { row in
      guard let seal = row.optionalBlob(Row.entryWidth), let codes else {
        report.uncheckedTexts += 1
        return
      }
      report.texts += 1
      guard let entry = try? row.agendaEntry(), codes.seal(entry.envelope) == seal else {
        report.content.append(
          "text or numbers are not those that were accepted: job \(row.integer(0))"
        )
        return
      }
    }
  }
}

extension IntegrityReport {
  /// Records a failure to read as damage.
  fileprivate mutating func note(_ body: (inout Self) throws(LedgerError) -> Void) {
    do throws(LedgerError) {
      try body(&self)
    } catch {
      structure.append("\(error.operation): \(error.cause)")
    }
  }
}

/// An inconsistency that no version writes: the SQL gives the count and the first job concerned.
private struct LedgerRule {
  let name: String
  let sql: String

  private init(_ name: String, jobs condition: String) {
    self.name = name
    sql = "SELECT count(*), min(number) FROM job NOT INDEXED WHERE \(condition)"
  }

  private init(_ name: String, counting sql: String) {
    self.name = name
    self.sql = "SELECT count(*), NULL FROM (\(sql))"
  }

  private init(rowsOf table: String) {
    name = "rows of table \(table) about jobs that are not there"
    sql = """
      SELECT count(*), min(job) FROM \(table)
      WHERE NOT EXISTS (SELECT 1 FROM job WHERE number = \(table).job)
      """
  }

  static let all: [LedgerRule] = [
    LedgerRule("unknown states", jobs: "state NOT BETWEEN 0 AND 14"),
    LedgerRule(
      "messages without a recipient, a sender, a priority or a time",
      jobs: """
        account IS NOT NULL AND state <= 4 AND (recipient IS NULL OR sender IS NULL
          OR priority IS NULL OR due IS NULL OR expires IS NULL)
        """
    ),
    LedgerRule(
      "impossible telephone numbers",
      jobs: """
        account IS NOT NULL AND state <= 4 AND (recipient NOT BETWEEN 12000000000 AND 19999999999
          OR sender NOT BETWEEN 12000000000 AND 19999999999)
        """
    ),
    LedgerRule(
      "messages that may be sent but have no text",
      jobs: """
        account IS NOT NULL AND state <= 4
          AND NOT EXISTS (SELECT 1 FROM text WHERE job = coalesce(text_job, number))
        """
    ),
    LedgerRule(
      "running attempts without a start, or starts without an attempt",
      jobs: "(state = 3) <> (begun IS NOT NULL)"
    ),
    LedgerRule(
      "attempts in doubt without their times",
      jobs: "state = 4 AND (doubt_since IS NULL OR next_attempt IS NULL)"
    ),
    LedgerRule(
      "codes without what they are made of",
      counting: """
        SELECT 1 FROM code JOIN job ON job.number = code.job AND job.state <= 4
        WHERE NOT EXISTS (SELECT 1 FROM verification WHERE number = code.verification)
        """
    ),
    LedgerRule(
      "ids that are used twice",
      counting: "SELECT 1 FROM job NOT INDEXED GROUP BY spool, id HAVING count(*) > 1"
    ),
    LedgerRule(
      "ids of the provider that are used twice",
      counting: """
        SELECT 1 FROM job NOT INDEXED WHERE provider_message_id IS NOT NULL
        GROUP BY provider_message_id HAVING count(*) > 1
        """
    ),
    LedgerRule(
      "ids of the provider that are not in their index",
      jobs: """
        provider_message_id IS NOT NULL AND change <= (\(Connection.identifiedSQL))
          AND NOT EXISTS (SELECT 1 FROM provider_id
            WHERE key = provider_key(provider_message_id) AND job = number)
        """
    ),
    LedgerRule(
      "entries of that index that do not fit their jobs",
      counting: """
        SELECT 1 FROM provider_id LEFT JOIN job ON job.number = provider_id.job
        WHERE provider_key(job.provider_message_id) IS NOT provider_id.key
        """
    ),
    LedgerRule(
      "recipients that are not in their index",
      jobs: """
        recipient IS NOT NULL AND number <= \(Connection.addressed)
          AND NOT EXISTS (SELECT 1 FROM addressee WHERE phone = recipient AND job = number)
        """
    ),
    LedgerRule(
      "entries of the index of recipients that do not fit their jobs",
      counting: """
        SELECT 1 FROM addressee LEFT JOIN job ON job.number = addressee.job
        WHERE job.recipient IS NOT addressee.phone
        """
    ),
    LedgerRule(
      "counters that do not match the jobs",
      counting: """
        SELECT 1 FROM
          (SELECT spool, state, account IS NOT NULL AS m, count(*) AS jobs
            FROM job NOT INDEXED GROUP BY 1, 2, 3)
          FULL JOIN (
            SELECT spool AS s, state AS t, 1 AS n, jobs AS j FROM tally WHERE jobs <> 0
            UNION ALL SELECT spool, state, 0, jobs FROM request_tally WHERE jobs <> 0)
          ON s = spool AND t = state AND n = m WHERE j IS NOT jobs
        """
    ),
    LedgerRule(
      "batches that ended before their messages",
      counting: """
        SELECT DISTINCT batch.job FROM job NOT INDEXED CROSS JOIN batch ON batch.job = job.batch
        WHERE job.batch <> 0 AND job.state <= 4 AND batch.ended IS NOT NULL
        """
    ),
    LedgerRule(
      "messages of batches that are not there",
      jobs: "batch <> 0 AND NOT EXISTS (SELECT 1 FROM batch WHERE batch.job = job.batch)"
    ),
    LedgerRule(
      "counts of recipients that do not match their senders",
      counting: """
        SELECT 1 FROM
          (SELECT spool, sender, count(*) AS n FROM assignment NOT INDEXED GROUP BY 1, 2) AS a
          FULL JOIN (SELECT * FROM assignment_count WHERE recipients <> 0) AS c
          ON c.spool = a.spool AND c.sender = a.sender WHERE c.recipients IS NOT a.n
        """
    ),
    LedgerRule(
      "recipients or senders that are not telephone numbers",
      counting: """
        SELECT 1 FROM assignment NOT INDEXED
        WHERE recipient NOT BETWEEN 12000000000 AND 19999999999
          OR sender NOT BETWEEN 12000000000 AND 19999999999
        """
    ),
    LedgerRule(rowsOf: "batch"), LedgerRule(rowsOf: "batch_repeat"),
    LedgerRule(rowsOf: "text"), LedgerRule(rowsOf: "error"), LedgerRule(rowsOf: "attempt"),
    LedgerRule(rowsOf: "command"), LedgerRule(rowsOf: "record"), LedgerRule(rowsOf: "verdict"),
    LedgerRule(rowsOf: "step_count"), LedgerRule(rowsOf: "awaited"),
  ]
}
