internal import SMSCore

extension ReadSession {
  /// What would become of a message if it were accepted now; changes nothing.
  ///
  /// - Parameters:
  ///   - message: The message.
  ///   - submission: The submission that it is part of.
  /// - Returns: The ledger's part of the answer.
  /// - Throws: `LedgerError` if a statement fails.
  func preview(
    _ message: Message,
    of submission: Submission
  ) throws(LedgerError) -> SubmissionPreview {
    try connection.transaction(.read) { () throws(LedgerError) in
      var message = message
      var preview = try outcome(of: message, submission) { spool throws(LedgerError) in
        try connection.recipientsBySender(in: spool)
      }
      if let sender = preview.sender { message.from = sender }
      preview.holds = try holds().filter { $0.stops(message, in: submission.name.spool) }
      (preview.ahead, preview.mmsAhead) = try ahead(of: message, at: submission.acceptedAt)
      return preview
    }
  }

  /// What would become of messages of a batch, apart from their turn; changes nothing.
  ///
  /// - Throws: `LedgerError` if a statement fails.
  func preview(
    _ messages: [Submission],
    after before: BatchPreview
  ) throws(LedgerError) -> BatchPreview {
    try connection.transaction(.read) { () throws(LedgerError) in
      var preview = BatchPreview()
      var counts: [PhoneNumber: Int]?
      var chosen: [PhoneNumber: PhoneNumber] = [:]
      for submission in messages {
        guard case .message(let message) = submission.content else { continue }
        let found = try outcome(of: message, submission, chosen) { spool throws(LedgerError) in
          if let counts { return counts }
          let known = try connection.recipientsBySender(in: spool)
            .merging(before.assigned, uniquingKeysWith: +)
          counts = known
          return known
        }
        preview.add(found)
        guard let phone = found.phone, let sender = found.sender, chosen[phone] == nil else {
          continue
        }
        chosen[phone] = sender
        guard try connection.assignment(of: phone, in: submission.name.spool) == nil else {
          continue
        }
        counts?[sender, default: 0] += 1
        preview.assigned[sender, default: 0] += 1
      }
      return preview
    }
  }

  /// A preview without what a message would wait for.
  private func outcome(
    of message: Message,
    _ submission: Submission,
    _ chosen: [PhoneNumber: PhoneNumber] = [:],
    _ counts: (String) throws(LedgerError) -> [PhoneNumber: Int]
  ) throws(LedgerError) -> SubmissionPreview {
    let spool = submission.name.spool
    let recipient = try connection.resolve(
      message.to,
      in: spool,
      requiresVerified: message.requiresVerified
    )
    var (sender, optOut): (PhoneNumber?, OptOut?)
    if let phone = recipient.phone {
      if let pool = message.pool {
        var assigned = chosen[phone]
        if assigned == nil { assigned = try connection.assignment(of: phone, in: spool)?.sender }
        sender = pool.sender(for: phone, assigned: assigned, recipients: try counts(spool))
      }
      optOut = try connection.optOuts(of: phone).block(
        from: sender ?? message.from,
        of: message.account,
        rules.scope,
        in: rules.pool(of: spool)
      )
    }
    let staged = recipient.phone.flatMap {
      sending.accounts[message.account]?.refusal(
        of: $0,
        by: message.account,
        isCode: false,
        segments: message.isMMS ? nil : message.segments
      )
    }
    let placement = windows.placement(
      of: message,
      to: recipient.phone,
      in: submission.name.spool,
      at: submission.acceptedAt
    )
    return SubmissionPreview(
      identity: try identity(of: submission),
      phone: recipient.phone,
      sender: sender,
      error: recipient.error ?? staged
        ?? placement.error(in: submission.name.spool)
        ?? optOut.map { JobError.optedOut($0, from: sender ?? message.from) },
      isOptedOut: optOut != nil,
      holds: [],
      ahead: 0,
      opensAt: placement.opensAt
    )
  }

  private func identity(
    of submission: Submission
  ) throws(LedgerError) -> SubmissionPreview.Identity {
    let digest = try connection.first(
      "SELECT digest FROM job WHERE spool = ? AND id = ?",
      [.text(submission.name.spool), .text(submission.name.id)]
    ) { $0.blob(0) }
    guard let digest else { return .new }
    return submission.hasExplicitID && digest == submission.digest ? .repeated : .taken
  }

  /// The due messages of its account that have its priority or a higher one, and how many of them are
  /// MMS.
  private func ahead(
    of message: Message,
    at now: WallTime
  ) throws(LedgerError) -> (all: Int, mms: Int) {
    var (ahead, mms) = (0, 0)
    for lane in try connection.waitingLanes()
    where lane.account == message.account && lane.priority <= message.priority {
      let found = Int(
        try connection.number(
          """
          SELECT count(*) FROM (
            SELECT 1 FROM job INDEXED BY job_lane
            WHERE account IS NOT NULL AND state <= 1
              AND account = ? AND spool = ? AND priority = ? AND batch = ? AND zones = ?
              AND due <= ? LIMIT ?
          )
          """,
          lane.values + [
            .time(max(now, message.notBefore ?? now)),
            .integer(Int64(SubmissionPreview.mostAhead - ahead)),
          ]
        )
      )
      ahead += found
      if lane.isMMS { mms += found }
    }
    return (ahead, mms)
  }
}

extension HoldScope {
  /// Whether a message of a spool would wait for it.
  fileprivate func stops(_ message: Message, in spool: String) -> Bool {
    switch self {
    case .all: true
    case .spool(let name): name == spool
    case .account(let name): name == message.account
    case .sender(let sender): sender == Sender(spool: spool, number: message.from)
    case .job: false
    }
  }
}
