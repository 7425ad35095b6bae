internal import SMSCore

/// A table of the ledger with texts in which a phone may be named by its digits.
///
/// A number is found as its ten digits in a row, with or without the country code.
struct TextTable {
  let name: String
  /// The integer by which its rows are gone through.
  let key: String
  let columns: [String]
  /// The column with the job that a row belongs to, or nil.
  let job: String?
  /// What a row must meet besides; it may use the columns and `job`.
  let condition: String

  init(
    _ name: String,
    by key: String,
    _ columns: [String],
    of job: String? = nil,
    where condition: String = "1"
  ) {
    self.name = name
    self.key = key
    self.columns = columns
    self.job = job
    self.condition = condition
  }

  /// All of them but `note`, whose rows are few.
  ///
  /// Metadata and targets of what has not ended are still needed as they are.
  static let all = [
    TextTable(
      "error",
      by: "job",
      ["message", "hint", "provider_detail", "cause_message", "cause_hint"],
      of: "job"
    ),
    TextTable("record", by: "job", ["record"], of: "job"),
    TextTable("receipt", by: "number", ["description"]),
    TextTable(
      "command",
      by: "job",
      ["target"],
      of: "job",
      where: "EXISTS (SELECT 1 FROM job WHERE job.number = command.job AND job.state >= 5)"
    ),
    TextTable("job", by: "number", ["metadata"], of: "number", where: "state >= 5"),
    TextTable("audit", by: "number", ["target"], of: "job"),
  ]

  /// How many rows a step looks at: a few milliseconds.
  static let part: Int64 = 5_000

  /// The keys of the next rows, and whether they name the phone; its parameters are the ten digits,
  /// the key before, and the limit.
  var search: String {
    let named = columns.map { "coalesce(instr(\($0), ?1), 0)" }.joined(separator: " + ")
    return """
      SELECT \(key), (\(named)) > 0 FROM \(name)
      WHERE \(key) > ?2 ORDER BY \(key) LIMIT ?3
      """
  }

  /// Replaces the number in a row by as many characters, so that the row is overwritten in place.
  ///
  /// Its parameters are the row's key, the eleven digits, the ten, and what replaces either.
  var replacement: String {
    let changes = columns.map { "\($0) = replace(replace(\($0), ?2, ?4), ?3, ?5)" }
    return """
      UPDATE \(name) SET \(changes.joined(separator: ", ")) WHERE \(key) = ?1 AND \(condition)
        AND \(job.map { "(\($0) IS NULL OR \($0) < ?6)" } ?? "?6 > 0")
      """
  }
}

extension Connection {
  /// The keys of a table's next rows that name a phone.
  ///
  /// - Parameters:
  ///   - phone: The phone.
  ///   - table: The table.
  ///   - key: Where to go on.
  /// - Returns: The keys, and where to go on; nil after the last row.
  /// - Throws: `LedgerError` if a statement fails.
  func rows(
    naming phone: PhoneNumber,
    in table: TextTable,
    after key: Int64
  ) throws(LedgerError) -> (keys: [Int64], next: Int64?) {
    var keys: [Int64] = []
    var count: Int64 = 0
    var last = key
    try query(
      table.search,
      [.text(phone.nationalDigits), .integer(key), .integer(TextTable.part)]
    ) { row in
      count += 1
      last = row.integer(0)
      if row.flag(1) { keys.append(last) }
    }
    return (keys, count < TextTable.part ? nil : last)
  }
}

extension SQLiteLedgerReader {
  func mentions(
    of phone: PhoneNumber,
    from cursor: ErasureCursor?
  ) throws(LedgerError) -> MentionPage {
    let cursor = cursor ?? ErasureCursor(phase: 0)
    guard TextTable.all.indices.contains(cursor.phase) else {
      return MentionPage(mentions: try notes(naming: phone), next: nil)
    }
    let table = TextTable.all[cursor.phase]
    return try connection.transaction(.read) { () throws(LedgerError) in
      let (keys, next) = try connection.rows(naming: phone, in: table, after: cursor.number)
      var mentions: [Mention] = []
      for key in keys { mentions += try self.mentions(of: phone, in: table, at: key) }
      return MentionPage(
        mentions: mentions,
        next: next.map { ErasureCursor(phase: cursor.phase, number: $0) }
          ?? ErasureCursor(phase: cursor.phase + 1)
      )
    }
  }

  private func mentions(
    of phone: PhoneNumber,
    in table: TextTable,
    at key: Int64
  ) throws(LedgerError) -> [Mention] {
    var mentions: [Mention] = []
    try connection.query(
      """
      SELECT \(table.job ?? "NULL"), \(table.columns.joined(separator: ", ")) FROM \(table.name)
      WHERE \(table.key) = ?
      """,
      [.integer(key)]
    ) { row in
      for (index, column) in table.columns.enumerated() {
        let text = row.text(Int32(index + 1))
        guard text.contains(phone.nationalDigits) else { continue }
        mentions.append(
          Mention(
            place: "\(table.name).\(column)",
            job: row.isNull(0) ? nil : row.job(0),
            text: text
          )
        )
      }
    }
    return mentions
  }

  private func notes(naming phone: PhoneNumber) throws(LedgerError) -> [Mention] {
    var mentions: [Mention] = []
    try connection.query(
      "SELECT name, value FROM note WHERE instr(value, ?) > 0 ORDER BY name",
      [.text(phone.nationalDigits)]
    ) { mentions.append(Mention(place: "note.\($0.text(0))", job: nil, text: $0.text(1))) }
    return mentions
  }
}
