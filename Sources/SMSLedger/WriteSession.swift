internal import SMSCore

/// The changes that the ledger knows, on the one connection that writes.
///
/// Each method belongs inside `transaction`, so that what one batch does becomes durable together.
final class WriteSession {
  let connection: Connection
  let codes: any CodeBook
  var tally = StateCounts()
  /// The number of the last change; numbers rise with every change of a published job.
  private var change: Int64
  /// The machine's boot, by our own count.
  private(set) var boot: Int64 = 0

  /// Takes over an open, up-to-date ledger.
  ///
  /// - Throws: `LedgerError` with SQLite's reason.
  init(connection: Connection, codes: any CodeBook) throws(LedgerError) {
    self.connection = connection
    self.codes = codes
    // What was pruned may have had the highest number: the mark remembers it.
    change = max(
      try connection.number("SELECT max(change) FROM job WHERE change > 0"),
      try connection.number(ReadSession.publishedThroughSQL)
    )
  }

  /// Runs `body` as one transaction; nothing of it is left when it or the commit throws.
  ///
  /// - Throws: `LedgerError` of the body or of the commit.
  func transaction<Value>(
    _ body: (WriteSession) throws(LedgerError) -> Value
  ) throws(LedgerError) -> Value {
    let changeBefore = change
    do {
      return try connection.transaction(.write) { () throws(LedgerError) in
        let value = try body(self)
        try tally.write(to: connection)
        return value
      }
    } catch {
      change = changeBefore
      tally = StateCounts()
      throw error
    }
  }

  /// Counts the machine's boots: times of the monotonic clock hold only within one.
  ///
  /// - Throws: `LedgerError` with SQLite's reason.
  func begin(boot name: String) throws(LedgerError) {
    let last = try connection.first("SELECT value FROM note WHERE name = 'boot'") { $0.text(0) }
    boot = try connection.number("SELECT value FROM mark WHERE name = 'boot'")
    guard last != name else { return }
    boot += 1
    try connection.run(
      "INSERT OR REPLACE INTO mark (name, value) VALUES ('boot', ?)",
      [.integer(boot)]
    )
    try note("boot", name)
  }

  /// The number for the next change.
  func nextChange() -> Int64 {
    change += 1
    return change
  }

  /// Moves the mark of durable publication on; it never moves back.
  ///
  /// - Throws: `LedgerError` with SQLite's reason.
  func markPublished(through change: Int64) throws(LedgerError) {
    try connection.run(
      """
      INSERT INTO mark (name, value) VALUES ('published', ?1)
      ON CONFLICT (name) DO UPDATE SET value = max(value, ?1)
      """,
      [.integer(change)]
    )
  }

  /// Keeps a note under its name, in place of an older one.
  ///
  /// - Throws: `LedgerError` with SQLite's reason.
  func note(_ key: String, _ value: String) throws(LedgerError) {
    try connection.run(
      """
      INSERT INTO note (name, value) VALUES (?1, ?2)
      ON CONFLICT (name) DO UPDATE SET value = ?2
      """,
      [.text(key), .text(value)]
    )
  }

  /// Keeps or removes a note.
  ///
  /// - Throws: `LedgerError` with SQLite's reason.
  func change(_ note: NoteChange) throws(LedgerError) {
    if let value = note.value { return try self.note(note.key, value) }
    try connection.run("DELETE FROM note WHERE name = ?", [.text(note.key)])
  }
}
