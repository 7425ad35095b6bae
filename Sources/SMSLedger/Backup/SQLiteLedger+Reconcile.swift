internal import SMSCore

extension SQLiteLedger: ReconciliationStore {
  /// Jobs examined in one transaction of `sought`.
  private static let chunk: Int64 = 20_000
  /// Jobs ended in one commit.
  private static let step = 500

  func restoration() async throws(LedgerError) -> Restoration? {
    try await reader.ask { session throws(LedgerError) in try session.connection.restoration() }
  }

  func adopt(
    _ results: [JobSnapshot],
    at now: WallTime
  ) async throws(LedgerError) -> [ResultMatch] {
    try await writer.change { session throws(LedgerError) in
      var matches: [ResultMatch] = []
      for result in results { matches.append(try session.adopt(result, at: now)) }
      return matches
    }
  }

  func sought(
    by pool: RecordPool,
    digest: @escaping @Sendable (MessageText) -> TextDigest
  ) async throws(LedgerError) -> [RestoredMessage] {
    var sought = try await reader.ask { session throws(LedgerError) in try session.nameless() }
    var position: Int64 = 0
    let last = try await reader.ask { session throws(LedgerError) in
      try session.connection.number("SELECT max(number) FROM job")
    }
    while position < last {
      let range = position...(position + Self.chunk)
      sought += try await reader.ask { session throws(LedgerError) in
        try session.waiting(among: range, for: pool, digest: digest)
      }
      position += Self.chunk
    }
    return sought
  }

  func claim(
    _ match: RecordPoolMatch,
    at now: WallTime
  ) async throws(LedgerError) -> Int {
    var found = 0
    for start in stride(from: 0, to: match.found.count, by: Self.step) {
      let part = match.found[start...].prefix(Self.step)
      found += try await writer.change { session throws(LedgerError) in
        var count = 0
        for (message, id, at) in part {
          if message.isNameless {
            try session.name(message.job, as: id, at: now)
          } else if let job = try session.open(message.job) {
            try session.end(job, sentAs: id, at: at, now: now)
            count += 1
          }
        }
        return count
      }
    }
    return found
  }

  func end(
    uncertain jobs: [JobNumber],
    unless policy: UncertainPolicy,
    error: @escaping @Sendable (Parties) -> JobError,
    at now: WallTime
  ) async throws(LedgerError) -> Int {
    var ended = 0
    for start in stride(from: 0, to: jobs.count, by: Self.step) {
      let part = jobs[start...].prefix(Self.step)
      ended += try await writer.change { session throws(LedgerError) in
        var count = 0
        for number in part where try session.policy(of: number) ?? policy == .report {
          guard let job = try session.open(number) else { continue }
          try session.endUncertain(job, error, at: now)
          count += 1
        }
        return count
      }
    }
    return ended
  }

  func heed(
    _ replies: [ListedMessage],
    optOutWords: Set<String>
  ) async throws(LedgerError) -> Int {
    try await writer.change { session throws(LedgerError) in
      var changed = 0
      let timed = replies.compactMap { reply in reply.at.map { (reply, $0) } }
      for (reply, at) in timed.sorted(by: { $0.1 < $1.1 }) {
        changed += try session.heed(reply, at: at, optOutWords)
      }
      return changed
    }
  }

  func markReconciled(at now: WallTime) async throws(LedgerError) {
    try await note(RestorationNotes.reconciledAt, String(now.milliseconds))
  }

  func waiting() async throws(LedgerError) -> Int {
    try await reader.ask { session throws(LedgerError) in
      Int(
        try session.connection.number(
          "SELECT count(*) FROM job INDEXED BY job_expiry WHERE account IS NOT NULL AND state <= 2"
        )
      )
    }
  }
}

extension SQLiteLedger: CommandRecord {
  func end(
    command job: JobNumber,
    with end: CommandEnd,
    at now: WallTime
  ) async throws(LedgerError) {
    try await writer.change { session throws(LedgerError) in
      try session.end(command: job, with: end, at: now)
    }
  }
}

