internal import SMSCore

extension WriteSession {
  /// Accepts a request by the contract's identity rules.
  ///
  /// - Parameters:
  ///   - submission: The request; a batch itself is accepted by `acceptBatch`.
  ///   - batch: The batch that a message came in; nil for one that came by itself.
  /// - Returns: What became of it.
  /// - Throws: `LedgerError` if a statement fails.
  func accept(
    _ submission: Submission,
    in batch: JobNumber? = nil
  ) throws(LedgerError) -> Acceptance {
    if batch == nil, try isReserved(submission.name) { return .duplicate }
    let recipient = try recipient(submission)
    let phone = recipient?.phone
    let sender = try chooseSender(of: submission, to: phone)
    let submission = sender.map { submission.sent(from: $0.number) } ?? submission
    guard let number = try insert(submission, to: phone ?? submission.phone, in: batch) else {
      return try repeated(submission)
    }
    if case .message(let message) = submission.content {
      try keepCopies(message.media, for: number)
    }
    if let sender { try keep(sender, at: submission.acceptedAt) }
    if case .some(.none(let error)) = recipient {
      return .ended(try end(number, submission, as: .failed, error: error))
    }
    return try accept(submission, to: phone, as: number, in: batch)
  }

  /// Stores what a new job needs besides its row, and decides what can be decided at once.
  private func accept(
    _ submission: Submission,
    to phone: PhoneNumber?,
    as number: JobNumber,
    in batch: JobNumber?
  ) throws(LedgerError) -> Acceptance {
    switch (submission.content, phone) {
    case (.message(let message), let phone?):
      let envelope = message.envelope(to: phone)
      try insertText(of: envelope, for: number)
      try insert(message.replacements, of: number)
      let placement = placement(of: message, to: phone, submission)
      if let error = placement.error(in: submission.name.spool) {
        return .ended(try end(number, submission, as: .expired, error: error))
      }
      return .message(entry(number, submission, message, envelope, placement, in: batch))
    case (.code(let request), let phone?):
      return try start(request, to: phone, by: number, submission)
    case (.command(let command), _):
      try insert(command, of: number)
      if let act = submission.act {
        try record(act, of: number, submission.name, at: submission.acceptedAt)
      }
      return .command(CommandJob(number: number, name: submission.name, command: command.kept))
    case (.check(let request), _):
      return .ended(try check(request, by: number, submission))
    case (.unenroll(let subject), _):
      return .ended(try unenroll(subject, by: number, submission))
    case (.message, nil), (.code, nil):
      preconditionFailure("what is sent has a phone or an error by now")
    case (.batch, _):
      preconditionFailure("a batch is accepted by itself")
    }
  }

  /// The phone to send to, or why nothing is sent; nil for a request that sends nothing.
  private func recipient(
    _ submission: Submission
  ) throws(LedgerError) -> Addressee? {
    let spool = submission.name.spool
    switch submission.content {
    case .message(let message):
      return try connection.resolve(
        message.to,
        in: spool,
        requiresVerified: message.requiresVerified
      )
    case .code(let request):
      switch request.purpose {
      case .enroll(_, let phone): return .phone(phone)
      case .verify(let recipient):
        return try connection.resolve(
          recipient,
          in: spool,
          requiresVerified: request.requiresVerified
        )
      }
    case .command, .check, .unenroll, .batch:
      return nil
    }
  }

  /// Stores a message's text and media until `eraseText`, sealed together with its two numbers.
  ///
  /// - Throws: `LedgerError` if a statement fails.
  func insertText(of envelope: Envelope, for number: JobNumber) throws(LedgerError) {
    try connection.run(
      "INSERT INTO text (job, body, seal) VALUES (?, ?, ?)",
      [
        .job(number),
        .blob(MessageContent(text: envelope.text, media: envelope.media).bytes),
        .blob(codes.seal(envelope)),
      ]
    )
  }

  /// Stores what was replaced in a message's text; of most there is nothing to store.
  ///
  /// - Throws: `LedgerError` if a statement fails.
  func insert(
    _ replacements: [TextReplacement],
    of number: JobNumber
  ) throws(LedgerError) {
    guard !replacements.isEmpty else { return }
    try connection.run(
      "UPDATE job SET replacements = ? WHERE number = ?",
      [.text(StoredReplacements.text(of: replacements)), .job(number)]
    )
  }

  /// Inserts a job, or returns nil if its name is taken.
  ///
  /// - Throws: `LedgerError` if a statement fails.
  func insert(
    _ submission: Submission,
    to phone: PhoneNumber?,
    in batch: JobNumber?
  ) throws(LedgerError) -> JobNumber? {
    try connection.run(Self.insertJob, values(submission, to: phone, in: batch))
    guard connection.changes > 0 else { return nil }
    counts.added(submission.name.spool, submission.jobKind, .queued, in: batch)
    return insertedJob()
  }

  /// Decides what a taken name means for the request that uses it.
  ///
  /// - Parameters:
  ///   - submission: The request.
  ///   - hasID: Whether the same content under the same id is the same request, also if the id came
  ///     from the file's name.
  /// - Returns: `.again` or `.duplicate`.
  /// - Throws: `LedgerError` if a statement fails.
  func repeated(
    _ submission: Submission,
    hasID: Bool = false
  ) throws(LedgerError) -> Acceptance {
    let found = try connection.first(
      "SELECT number, state, taken, digest, acks FROM job WHERE spool = ? AND id = ?",
      [.text(submission.name.spool), .text(submission.name.id)]
    ) { row throws(LedgerError) in
      (
        number: row.job(0), state: try row.state(1), isSameFile: row.integer(2) == submission.taken,
        isSameContent: row.blob(3) == submission.digest, acks: row.acks(4)
      )
    }
    guard let found,
      found.isSameFile || (hasID || submission.hasExplicitID) && found.isSameContent
    else { return .duplicate }
    let acks = Self.acks(found.acks, adding: submission.ack)
    if found.state.isPublished || !acks.isEmpty {
      try publishAgain(found.number, acks: acks)
    }
    return .again(found.number)
  }

