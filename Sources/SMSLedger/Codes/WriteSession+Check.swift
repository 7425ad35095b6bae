internal import SMSCore

extension WriteSession {
  /// Checks an entered code; the attempt is counted in the transaction that stores the verdict.
  ///
  /// - Throws: `LedgerError` if a statement fails.
  func check(
    _ request: CheckRequest,
    by number: JobNumber,
    _ submission: Submission
  ) throws(LedgerError) -> EndedJob {
    let spool = submission.name.spool
    var verdict = Verdict.denied(.unknownVerification, attemptsLeft: 0)
    if var found = try sent(JobName(spool: spool, id: request.verification)) {
      verdict = found.stored.verification.check(
        // Always compared, so that the time taken reveals nothing about the code's state.
        matches: codes.matches(request.code, found.stored.verification.seed),
        at: submission.instant
      )
      try update(found.stored)
      if verdict == .approved, let subject = found.enrolls {
        try enroll(found.recipient, for: subject, in: spool, at: submission.acceptedAt)
      }
    }
    try keep(verdict, of: number)
    let state: JobState = verdict == .approved ? .approved : .denied
    var ended = try end(number, submission, as: state)
    if case .denied(let reason, _) = verdict { ended.reason = reason }
    return ended
  }

  private func keep(_ verdict: Verdict, of number: JobNumber) throws(LedgerError) {
    var values: [SQLValue] = [.null, .null]
    if case .denied(let reason, let left) = verdict {
      values = [.text(reason.rawValue), .integer(Int64(left))]
    }
    try connection.run(
      "INSERT INTO verdict (job, reason, attempts_left) VALUES (?, ?, ?)",
      [.job(number)] + values
    )
  }

  /// The code sent by the request of that name.
  private func sent(_ name: JobName) throws(LedgerError) -> SentCode? {
    try connection.first(
      """
      SELECT code.recipient, code.enrolls, \(Row.verificationColumns)
      FROM code CROSS JOIN verification ON verification.number = code.verification
      WHERE code.spool = ? AND code.id = ?
      """,
      [.text(name.spool), .text(name.id)]
    ) { row throws(LedgerError) in
      SentCode(
        recipient: try row.phone(0),
        enrolls: row.optionalText(1),
        stored: try row.verification(from: 2)
      )
    }
  }
}

/// A code as sent by a request.
private struct SentCode {
  let recipient: PhoneNumber
  /// The subject whose phone it enrolls.
  let enrolls: String?
  var stored: StoredVerification
}
