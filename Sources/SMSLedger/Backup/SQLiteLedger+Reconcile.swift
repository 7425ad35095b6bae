package import SMSCore

/// What came of a command that was carried out elsewhere.
package enum ErrandEnd: Hashable, Sendable {
  /// JSON text that tells what was done.
  case done(String)
  case failed(JobError)
}

/// What the reconciliation of a restored ledger reads and changes; every step can be repeated.
extension SQLiteLedger {
  /// Jobs looked at in one transaction of `claim`.
  private static let chunk: Int64 = 20_000

  /// Takes over what results say that were published after the backup.
  ///
  /// - Returns: What each of them met.
  /// - Throws: `LedgerError` with SQLite's reason.
  package func adopt(
    _ results: [JobSnapshot],
    at now: WallTime
  ) async throws(LedgerError) -> [ResultMatch] {
    try await writer.change { session throws(LedgerError) in
      var matches: [ResultMatch] = []
      for result in results { matches.append(try session.adopt(result, at: now)) }
      return matches
    }
  }

  /// Marks jobs as sent that the provider's list shows, each record for one of them: first those
  /// that were sent without an id, then by number.
  ///
  /// - Parameters:
  ///   - records: Records that the ledger does not know; those that are left belong to no job.
  ///   - digest: The keyed digest of a text.
  ///   - now: The wall clock.
  /// - Returns: How many jobs were marked.
  /// - Throws: `LedgerError` with SQLite's reason.
  package func claim(
    _ records: inout RecordPool,
    digest: @escaping @Sendable (MessageText) -> TextDigest,
    at now: WallTime
  ) async throws(LedgerError) -> Int {
    var found = 0
    records = try await writer.change { [records] session throws(LedgerError) in
      var records = records
      try session.nameSent(&records, at: now)
      return records
    }
    var position: Int64 = 0
    let last = try await reader.ask { session throws(LedgerError) in
      try session.connection.number("SELECT max(number) FROM job")
    }
    while position < last, !records.isEmpty {
      let (left, count) = try await writer.change {
        [records, position] session throws(LedgerError) in
        var records = records
        let range = position...(position + Self.chunk)
        let count = try session.claim(&records, among: range, digest: digest, at: now)
        return (records, count)
      }
      records = left
      found += count
      position += Self.chunk
    }
    return found
  }

  /// Switches opt-outs on and off by replies in the order in which they came.
  ///
  /// An entry that is younger than a reply stays: it was made knowing of it.
  /// - Parameters:
  ///   - replies: Inbound messages of the provider's list.
  ///   - optOutWords: The configuration's words that stop messages.
  /// - Returns: How many entries changed.
  /// - Throws: `LedgerError` with SQLite's reason.
  package func heed(
    _ replies: [ListedMessage],
    optOutWords: Set<String> = []
  ) async throws(LedgerError) -> Int {
    try await writer.change { session throws(LedgerError) in
      var changed = 0
      for reply in replies.sorted(by: { $0.at < $1.at }) {
        changed += try session.heed(reply, optOutWords)
      }
      return changed
    }
  }

  /// Notes that all was gone through.
  ///
  /// - Throws: `LedgerError` with SQLite's reason.
  package func markReconciled(at now: WallTime) async throws(LedgerError) {
    try await note(RestorationNotes.reconciledAt, String(now.milliseconds))
  }

  /// How many messages wait, and go out after a release.
  ///
  /// - Throws: `LedgerError` with SQLite's reason.
  package func waiting() async throws(LedgerError) -> Int {
    try await reader.ask { session throws(LedgerError) in
      Int(
        try session.connection.number(
          "SELECT count(*) FROM job INDEXED BY job_expiry WHERE account IS NOT NULL AND state <= 2"
        )
      )
    }
  }

