internal import SMSCore

/// What a result tells of codes.
extension Row {
  /// The columns that `verificationFacts` and `verdict` read.
  static let codeColumns = """
    verification.started, verification.ttl, verification.wrong_tries, verification.max_attempts,
    verification.sends, verdict.reason, verdict.attempts_left
    """

  /// How a job's code stands; nil for a job without one.
  func verificationFacts(from column: Int32) -> JobSnapshot.VerificationFacts? {
    guard let started = optionalTime(column) else { return nil }
    return JobSnapshot.VerificationFacts(
      expiresAt: started.advanced(by: Interval(milliseconds: integer(column + 1))),
      attemptsLeft: max(0, count(column + 3) - count(column + 2)),
      sends: count(column + 4)
    )
  }

  /// What a check found; nil for a job that is none.
  ///
  /// - Throws: `LedgerError` with the code `corrupt` for a reason that no version writes.
  func verdict(_ state: JobState, from column: Int32) throws(LedgerError) -> Verdict? {
    switch state {
    case .approved: .approved
    case .denied:
      .denied(
        try known(Verdict.Reason(rawValue: text(column)), "reason"),
        attemptsLeft: count(column + 1)
      )
    default: nil
    }
  }
}
