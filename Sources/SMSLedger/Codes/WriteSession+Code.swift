internal import SMSCore

/// Requests for codes.
extension WriteSession {
  /// Decides whether to send a code, and makes it if so; the job is already in the ledger.
  ///
  /// - Throws: `LedgerError` if a statement fails.
  func start(
    _ request: CodeRequest,
    to phone: PhoneNumber,
    by number: JobNumber,
    _ submission: Submission
  ) throws(LedgerError) -> Acceptance {
    let spool = submission.name.spool
    let now = submission.instant
    // Make no code that cannot be sent: it would count as a send, and a user would wait for it.
    let known = try connection.optOuts(of: phone)
    let pool = rules.pool(of: spool)
    if let optOut = known.block(from: request.from, of: request.account, .number, in: pool) {
      let error = JobError.optedOut(optOut, from: request.from)
      return .ended(try end(number, submission, as: .failed, error: error))
    }
    let history = try history(of: phone, request, in: spool, at: now.wall)
    let stored: StoredVerification
    switch request.policy.decide(history.facts, wantsNewCode: request.wantsNewCode, at: now) {
    case .refuse(let refusal):
      return .ended(try refuse(refusal, request, phone, number, submission))
    case .resend:
      guard var current = history.current else {
        preconditionFailure("only a code that there is goes out again")
      }
      current.verification.resend(at: now)
      try update(current)
      // The subject can have only one pending phone: codes to other phones no longer enroll it.
      for other in history.elsewhere { try supersede(other.number) }
      stored = current
    case .begin(let wrongTries):
      for old in history.elsewhere + [history.current].compactMap({ $0 }) {
        try supersede(old.number)
      }
      stored = try begin(request, to: phone, carrying: wrongTries, spool, now)
    }
    try keepSend(of: stored, by: number, request, phone, submission)
    if case .enroll(let subject, _) = request.purpose {
      try expect(phone, of: subject, in: spool, at: now.wall)
    }
    let envelope = request.envelope(to: phone, code: stored.verification.seed)
    try insertText(of: envelope, for: number)
    return .message(try entry(of: stored, request, envelope, number, submission))
  }

  private func refuse(
    _ refusal: CodeRefusal,
    _ request: CodeRequest,
    _ phone: PhoneNumber,
    _ number: JobNumber,
    _ submission: Submission
  ) throws(LedgerError) -> EndedJob {
    let error = JobError.refused(
      refusal,
      to: phone,
      from: submission.name.spool,
      by: request.policy,
      at: submission.instant
    )
    var ended = try end(number, submission, as: .failed, error: error)
    if refusal.reason == .prefixGuard, let until = error.retryAt {
      ended.guardedPrefix = EndedJob.GuardedPrefix(prefix: phone.prefix, until: until)
    }
    return ended
  }

  private func begin(
    _ request: CodeRequest,
    to phone: PhoneNumber,
    carrying wrongTries: Int,
    _ spool: String,
    _ now: CodeInstant
  ) throws(LedgerError) -> StoredVerification {
    let verification = Verification(
      seed: CodeSeed(nonce: codes.nonce(), length: request.policy.codeLength),
      carrying: wrongTries,
      by: request.policy,
      at: now
    )
    try connection.run(
      """
      INSERT INTO verification (
        spool, subject, recipient, prefix, nonce, digits, standing, wrong_tries, max_attempts,
        sends, ttl, started, started_on, started_boot, sent, sent_on, sent_boot
      ) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
      """,
      [
        .text(spool), .optional(request.subject), .phone(phone), .integer(Int64(phone.prefix)),
        .blob(verification.seed.nonce), .integer(Int64(verification.seed.length)),
        .integer(Int64(verification.standing.rawValue)),
        .integer(Int64(verification.wrongTries)), .integer(Int64(verification.maxAttempts)),
        .integer(Int64(verification.sends)), .integer(verification.ttl.wholeMilliseconds),
      ] + now.values + now.values
    )
    return StoredVerification(number: connection.lastInserted, verification: verification)
  }

  private func keepSend(
    of stored: StoredVerification,
    by number: JobNumber,
    _ request: CodeRequest,
    _ phone: PhoneNumber,
    _ submission: Submission
  ) throws(LedgerError) {
    var enrolls: String?
    if case .enroll(let subject, _) = request.purpose { enrolls = subject }
    try releaseCodeName(submission.name)
    try connection.run(
      """
      INSERT INTO code (
        job, spool, id, verification, enrolls, recipient, sent, sent_on, sent_boot
      ) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
      """,
      [
        .job(number), .text(submission.name.spool), .text(submission.name.id),
        .integer(stored.number), .optional(enrolls), .phone(phone),
      ] + submission.instant.values
    )
  }

  /// The job expires with its code: a dead code is not sent.
  private func entry(
    of stored: StoredVerification,
    _ request: CodeRequest,
    _ envelope: Envelope,
    _ number: JobNumber,
    _ submission: Submission
  ) throws(LedgerError) -> AgendaEntry {
    let now = submission.instant
    let expiresAt = now.wall.advanced(by: stored.verification.remaining(at: now))
    try connection.run(
      "UPDATE job SET expires = ? WHERE number = ?",
      [.time(expiresAt), .job(number)]
    )
    return AgendaEntry(
      number: number,
      name: submission.name,
      lane: Lane(account: request.account, spool: submission.name.spool, priority: .urgent),
      envelope: envelope,
      dueAt: now.wall,
      expiresAt: expiresAt,
      ifUncertain: nil,
      attempts: 0,
      charged: 0,
      droppedAt: submission.droppedAt
    )
  }
}