  /// Ends the job of a command that was carried out elsewhere.
  ///
  /// - Parameters:
  ///   - job: The command's job; passed over if it has ended.
  ///   - end: What came of it.
  ///   - now: The wall clock.
  /// - Throws: `LedgerError` with SQLite's reason.
  package func end(
    errand job: JobNumber,
    with end: ErrandEnd,
    at now: WallTime
  ) async throws(LedgerError) {
    try await writer.change { session throws(LedgerError) in
      guard let job = try session.standing(of: job), !job.state.isTerminal else { return }
      switch end {
      case .done(let report):
        try session.connection.run(
          "INSERT OR REPLACE INTO record (job, record) VALUES (?, ?)",
          [.job(job.number), .text(report)]
        )
        try session.move(job, to: .done, at: now)
      case .failed(let error): try session.move(job, to: .failed, error: error, at: now)
      }
    }
  }
}

extension WriteSession {
  /// Gives sent messages without an id the id that the list shows.
  ///
  /// - Throws: `LedgerError` with SQLite's reason.
  fileprivate func nameSent(
    _ records: inout RecordPool,
    at now: WallTime
  ) throws(LedgerError) {
    var nameless: [(JobNumber, MessageKey)] = []
    try connection.query(
      """
      SELECT number, recipient, sender, text_digest FROM job INDEXED BY job_nameless
      WHERE text_digest IS NOT NULL ORDER BY number
      """
    ) { row throws(LedgerError) in
      let text = try row.known(TextDigest(bytes: row.blob(3)), "digest of a text")
      nameless.append(
        (row.job(0), MessageKey(to: try row.phone(1), from: try row.phone(2), text: text))
      )
    }
    for (job, key) in nameless {
      guard let record = records.take(key) else { continue }
      try name(job, as: record.id, at: now)
    }
  }

  /// Marks those of some jobs as sent that the list shows.
  ///
  /// - Throws: `LedgerError` with SQLite's reason.
  fileprivate func claim(
    _ records: inout RecordPool,
    among numbers: ClosedRange<Int64>,
    digest: (MessageText) -> TextDigest,
    at now: WallTime
  ) throws(LedgerError) -> Int {
    var candidates: [(JobNumber, PhoneNumber, PhoneNumber)] = []
    try connection.query(
      """
      SELECT number, recipient, sender FROM job
      WHERE number > ?1 AND number <= ?2 AND state <= 4 AND kind = 'message'
        AND recipient IS NOT NULL ORDER BY number
      """,
      [.integer(numbers.lowerBound), .integer(numbers.upperBound)]
    ) { row throws(LedgerError) in
      let recipient = try row.phone(1)
      guard records.mayHold(recipient) else { return }
      candidates.append((row.job(0), recipient, try row.phone(2)))
    }
    var found = 0
    for (number, to, from) in candidates {
      guard let text = try text(of: number),
        let record = records.take(MessageKey(to: to, from: from, text: digest(text))),
        let job = try standing(of: number)
      else { continue }
      try end(job, sentAs: record, at: now)
      found += 1
    }
    return found
  }

  private func text(of job: JobNumber) throws(LedgerError) -> MessageText? {
    try connection.first("SELECT body FROM text WHERE job = ?", [.job(job)]) {
      MessageText(String(decoding: $0.blob(0), as: UTF8.self))
    }
  }

  fileprivate func heed(
    _ reply: ListedMessage,
    _ optOutWords: Set<String>
  ) throws(LedgerError) -> Int {
    guard let phone = reply.from, let number = reply.to,
      let keyword = ReplyKeyword(reply.text.string, furtherWords: optOutWords)
    else { return 0 }
    switch keyword {
    case .stop:
      try keep(OptOut(phone: phone, sender: number, source: .reply, since: reply.at))
    case .start:
      try connection.run(
        "DELETE FROM opt_out WHERE phone = ? AND sender = ? AND since <= ?",
        [.phone(phone), .phone(number), .time(reply.at)]
      )
    }
    return connection.changes
  }
}
