internal import SMSCore

/// Saves what can be read from a damaged ledger into a new one of this program's version.
///
/// Each table is read on its own, without its indexes, in key order. Where a page cannot be read,
/// the rows after it are searched for key by key. Inconsistencies are then repaired such that
/// nothing is sent that was not accepted: jobs without a text end, and the counts are recomputed.
struct LedgerSalvage {
  /// How many keys to try beyond the last readable one, if the end is not known.
  static let probes: Int64 = 10_000

  private let source: Connection
  let target: Connection
  var report = SalvageReport()

  private init(from path: String, to new: String) throws(LedgerError) {
    source = try Connection(path: path, mode: .read)
    try source.tolerateDamage()
    target = try Connection(path: new, mode: .create)
  }

  /// Fills a new, empty file; the old ledger is only read.
  ///
  /// - Parameters:
  ///   - path: The damaged ledger; no daemon may be using it.
  ///   - new: The new file; the caller makes it durable.
  ///   - now: The time recorded for jobs that end because they cannot be repaired.
  /// - Returns: What was saved and what was lost.
  /// - Throws: `LedgerError` if nothing can be read, or the new file cannot be written.
  static func run(
    from path: String,
    to new: String,
    at now: WallTime
  ) throws(LedgerError) -> SalvageReport {
    var salvage = try LedgerSalvage(from: path, to: new)
    try salvage.run(now)
    return salvage.report
  }

  private mutating func run(_ now: WallTime) throws(LedgerError) {
    let found = try Schema.ledger.versionFound(in: source)
    guard found > 0 else { throw .corrupt(source.path, cause: "it has no table") }
    try source.run("PRAGMA cache_size = -8192")
    // An incomplete file is useless, and is removed.
    _ = try target.first("PRAGMA journal_mode = OFF") { $0.text(0) }
    try target.run("PRAGMA synchronous = OFF")
    try target.run("PRAGMA secure_delete = ON")
    let old = Schema(migrations: Array(Schema.ledger.migrations.prefix(Int(found))))
    try old.apply(to: target)
    try target.run("BEGIN")
    for table in old.tables where !Self.counts.contains(table) { try copy(table) }
    try copySequences()
    try target.run("COMMIT")
    try Schema.ledger.apply(to: target)
    try target.run("BEGIN")
    try mend(now)
    try target.run("COMMIT")
  }

  // MARK: Rows

  /// A table of the new ledger.
  private struct Table {
    let name: String
    let columns: [String]
    /// The columns of its primary key, in order.
    let key: [String]
    let hasNumber: Bool

    var list: String { columns.map { "\"\($0)\"" }.joined(separator: ", ") }
    var order: String { key.map { "\"\($0)\"" }.joined(separator: ", ") }

    func order(descending: Bool) -> String {
      key.map { "\"\($0)\"" + (descending ? " DESC" : "") }.joined(separator: ", ")
    }
  }

  private func table(_ name: String) throws(LedgerError) -> Table {
    var columns: [String] = []
    var key: [(place: Int, name: String)] = []
    var isNumber = false
    try target.query("SELECT name, pk, type FROM pragma_table_info(?)", [.text(name)]) { row in
      columns.append(row.text(0))
      guard row.count(1) > 0 else { return }
      key.append((row.count(1), row.text(0)))
      isNumber = row.text(2) == "INTEGER"
    }
    let names = key.sorted { $0.place < $1.place }.map(\.name)
    return Table(
      name: name,
      columns: columns,
      key: names,
      hasNumber: names.count == 1 && isNumber
    )
  }

  private mutating func copy(_ name: String) throws(LedgerError) {
    let table = try table(name)
    report.rows[name] = 0
    if table.hasNumber {
      try copyByNumber(table)
    } else if let cause = try copy(table, descending: false) {
      // Rows beyond the broken page are reached from the other end.
      _ = try copy(table, descending: true)
      report.losses.append("table \(name): \(cause); rows in the middle may be missing")
    }
  }

  /// - Returns: Why it could not read to the end, or nil.
  /// - Throws: `LedgerError` if the new file cannot be written.
  private mutating func copy(
    _ table: Table,
    descending: Bool
  ) throws(LedgerError) -> String? {
    // A page that leads back to an earlier one would loop forever; a second pass meets known rows.
    var known = 0
    let most = descending ? Int.max : 1000
    let sql = """
      SELECT \(table.list) FROM "\(table.name)"
      ORDER BY \(table.order(descending: descending))
      """
    return try read(sql, []) { salvage, row throws(LedgerError) in
      known = try salvage.insert(row, into: table) ? 0 : known + 1
      return known < most
    }
  }

