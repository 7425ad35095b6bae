internal import SMSCore

extension ReadSession {
  /// Jobs whose results changed after a change number, in order of change.
  ///
  /// A job with an attempt in progress is left out: the end of the attempt is a change itself. A
  /// `queued` job appears if it has an `ack`, or was held before, so that its result shows the end
  /// of the hold.
  /// - Throws: `LedgerError` if a statement fails.
  func changes(after change: Int64, limit: Int) throws(LedgerError) -> [JobSnapshot] {
    var snapshots: [JobSnapshot] = []
    try connection.query(
      Self.changesSQL,
      [.integer(change), .integer(Int64(limit))]
    ) { row throws(LedgerError) in
      snapshots.append(try connection.completed(row, receipts))
    }
    return snapshots
  }

  /// SQLite seeks to the first bound on `change`, and 0 would be the beginning of the ledger; the
  /// second bound only lets it use the partial index.
  static let changesSQL = """
    SELECT \(Row.snapshotColumns)
    FROM job INDEXED BY job_change \(Row.snapshotJoins)
    WHERE job.change > ? AND job.change > 0 AND job.state <> 3 ORDER BY job.change LIMIT ?
    """
}

extension Row {
  /// The columns that `snapshot` reads, from `job` and the tables in `snapshotJoins`.
  static let snapshotColumns = """
    job.number, job.change, job.spool, job.id, job.kind, job.state, job.account, job.spool,
    job.priority, job.recipient, job.sender, job.provider_message_id, job.segments, job.encoding,
    job.attempts, job.accepted, job.updated, job.next_attempt, job.metadata, job.retry_of,
    job.retried_as, job.affected, \(errorColumns), \(codeColumns), job.acks,
    job.replacements, job.recipient_digest IS NOT NULL,
    whole.id, batch.results, batch.ended IS NULL OR job.change <= batch.ended,
    EXISTS (SELECT 1 FROM receipt WHERE receipt.message_id = job.provider_message_id),
    EXISTS (SELECT 1 FROM batch_repeat WHERE batch_repeat.job = job.number),
    job.opens, job.zones, job.not_before, job.media
    """

  /// Joins what a job may have besides its row, for `snapshotColumns`.
  static let snapshotJoins = """
    LEFT JOIN error ON error.job = job.number LEFT JOIN verdict ON verdict.job = job.number
    LEFT JOIN code ON code.job = job.number
    LEFT JOIN verification ON verification.number = code.verification
    LEFT JOIN batch ON batch.job = job.batch LEFT JOIN job AS whole ON whole.number = batch.job
    """

  /// The number of columns in `snapshotColumns`.
  static let snapshotWidth: Int32 = 55

  /// Whether there are receipts of the job in `snapshotColumns`.
  var hasReceipts: Bool { flag(49) }

  /// Whether batches repeat the job in `snapshotColumns`.
  var isRepeated: Bool { flag(50) }

  /// The job in `snapshotColumns`, which come first in the row.
  ///
  /// - Throws: `LedgerError` with the code `corrupt` if the stored value is invalid.
  func snapshot() throws(LedgerError) -> JobSnapshot {
    let state = try state(5)
    var snapshot = JobSnapshot(
      number: job(0),
      change: integer(1),
      name: JobName(spool: text(2), id: text(3)),
      kind: text(4),
      state: state,
      message: isNull(6) ? nil : try messageFacts(),
      attempts: count(14),
      acceptedAt: time(15),
      updatedAt: time(16),
      nextAttemptAt: state.isDeferred ? optionalTime(17) : nil,
      error: isNull(22) ? nil : try jobError(from: 22),
      metadata: optionalText(18),
      retryOf: optionalText(19),
      retriedAs: optionalText(20),
      affected: optionalCount(21),
      verification: verificationFacts(from: 36),
      verdict: try verdict(state, from: 41)
    )
    snapshot.acks = acks(43)
    snapshot.isErased = flag(45)
    if !isNull(46) { snapshot.ownBatch = try membership(from: 46) }
    snapshot.opensAt = optionalTime(51)
    snapshot.notBefore = optionalTime(53)
    snapshot.isExempt = LaneZones(stored: count(52)) == .exempt
    return snapshot
  }

  /// A batch that a result is a part of: its id, where its results go, and whether the file of its
  /// results may be made anew.
  func membership(from column: Int32) throws(LedgerError) -> BatchMembership {
    BatchMembership(
      id: text(column),
      results: try known(
        BatchRequest.Results(rawValue: count(column + 1)),
        "place of results"
      ),
      mayMakeFile: flag(column + 2)
    )
  }

  /// The `ack` tokens of a job's submissions, newest last.
  func acks(_ column: Int32) -> [String] {
    isNull(column) ? [] : text(column).split(separator: " ").map(String.init)
  }

  private func messageFacts() throws(LedgerError) -> JobSnapshot.MessageFacts {
    var facts = JobSnapshot.MessageFacts(
      account: text(6),
      to: isNull(9) ? nil : try phone(9),
      from: try phone(10),
      priority: try known(Priority(rawValue: count(8)), "priority"),
      providerMessageID: optionalText(11),
      segments: count(12),
      encoding: try known(MessageText.Encoding(rawValue: text(13)), "encoding")
    )
    facts.media = optionalCount(54)
    facts.replacements = StoredReplacements.read(optionalText(44))
    return facts
  }
}
