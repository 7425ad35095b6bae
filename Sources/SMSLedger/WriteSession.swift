internal import SMSCore

/// The changes that the ledger can make, on the only connection that writes.
///
/// Call every method inside `transaction`, so that the changes of one batch become durable
/// together.
final class WriteSession {
  let connection: Connection
  let codes: any CodeBook
  let receipts: any ReceiptReading
  var counts = CommitCounts()
  /// The provider's ids that are not yet in the index.
  var run: ProviderIDRun
  /// The jobs that are being put into the index by recipients.
  var recipients: RecipientRun
  /// The number of the newest job.
  private(set) var lastJob: Int64
  /// Whether `run`, `recipients` and `lastJob` hold what the ledger says.
  private var areRunsRead = false
  /// The number of the last change; it rises with every change to a published job.
  private var change: Int64
  /// The machine's boot, as counted in this ledger.
  private(set) var boot: Int64 = 0
  /// Whether a command may be waiting for a job; false only if the ledger has no such row.
  var mayAwait = true
  /// What the configuration says about opt-outs.
  var rules = OptOutRules()
  /// What the configuration says about what is sent.
  var sending = SendingRules()
  /// Whether the ledger may hold texts that are not to be repeated; false only if it holds none.
  var mayRepeat = true
  /// What was counted for caps; nil until it is needed.
  var caps: CapBook?
  /// How many contacts were added since old ones were last removed.
  var newContacts = 0
  /// The spools' windows.
  var windows = SendWindows()
  /// Whether a batch may be being accepted; false only if none is.
  var mayAccept = true
  /// The batches that may have ended for another reason than the end of a message, with the time.
  var batchesToJudge: [JobNumber: WallTime] = [:]
  /// How many recipients each number of a pool has, for the spools that have chosen one so far.
  var recipientCounts: [String: [PhoneNumber: Int]] = [:]
  /// The numbers that the recipients of a part of a batch have.
  var knownAssignments: KnownAssignments?

  /// Takes over an open, up-to-date ledger.
  ///
  /// - Throws: `LedgerError` if a statement fails.
  init(
    connection: Connection,
    codes: any CodeBook,
    receipts: any ReceiptReading,
    runs limits: ProviderIDRun.Limits = ProviderIDRun.Limits()
  ) throws(LedgerError) {
    self.connection = connection
    self.codes = codes
    self.receipts = receipts
    run = ProviderIDRun(mark: try connection.number(Connection.identifiedSQL), limits: limits)
    recipients = RecipientRun(mark: try connection.number("SELECT \(Connection.addressed)"))
    lastJob = try connection.number(Connection.lastJobSQL)
    // The highest change may belong to a pruned job: the marks remember it.
    change = max(
      try connection.number("SELECT max(change) FROM job WHERE change > 0"),
      try connection.number(ReadSession.publishedThroughSQL),
      run.mark
    )
  }

  /// Runs `body` as one transaction, rolled back entirely if it or the commit throws.
  ///
  /// - Throws: `LedgerError` from the body or the commit.
  func transaction<Value>(
    _ body: (WriteSession) throws(LedgerError) -> Value
  ) throws(LedgerError) -> Value {
    let changeBefore = change
    do {
      return try connection.transaction(.write) { () throws(LedgerError) in
        if !areRunsRead {
          run = try readRun(run.limits)
          recipients = RecipientRun(
            mark: try connection.number("SELECT \(Connection.addressed)"),
            limits: recipients.limits
          )
          lastJob = try connection.number(Connection.lastJobSQL)
          areRunsRead = true
        }
        let value = try body(self)
        try judgeBatches()
        try writeCaps()
        try counts.write(to: connection)
        return value
      }
    } catch {
      change = changeBefore
      mayAwait = true
      mayAccept = true
      mayRepeat = true
      caps = nil
      batchesToJudge = [:]
      recipientCounts = [:]
      knownAssignments = nil
      counts.drop()
      run = ProviderIDRun(mark: run.mark, limits: run.limits)
      areRunsRead = false
      throw error
    }
  }

  /// Begins a run of the daemon, in which batches may end that did not get to it before.
  ///
  /// Counts the machine's boots: times of the monotonic clock are comparable only within one boot.
  ///
  /// - Throws: `LedgerError` if a statement fails.
  func begin(boot name: String) throws(LedgerError) {
    for batch in try connection.openBatches() { batchesToJudge[batch.number] = batch.updated }
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

  /// The number of the job that was just inserted.
  func insertedJob() -> JobNumber {
    lastJob = connection.lastInserted
    return JobNumber(lastJob)
  }

  /// Whether something is to be put into the indexes that are filled by runs.
  ///
  /// - Parameter isResting: Whether the log is being truncated.
  /// - Returns: Whether to call `putIn`.
  func isPuttingInDue(isResting: Bool) -> Bool {
    run.isDue(at: change, isResting: isResting)
      || recipients.isDue(at: lastJob, isResting: isResting)
  }

  /// Puts the next part into these indexes.
  ///
  /// - Throws: `LedgerError` if a statement fails.
  func putIn(isResting: Bool) throws(LedgerError) {
    if run.isDue(at: change, isResting: isResting) { try putInProviderIDs() }
    if recipients.isDue(at: lastJob, isResting: isResting) { try putInRecipients() }
  }

  /// The number of the last change.
  var lastChange: Int64 { change }

  /// The number for the next change.
  func nextChange() -> Int64 {
    change += 1
    return change
  }

  /// Advances the mark of durable publication; it never moves back.
  ///
  /// - Throws: `LedgerError` if a statement fails.
  func markPublished(through change: Int64) throws(LedgerError) {
    try connection.run(
      """
      INSERT INTO mark (name, value) VALUES ('published', ?1)
      ON CONFLICT (name) DO UPDATE SET value = max(value, ?1)
      """,
      [.integer(change)]
    )
  }

  /// Stores a note under its name, replacing an older one.
  ///
  /// - Throws: `LedgerError` if a statement fails.
  func note(_ key: String, _ value: String) throws(LedgerError) {
    try connection.run(
      """
      INSERT INTO note (name, value) VALUES (?1, ?2)
      ON CONFLICT (name) DO UPDATE SET value = ?2
      """,
      [.text(key), .text(value)]
    )
  }

  /// Stores or removes a note.
  ///
  /// - Throws: `LedgerError` if a statement fails.
  func change(_ note: NoteChange) throws(LedgerError) {
    if let value = note.value { return try self.note(note.key, value) }
    try connection.run("DELETE FROM note WHERE name = ?", [.text(note.key)])
  }
}
