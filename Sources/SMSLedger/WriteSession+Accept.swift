internal import SMSCore

extension WriteSession {
  /// Accepts a request by the contract's rules of identity.
  ///
  /// - Throws: `LedgerError` with SQLite's reason.
  func accept(_ submission: Submission) throws(LedgerError) -> Acceptance {
    guard let number = try insert(submission) else { return try repeated(submission) }
    switch submission.content {
    case .message(let message):
      try insertText(message.text, of: number)
      return .message(entry(number, submission, message))
    case .command(let command):
      try insert(command, of: number)
      return .command(CommandJob(number: number, name: submission.name, command: command))
    }
  }

  /// Keeps the text of a message until `eraseText`.
  ///
  /// - Throws: `LedgerError` with SQLite's reason.
  func insertText(_ text: MessageText, of number: JobNumber) throws(LedgerError) {
    try connection.run(
      "INSERT INTO text (job, body) VALUES (?, ?)",
      [.job(number), .blob(Array(text.string.utf8))]
    )
  }

  /// Inserts a job, or returns nil if its name is used.
  private func insert(_ submission: Submission) throws(LedgerError) -> JobNumber? {
    try connection.run(Self.insertJob, values(submission))
    guard connection.changes > 0 else { return nil }
    tally.add(submission.name.spool, .queued)
    return JobNumber(connection.lastInserted)
  }

  /// What a used name means for the request that bears it.
  private func repeated(_ submission: Submission) throws(LedgerError) -> Acceptance {
    let found = try connection.first(
      "SELECT number, state, taken, digest FROM job WHERE spool = ? AND id = ?",
      [.text(submission.name.spool), .text(submission.name.id)]
    ) { row throws(LedgerError) in
      (
        number: row.job(0), state: try row.state(1), isSameFile: row.integer(2) == submission.taken,
        isSameContent: row.blob(3) == submission.digest
      )
    }
    guard let found,
      found.isSameFile || submission.hasExplicitID && found.isSameContent
    else { return .duplicate }
    if found.state.isPublished { try publishAgain(found.number) }
    return .again(found.number)
  }

  /// Gives a job's result a new number, so that it is written again in its turn.
  private func publishAgain(_ number: JobNumber) throws(LedgerError) {
    try connection.run(
      "UPDATE job SET change = ? WHERE number = ?",
      [.integer(nextChange()), .job(number)]
    )
  }

  private static let insertJob = """
    INSERT INTO job (
      spool, id, kind, state, account, recipient, sender, priority, due, not_before, expires,
      if_uncertain, segments, encoding, accepted, updated, digest, taken, producer, metadata
    ) VALUES (
      ?1, ?2, ?3, 0, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?14, ?15, ?16, ?17, ?18
    ) ON CONFLICT (spool, id) DO NOTHING
    """

  private func values(_ submission: Submission) -> [SQLValue] {
    let name = submission.name
    let common: [SQLValue] = [
      .time(submission.acceptedAt), .blob(submission.digest), .integer(submission.taken),
      .integer(Int64(submission.producer)), .optional(submission.metadata),
    ]
    switch submission.content {
    case .message(let message):
      return [.text(name.spool), .text(name.id), .text("message")]
        + values(message, due: Self.due(message, submission)) + common
    case .command(let command):
      return [.text(name.spool), .text(name.id), .text(command.kind)]
        + [SQLValue](repeating: .null, count: 10) + common
    }
  }

  private func values(_ message: Message, due: WallTime) -> [SQLValue] {
    [
      .text(message.account), .phone(message.to), .phone(message.from),
      .priority(message.priority), .time(due), .optional(message.notBefore),
      .time(message.expiresAt), .optional(message.ifUncertain?.rawValue),
      .integer(Int64(message.text.segments)), .text(message.text.encoding.rawValue),
    ]
  }

  private func entry(
    _ number: JobNumber,
    _ submission: Submission,
    _ message: Message
  ) -> AgendaEntry {
    AgendaEntry(
      number: number,
      name: submission.name,
      lane: Lane(
        account: message.account,
        spool: submission.name.spool,
        priority: message.priority
      ),
      to: message.to,
      from: message.from,
      text: message.text,
      dueAt: Self.due(message, submission),
      expiresAt: message.expiresAt,
      ifUncertain: message.ifUncertain,
      attempts: 0,
      charged: 0
    )
  }

  private static func due(_ message: Message, _ submission: Submission) -> WallTime {
    max(submission.acceptedAt, message.notBefore ?? submission.acceptedAt)
  }
}