  /// Copies a table with an integer key; after a key that cannot be read, the next ones are tried.
  private mutating func copyByNumber(_ table: Table) throws(LedgerError) {
    let sql = """
      SELECT \(table.list) FROM "\(table.name)" NOT INDEXED
      WHERE \(table.order) >= ? ORDER BY \(table.order)
      """
    let place = Int32(table.columns.firstIndex(of: table.key[0]) ?? 0)
    let last = lastNumber(of: table)
    var next: Int64 = 1
    var gap: Gap?
    while true {
      let start = next
      let cause = try read(sql, [.integer(start)]) { salvage, row throws(LedgerError) in
        let number = row.integer(place)
        guard number >= next else { return false }
        _ = try salvage.insert(row, into: table)
        next = number + 1
        return true
      }
      if next > start, let known = gap {
        report.losses.append(known.line(of: table.name, before: next))
        gap = nil
      }
      guard let cause else { break }
      gap = gap ?? Gap(first: next, cause: cause)
      let tried = next - (gap?.first ?? next)
      guard next <= last ?? .max, tried <= (last == nil ? Self.probes : Self.most) else { break }
      next += 1
    }
    if let gap { report.losses.append(gap.line(of: table.name, before: next)) }
  }

  /// Keys tried in one gap: more than a lost interior page of the tree covers.
  private static let most: Int64 = 50_000

  /// A range of keys none of which could be read.
  private struct Gap {
    let first: Int64
    let cause: String

    func line(of table: String, before next: Int64) -> String {
      "table \(table): \(cause); what had the numbers \(first) to \(max(first, next - 1)) is lost"
    }
  }

  /// The highest key that a table may contain, from the table itself or from the job sequence.
  private func lastNumber(of table: Table) -> Int64? {
    let counted = table.key == ["job"] ? "job" : table.name
    let numbers = [
      try? source.number("SELECT max(\(table.order)) FROM \"\(table.name)\""),
      try? source.number("SELECT seq FROM sqlite_sequence WHERE name = ?", [.text(counted)]),
    ].compactMap { $0 }.filter { $0 > 0 }
    return numbers.max()
  }

  /// Reads rows until the end, until `body` returns false, or until a page cannot be read.
  ///
  /// - Returns: Why it could not read on, or nil at the end.
  /// - Throws: `LedgerError` from the body if the new file cannot be written.
  private mutating func read(
    _ sql: String,
    _ values: [SQLValue],
    _ body: (inout Self, borrowing Row) throws(LedgerError) -> Bool
  ) throws(LedgerError) -> String? {
    var failure: LedgerError?
    do throws(LedgerError) {
      try source.query(sql, values) { row throws(LedgerError) in
        do throws(LedgerError) {
          guard try body(&self, row) else { throw .corrupt(source.path, cause: "rows repeat") }
        } catch {
          if error.path != source.path { failure = error }
          throw error
        }
      }
      return nil
    } catch {
      if let failure { throw failure }
      return error.cause
    }
  }

  /// - Returns: Whether the row was new.
  /// - Throws: `LedgerError` if the new file cannot be written.
  private mutating func insert(
    _ row: borrowing Row,
    into table: Table
  ) throws(LedgerError) -> Bool {
    let marks = table.columns.map { _ in "?" }.joined(separator: ", ")
    let values = table.columns.indices.map { row.value(Int32($0)) }
    do throws(LedgerError) {
      try target.run(
        "INSERT OR IGNORE INTO \"\(table.name)\" (\(table.list)) VALUES (\(marks))",
        values
      )
    } catch {
      // The value is of a type that the column cannot store.
      guard error.code == .other else { throw error }
      report.losses.append("table \(table.name): a row was not taken: \(error.cause)")
      return false
    }
    guard target.changes > 0 else { return false }
    report.rows[table.name, default: 0] += 1
    return true
  }

  /// Numbers are never reused, even those of lost rows.
  private func copySequences() throws(LedgerError) {
    var sequences: [(String, Int64)] = []
    try? source.query("SELECT name, seq FROM sqlite_sequence") {
      sequences.append(($0.text(0), $0.integer(1)))
    }
    for (name, last) in sequences {
      try target.run(
        "UPDATE sqlite_sequence SET seq = max(seq, ?) WHERE name = ?",
        [.integer(last), .text(name)]
      )
      guard target.changes == 0 else { continue }
      try target.run(
        "INSERT INTO sqlite_sequence (name, seq) SELECT ?1, ?2 FROM sqlite_schema WHERE name = ?1",
        [.text(name), .integer(last)]
      )
    }
  }

  /// Tables that are recomputed instead of copied.
  private static let counts: Set<String> = [
    "tally", "request_tally", "provider_id", "addressee", "assignment_count",
  ]
}

extension Schema {
  /// The names of its tables, in order.
  fileprivate var tables: [String] {
    parts.filter { $0.kind == "table" }.map(\.name).sorted()
  }
}
