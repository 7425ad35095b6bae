internal import SMSCore

/// Answers queries on a connection of its own, without changing anything.
final class ReadSession {
  let connection: Connection
  /// Compares texts with their seals; nil where nothing is read for sending.
  let codes: (any CodeBook)?
  let receipts: any ReceiptReading
  /// What the configuration says about opt-outs.
  var rules = OptOutRules()
  /// What it says about what is sent.
  var sending = SendingRules()
  /// The spools' windows.
  var windows = SendWindows()

  init(
    connection: Connection,
    codes: (any CodeBook)? = nil,
    receipts: any ReceiptReading
  ) {
    self.connection = connection
    self.codes = codes
    self.receipts = receipts
  }

  /// Reads the mark of durable publication as one number; 0 before the first publication.
  static let publishedThroughSQL = """
    SELECT coalesce((SELECT value FROM mark WHERE name = 'published'), 0)
    """

  /// The change number up to which results are durably published; 0 before the first.
  ///
  /// - Throws: `LedgerError` if a statement fails.
  func publishedThrough() throws(LedgerError) -> Int64 {
    try connection.number(Self.publishedThroughSQL)
  }

  /// The note stored under a name; nil if there is none.
  ///
  /// - Throws: `LedgerError` if a statement fails.
  func note(_ key: String) throws(LedgerError) -> String? {
    try connection.first("SELECT value FROM note WHERE name = ?", [.text(key)]) { $0.text(0) }
  }

  /// All notes, by name.
  ///
  /// - Throws: `LedgerError` if a statement fails.
  func notes() throws(LedgerError) -> [String: String] {
    var notes: [String: String] = [:]
    try connection.query("SELECT name, value FROM note") { notes[$0.text(0)] = $0.text(1) }
    return notes
  }

  /// Whether the ledger has a job of that name.
  ///
  /// - Throws: `LedgerError` if a statement fails.
  func knows(_ name: JobName) throws(LedgerError) -> Bool {
    try connection.number(
      "SELECT count(*) FROM job WHERE spool = ? AND id = ?",
      [.text(name.spool), .text(name.id)]
    ) > 0
  }

  /// How many messages in all spools have not ended, codes included.
  ///
  /// - Throws: `LedgerError` if a statement fails.
  func waiting() throws(LedgerError) -> Int {
    Int(try connection.number("SELECT coalesce(sum(jobs), 0) FROM tally WHERE state <= 4"))
  }

  /// How many jobs of a spool are queued, deferred or held; requests that send nothing are jobs too.
  ///
  /// - Throws: `LedgerError` if a statement fails.
  func waiting(in spool: String) throws(LedgerError) -> Int {
    Int(
      try connection.number(
        """
        SELECT coalesce((SELECT sum(jobs) FROM tally WHERE spool = ?1 AND state <= 2), 0)
          + coalesce((SELECT sum(jobs) FROM request_tally WHERE spool = ?1 AND state <= 2), 0)
        """,
        [.text(spool)]
      )
    )
  }
}
