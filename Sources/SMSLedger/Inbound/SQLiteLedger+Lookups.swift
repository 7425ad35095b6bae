internal import SMSCore

extension SQLiteLedger: LookupRecord {
  func subject(
    ofLookup target: JobName
  ) async throws(LedgerError) -> LookupSubject? {
    try await reader.ask { session throws(LedgerError) in try session.subject(ofLookup: target) }
  }

  func end(
    lookup job: JobNumber,
    with end: LookupEnd,
    at now: WallTime
  ) async throws(LedgerError) {
    try await writer.change { session throws(LedgerError) in
      try session.end(lookup: job, with: end, at: now)
    }
  }
}

extension ReadSession {
  /// The message of a spool with that id, which is either ours or the provider's.
  ///
  /// - Throws: `LedgerError` if a statement fails.
  func subject(ofLookup target: JobName) throws(LedgerError) -> LookupSubject? {
    let columns = "SELECT account, provider_message_id, state, updated FROM job"
    return try connection.transaction(.read) { () throws(LedgerError) in
      let ours = columns + " WHERE spool = ? AND id = ? AND account IS NOT NULL"
      let name: [SQLValue] = [.text(target.spool), .text(target.id)]
      if let subject = try subject(ours, name) { return subject }
      guard let job = try job(withProviderID: target.id) else { return nil }
      return try subject(columns + " WHERE number = ? AND spool = ?", [.job(job), name[0]])
    }
  }

  private func subject(
    _ sql: String,
    _ values: [SQLValue]
  ) throws(LedgerError) -> LookupSubject? {
    try connection.first(sql, values) { row throws(LedgerError) in
      LookupSubject(
        account: row.text(0),
        providerMessageID: row.optionalText(1),
        state: try row.state(2),
        updatedAt: row.time(3)
      )
    }
  }
}

extension WriteSession {
  /// Ends a lookup's job with its outcome.
  ///
  /// - Throws: `LedgerError` if a statement fails.
  func end(
    lookup number: JobNumber,
    with end: LookupEnd,
    at now: WallTime
  ) throws(LedgerError) {
    guard let job = try standing(of: number), !job.state.isTerminal else { return }
    switch end {
    case .found(let detail):
      try connection.run(
        "INSERT OR REPLACE INTO record (job, record) VALUES (?, ?)",
        [.job(number), .text(detail.record)]
      )
      try move(job, to: .found, at: now)
    case .failed(let error):
      try move(job, to: .failed, error: error, at: now)
    }
  }
}
