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
      var preview = try outcome(of: message, submission)
      preview.holds = try holds().filter { $0.stops(message, in: submission.name.spool) }
      preview.ahead = try ahead(of: message, at: submission.acceptedAt)
      return preview
    }
  }

  /// What would become of messages of a batch, apart from their turn; changes nothing.
  ///
  /// - Throws: `LedgerError` if a statement fails.
  func preview(_ messages: [Submission]) throws(LedgerError) -> BatchPreview {
    try connection.transaction(.read) { () throws(LedgerError) in
      var preview = BatchPreview()
      for submission in messages {
        guard case .message(let message) = submission.content else { continue }
        preview.add(try outcome(of: message, submission))
      }
      return preview
    }
  }

  /// A preview without what a message would wait for.
  private func outcome(
    of message: Message,
    _ submission: Submission
  ) throws(LedgerError) -> SubmissionPreview {
    let recipient = try connection.resolve(
      message.to,
      in: submission.name.spool,
      requiresVerified: message.requiresVerified
    )
    var optOut: OptOut?
    if let phone = recipient.phone {
      optOut = try connection.optOuts(of: phone)
        .block(from: message.from, of: message.account, rules.scope)
    }
    return SubmissionPreview(
      identity: try identity(of: submission),
      phone: recipient.phone,
      error: recipient.error ?? optOut.map { JobError.optedOut($0, from: message.from) },
      isOptedOut: optOut != nil,
      holds: [],
      ahead: 0
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

  /// The due messages of its account that have its priority or a higher one.
  private func ahead(of message: Message, at now: WallTime) throws(LedgerError) -> Int {
    var ahead = 0
    for lane in try connection.waitingLanes()
    where lane.account == message.account && lane.priority <= message.priority {
      ahead += Int(
        try connection.number(
          """
          SELECT count(*) FROM (
            SELECT 1 FROM job INDEXED BY job_lane
            WHERE account IS NOT NULL AND state <= 1
              AND account = ? AND spool = ? AND priority = ? AND batch = ? AND due <= ? LIMIT ?
          )
          """,
          lane.values + [
            .time(max(now, message.notBefore ?? now)),
            .integer(Int64(SubmissionPreview.mostAhead - ahead)),
          ]
        )
      )
    }
    return ahead
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