  /// The most `ack` tokens stored for one job; older ones are dropped.
  private static let mostAcks = 16

  private static func acks(_ known: [String], adding ack: String?) -> [String] {
    guard let ack, !known.contains(ack) else { return known }
    return (known + [ack]).suffix(mostAcks)
  }

  /// Gives a job's result a new change number, so that it is published again in its turn.
  private func publishAgain(_ number: JobNumber, acks: [String]) throws(LedgerError) {
    try connection.run(
      "UPDATE job SET change = ?, acks = ? WHERE number = ?",
      [
        .integer(nextChange()), .optional(acks.isEmpty ? nil : acks.joined(separator: " ")),
        .job(number),
      ]
    )
  }

  private static let insertJob = """
    INSERT INTO job (
      spool, id, kind, state, account, recipient, sender, priority, due, not_before, expires,
      if_uncertain, segments, encoding, accepted, updated, digest, taken, producer, metadata, acks,
      change, batch, zones, opens, life, media
    ) VALUES (
      ?1, ?2, ?3, 0, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?14, ?15, ?16, ?17, ?18, ?19,
      ?20, ?21, ?22, ?23, ?24, ?25
    ) ON CONFLICT (spool, id) DO NOTHING
    """

  private func values(
    _ submission: Submission,
    to phone: PhoneNumber?,
    in batch: JobNumber?
  ) -> [SQLValue] {
    let head: [SQLValue] = [
      .text(submission.name.spool), .text(submission.name.id), .text(submission.kind),
    ]
    let recipient: SQLValue = phone.map { .phone($0) } ?? .null
    var placement: WindowPlacement?
    var life: LifeStart?
    var media: Media?
    if case .message(let message) = submission.content {
      life = message.lifeStart
      media = message.media
      placement = self.placement(of: message, to: phone, submission)
    }
    let own: [SQLValue] =
      switch submission.content {
      case .message(let message):
        values(
          message,
          recipient,
          due: Self.due(message, submission),
          expiresAt: placement?.expiresAt ?? message.expiresAt
        )
      case .code(let request): values(request, recipient, due: submission.acceptedAt)
      case .command, .check, .unenroll, .batch: [SQLValue](repeating: .null, count: 10)
      }
    return head + own + [
      .time(submission.acceptedAt), .blob(submission.digest), .integer(submission.taken),
      .integer(Int64(submission.producer)), .optional(submission.metadata),
      .optional(submission.ack),
      // A producer that sent a token gets a result for the acceptance itself.
      .integer(submission.ack == nil ? 0 : nextChange()), batch.map { .job($0) } ?? .integer(0),
      Lane.zonesValue(placement?.zones ?? .none, isMMS: media != nil),
      .optional(placement?.opensAt), .optional(life?.rawValue), .optional(media?.count),
    ]
  }

  private func values(
    _ message: Message,
    _ recipient: SQLValue,
    due: WallTime,
    expiresAt: WallTime
  ) -> [SQLValue] {
    [
      .text(message.account), recipient, .phone(message.from),
      .priority(message.priority), .time(due), .optional(message.notBefore),
      .time(expiresAt), .optional(message.ifUncertain?.rawValue),
      .integer(Int64(message.segments)), .text(message.text.encoding.rawValue),
    ]
  }

  private func values(
    _ request: CodeRequest,
    _ recipient: SQLValue,
    due: WallTime
  ) -> [SQLValue] {
    let text = request.sample
    return [
      .text(request.account), recipient, .phone(request.from), .priority(.urgent), .time(due),
      .null, .time(due.advanced(by: request.policy.ttl)), .null,
      .integer(Int64(text.segments)), .text(text.encoding.rawValue),
    ]
  }

  private func entry(
    _ number: JobNumber,
    _ submission: Submission,
    _ message: Message,
    _ envelope: Envelope,
    _ placement: WindowPlacement,
    in batch: JobNumber?
  ) -> AgendaEntry {
    AgendaEntry(
      number: number,
      name: submission.name,
      lane: Lane(
        account: message.account,
        spool: submission.name.spool,
        priority: message.priority,
        batch: batch,
        zones: placement.zones,
        isMMS: message.isMMS
      ),
      envelope: envelope,
      dueAt: Self.due(message, submission),
      expiresAt: placement.expiresAt,
      ifUncertain: message.ifUncertain,
      attempts: 0,
      charged: 0,
      droppedAt: message.notBefore == nil ? submission.droppedAt : nil
    )
  }

  private static func due(_ message: Message, _ submission: Submission) -> WallTime {
    max(submission.acceptedAt, message.notBefore ?? submission.acceptedAt)
  }
}

extension Submission {
  /// The number that the request itself gives; nil for a subject.
  var phone: PhoneNumber? {
    switch content {
    case .message(let message): message.to.phone
    case .code(let request): request.phone
    case .command, .check, .unenroll, .batch: nil
    }
  }
}
