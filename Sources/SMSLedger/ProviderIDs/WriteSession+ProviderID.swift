internal import SMSCore

/// Each provider's id belongs to at most one job, and is looked for in the run in memory and in the
/// index.
extension WriteSession {
  /// Whether no job has that provider id.
  ///
  /// - Throws: `LedgerError` if a statement fails.
  func isFree(_ id: String) throws(LedgerError) -> Bool {
    try isFree(id, ProviderIDKey(id))
  }

  private func isFree(_ id: String, _ key: ProviderIDKey) throws(LedgerError) -> Bool {
    // Nearly every id has a key of its own.
    if run[key] == nil, try !connection.holds(key) { return true }
    return try job(withProviderID: id) == nil
  }

  /// The job that has a provider id, or nil.
  ///
  /// - Throws: `LedgerError` if a statement fails.
  func job(withProviderID id: String) throws(LedgerError) -> JobNumber? {
    let key = ProviderIDKey(id)
    if let job = run[key], try job.hasProviderID(id, in: connection) { return job }
    return try connection.indexedJob(withProviderID: id, key)
  }

  /// Makes an id findable if no job has it.
  ///
  /// - Parameters:
  ///   - id: The provider's id.
  ///   - job: The job that is about to get the id in its row, under a new change number.
  /// - Returns: Whether the job gets the id.
  /// - Throws: `LedgerError` if a statement fails.
  func claim(_ id: String, for job: JobNumber) throws(LedgerError) -> Bool {
    let key = ProviderIDKey(id)
    guard try isFree(id, key) else { return false }
    if !run.add((key, job)) { try putIn((key, job)) }
    return true
  }

  /// Makes a job's id findable, whatever the job's change number is.
  ///
  /// - Throws: `LedgerError` if a statement fails.
  func indexProviderID(_ id: String, of job: JobNumber) throws(LedgerError) {
    try putIn((ProviderIDKey(id), job))
  }

  /// Removes the id of a job that is being removed.
  ///
  /// - Throws: `LedgerError` if a statement fails.
  func forgetProviderID(_ id: String, of job: JobNumber) throws(LedgerError) {
    let key = ProviderIDKey(id)
    run.remove((key, job))
    try connection.run(
      "DELETE FROM provider_id WHERE key = ? AND job = ?",
      [.key(key), .job(job)]
    )
  }

  /// Puts the next ids of a run into the index.
  ///
  /// - Throws: `LedgerError` if a statement fails.
  func putInProviderIDs() throws(LedgerError) {
    let (entries, mark) = run.next(at: lastChange)
    for entry in entries { try putIn(entry) }
    guard let mark else { return }
    try connection.run(
      "INSERT OR REPLACE INTO mark (name, value) VALUES ('identified', ?)",
      [.integer(mark)]
    )
  }

  /// A job may be there already: it changed again after it was put in, and was read at a start.
  private func putIn(_ entry: ProviderIDRun.Entry) throws(LedgerError) {
    try connection.run(
      "INSERT OR IGNORE INTO provider_id (key, job) VALUES (?, ?)",
      [.key(entry.key), .job(entry.job)]
    )
  }

  /// Reads the run that the ledger says is not in the index.
  ///
  /// - Throws: `LedgerError` if a statement fails.
  func readRun(_ limits: ProviderIDRun.Limits) throws(LedgerError) -> ProviderIDRun {
    var run = ProviderIDRun(mark: try connection.number(Connection.identifiedSQL), limits: limits)
    var rest: [ProviderIDRun.Entry] = []
    try connection.query(Connection.unindexedSQL) { row in
      let entry = (key: ProviderIDKey(row.text(1)), job: row.job(0))
      if !run.add(entry) { rest.append(entry) }
    }
    for entry in rest { try putIn(entry) }
    return run
  }
}

extension ReadSession {
  private static let unindexedJobSQL = Connection.unindexedSQL + " AND provider_message_id = ?"

  /// The job that has a provider id, or nil.
  ///
  /// Call it inside a transaction: the id may move into the index between two statements.
  /// - Throws: `LedgerError` if a statement fails.
  func job(withProviderID id: String) throws(LedgerError) -> JobNumber? {
    if let job = try connection.indexedJob(withProviderID: id, ProviderIDKey(id)) { return job }
    return try connection.first(Self.unindexedJobSQL, [.text(id)]) { $0.job(0) }
  }

  /// Those of the provider ids that belong to jobs.
  ///
  /// - Throws: `LedgerError` if a statement fails.
  func known(_ ids: [String]) throws(LedgerError) -> Set<String> {
    try connection.transaction(.read) { () throws(LedgerError) in
      var known: Set<String> = []
      for id in ids
      where try connection.indexedJob(withProviderID: id, ProviderIDKey(id)) != nil {
        known.insert(id)
      }
      let others = Set(ids).subtracting(known)
      guard !others.isEmpty else { return known }
      try connection.query(Connection.unindexedSQL) { row in
        let id = row.text(1)
        if others.contains(id) { known.insert(id) }
      }
      return known
    }
  }
}

extension Connection {
  /// Reads the change number up to which jobs have their provider's ids in the index.
  static let identifiedSQL = """
    SELECT coalesce((SELECT value FROM mark WHERE name = 'identified'), 0)
    """

  /// Reads the jobs above the mark that have a provider id, in the index or not yet.
  fileprivate static let unindexedSQL = """
    SELECT number, provider_message_id FROM job INDEXED BY job_change
    WHERE change > (\(identifiedSQL)) AND change > 0 AND provider_message_id IS NOT NULL
    """

  /// Puts all ids of the provider into the index, each for the first job that has it.
  ///
  /// Other jobs with the same id lose it.
  /// - Throws: `LedgerError` if a statement fails.
  func rebuildProviderIDs() throws(LedgerError) {
    try run(
      """
      UPDATE job SET provider_message_id = NULL
      WHERE provider_message_id IS NOT NULL AND number NOT IN (
        SELECT min(number) FROM job WHERE provider_message_id IS NOT NULL
        GROUP BY provider_message_id)
      """
    )
    try run("DELETE FROM provider_id")
    try run(
      """
      INSERT INTO provider_id (key, job)
      SELECT provider_key(provider_message_id), number FROM job
      WHERE provider_message_id IS NOT NULL ORDER BY 1, 2
      """
    )
    try run(
      """
      INSERT OR REPLACE INTO mark (name, value)
      SELECT 'identified', coalesce(max(change), 0) FROM job WHERE change > 0
      """
    )
  }

  /// Whether the index holds an id with that key.
  ///
  /// - Throws: `LedgerError` if a statement fails.
  fileprivate func holds(_ key: ProviderIDKey) throws(LedgerError) -> Bool {
    try first("SELECT 1 FROM provider_id WHERE key = ?", [.key(key)]) { _ in true } ?? false
  }

  /// The job that has a provider id, if the index holds it.
  fileprivate func indexedJob(
    withProviderID id: String,
    _ key: ProviderIDKey
  ) throws(LedgerError) -> JobNumber? {
    try first(
      """
      SELECT job.number FROM provider_id CROSS JOIN job ON job.number = provider_id.job
      WHERE provider_id.key = ? AND job.provider_message_id = ?
      """,
      [.key(key), .text(id)]
    ) { $0.job(0) }
  }
}

extension JobNumber {
  fileprivate func hasProviderID(
    _ id: String,
    in connection: Connection
  ) throws(LedgerError) -> Bool {
    try connection.number(
      "SELECT count(*) FROM job WHERE number = ? AND provider_message_id = ?",
      [.job(self), .text(id)]
    ) == 1
  }
}