extension WriteSession {
  /// Ends a command that was carried out outside the ledger, unless it has ended already.
  ///
  /// - Throws: `LedgerError` if a statement fails.
  func end(
    command number: JobNumber,
    with end: CommandEnd,
    at now: WallTime
  ) throws(LedgerError) {
    guard let job = try standing(of: number), !job.state.isTerminal else { return }
    switch end {
    case .done(let report):
      try connection.run(
        "INSERT OR REPLACE INTO record (job, record) VALUES (?, ?)",
        [.job(number), .text(report)]
      )
      try move(job, to: .done, at: now)
    case .failed(let error): try move(job, to: .failed, error: error, at: now)
    }
    try recordEffect(of: number, at: now)
  }
}

extension ReadSession {
  fileprivate func nameless() throws(LedgerError) -> [RestoredMessage] {
    var found: [RestoredMessage] = []
    try connection.query(
      """
      SELECT number, recipient, sender, text_digest, media IS NOT NULL
      FROM job INDEXED BY job_nameless
      WHERE text_digest IS NOT NULL ORDER BY number
      """
    ) { row throws(LedgerError) in
      found.append(RestoredMessage(nameless: row.job(0), try row.messageKey(from: 1)))
    }
    return found
  }

  fileprivate func waiting(
    among numbers: ClosedRange<Int64>,
    for pool: RecordPool,
    digest: (MessageText) -> TextDigest
  ) throws(LedgerError) -> [RestoredMessage] {
    var found: [RestoredMessage] = []
    try connection.query(
      """
      SELECT job.number, recipient, sender, text.body FROM job
      JOIN text ON \(Row.isText)
      WHERE job.number > ?1 AND job.number <= ?2 AND state <= 4 AND kind = 'message'
        AND recipient IS NOT NULL ORDER BY job.number
      """,
      [.integer(numbers.lowerBound), .integer(numbers.upperBound)]
    ) { row throws(LedgerError) in
      let to = try row.phone(1)
      guard pool.mayHold(to) else { return }
      let content = row.content(3)
      let envelope = Envelope(
        to: to,
        from: try row.phone(2),
        text: content.text,
        media: content.media
      )
      found.append(RestoredMessage(row.job(0), envelope, digest: digest))
    }
    return found
  }
}

extension WriteSession {
  /// A job that has not ended; nil if it has or is unknown.
  fileprivate func open(_ number: JobNumber) throws(LedgerError) -> JobRow? {
    guard let job = try standing(of: number), !job.state.isTerminal else { return nil }
    return job
  }

  /// The request's own policy for doubt; nil if it has none.
  fileprivate func policy(of job: JobNumber) throws(LedgerError) -> UncertainPolicy? {
    try connection.first(
      "SELECT if_uncertain FROM job WHERE number = ? AND if_uncertain IS NOT NULL",
      [.job(job)]
    ) { row throws(LedgerError) in
      try row.known(UncertainPolicy(rawValue: row.count(0)), "choice for doubt")
    }
  }

  fileprivate func heed(
    _ reply: ListedMessage,
    at time: WallTime,
    _ optOutWords: Set<String>
  ) throws(LedgerError) -> Int {
    guard let phone = reply.from.phone, let number = reply.to.phone, let text = reply.text,
      let keyword = ReplyKeyword(text.string, furtherWords: optOutWords)
    else { return 0 }
    let optOut = OptOut(phone: phone, sender: number, source: .reply, since: time)
    switch keyword {
    case .stop:
      guard try !isOutdated(optOut), try put(optOut, at: time) else { return 0 }
      try count(optOut)
      try record(OptOutEvent(.added, optOut, recordedAt: time, hadEffect: true))
      return 1
    case .start:
      return try heed(removal: optOut, from: number)
    }
  }
}
