internal import SMSCore

/// The resolved recipient of a request.
enum Addressee {
  case phone(PhoneNumber)
  /// Nothing may be sent; the error says why.
  case none(JobError)

  var phone: PhoneNumber? {
    if case .phone(let phone) = self { phone } else { nil }
  }

  var error: JobError? {
    if case .none(let error) = self { error } else { nil }
  }
}

extension Connection {
  /// Resolves a request's recipient to a phone, or to the reason why nothing may be sent.
  ///
  /// - Parameters:
  ///   - recipient: The number or subject in the request.
  ///   - spool: The request's spool; subjects belong to a spool.
  ///   - requiresVerified: Whether a number must be an enrolled one.
  /// - Returns: The phone, or the error for the result.
  /// - Throws: `LedgerError` if a statement fails.
  func resolve(
    _ recipient: Recipient,
    in spool: String,
    requiresVerified: Bool
  ) throws(LedgerError) -> Addressee {
    switch recipient {
    case .phone(let phone):
      if requiresVerified, try !isVerified(phone, in: spool) {
        return .none(.phoneNotVerified(recipient, in: spool))
      }
      return .phone(phone)
    case .subject(let subject):
      guard let enrollment = try enrollment(of: subject, in: spool) else {
        return .none(.unknownSubject(subject, in: spool))
      }
      guard let phone = enrollment.phone else {
        return .none(.phoneNotVerified(recipient, in: spool))
      }
      return .phone(phone)
    }
  }
}

extension WriteSession {
  /// Ends a job that has just been accepted.
  ///
  /// - Throws: `LedgerError` if a statement fails.
  func end(
    _ number: JobNumber,
    _ submission: Submission,
    as state: JobState,
    error: JobError? = nil
  ) throws(LedgerError) -> EndedJob {
    guard let job = try standing(of: number) else {
      throw .corrupt(connection.path, cause: "a job that was just written is not there")
    }
    try move(job, to: state, error: error, at: submission.acceptedAt)
    return EndedJob(
      number: number,
      name: submission.name,
      kind: submission.kind,
      state: state,
      code: error?.code
    )
  }
}

extension WriteSession {
  /// Gives a sent message the provider id that a list pass found; nil gives up the search.
  ///
  /// - Throws: `LedgerError` if a statement fails.
  func name(_ number: JobNumber, as id: String?, at now: WallTime) throws(LedgerError) {
    guard let job = try standing(of: number), job.state == .sent else { return }
    if let id, try isFree(id) {
      try connection.run(
        """
        UPDATE job SET provider_message_id = ?, text_digest = NULL, updated = ?, change = ?
        WHERE number = ? AND provider_message_id IS NULL
        """,
        [.text(id), .time(now), .integer(nextChange()), .job(job.number)]
      )
      if connection.changes > 0 { try indexProviderID(id, of: job.number) }
      try heedEarlyReceipts(ofMessage: id, at: now)
    } else {
      try connection.run("UPDATE job SET text_digest = NULL WHERE number = ?", [.job(job.number)])
    }
  }
}
