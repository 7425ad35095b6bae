internal import SMSCore

/// What the ledger answers without changing anything, on a connection of its own.
final class ReadSession {
  let connection: Connection
  /// Compares texts with their seals; nil where none is read to be sent.
  let codes: (any CodeBook)?

  init(connection: Connection, codes: (any CodeBook)? = nil) {
    self.connection = connection
    self.codes = codes
  }

  /// Reads the mark of durable publication as one number; NULL before the first.
  static let publishedThroughSQL = """
    SELECT coalesce((SELECT value FROM mark WHERE name = 'published'), 0)
    """

  /// The change number up to which results are durably published.
  ///
  /// - Throws: `LedgerError` with SQLite's reason.
  func publishedThrough() throws(LedgerError) -> Int64 {
    try connection.number(Self.publishedThroughSQL)
  }

  /// What was noted under a name.
  ///
  /// - Throws: `LedgerError` with SQLite's reason.
  func note(_ key: String) throws(LedgerError) -> String? {
    try connection.first("SELECT value FROM note WHERE name = ?", [.text(key)]) { $0.text(0) }
  }

  /// Every note, by name.
  ///
  /// - Throws: `LedgerError` with SQLite's reason.
  func notes() throws(LedgerError) -> [String: String] {
    var notes: [String: String] = [:]
    try connection.query("SELECT name, value FROM note") { notes[$0.text(0)] = $0.text(1) }
    return notes
  }

  /// Whether the ledger knows a job of that name.
  ///
  /// - Throws: `LedgerError` with SQLite's reason.
  func knows(_ name: JobName) throws(LedgerError) -> Bool {
    try connection.number(
      "SELECT count(*) FROM job WHERE spool = ? AND id = ?",
      [.text(name.spool), .text(name.id)]
    ) > 0
  }

  /// Which of these ids of the provider belong to jobs.
  ///
  /// - Throws: `LedgerError` with SQLite's reason.
  func known(_ ids: [String]) throws(LedgerError) -> Set<String> {
    var known: Set<String> = []
    for id in ids {
      let count = try connection.number(
        "SELECT count(*) FROM job WHERE provider_message_id = ?",
        [.text(id)]
      )
      if count > 0 { known.insert(id) }
    }
    return known
  }

  /// How many jobs of all spools have not ended.
  ///
  /// - Throws: `LedgerError` with SQLite's reason.
  func waiting() throws(LedgerError) -> Int {
    Int(try connection.number("SELECT coalesce(sum(jobs), 0) FROM tally WHERE state <= 4"))
  }

  /// How many jobs of a spool are queued, deferred or held.
  ///
  /// - Throws: `LedgerError` with SQLite's reason.
  func waiting(in spool: String) throws(LedgerError) -> Int {
    Int(
      try connection.number(
        "SELECT coalesce(sum(jobs), 0) FROM tally WHERE spool = ? AND state <= 2",
        [.text(spool)]
      )
    )
  }
}
