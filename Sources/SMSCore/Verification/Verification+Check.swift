/// The result of a check.
package enum Verdict: Hashable, Sendable {
  case approved
  case denied(Reason, attemptsLeft: Int)

  /// The contract's words.
  package enum Reason: String, CaseIterable, Sendable {
    case unknownVerification = "unknown_verification"
    case superseded
    case alreadyUsed = "already_used"
    case tooManyAttempts = "too_many_attempts"
    case expired
    case wrongCode = "wrong_code"
  }
}

extension Verification {
  /// Judges one try, and counts it.
  ///
  /// | first match | verdict | counted |
  /// |---|---|---|
  /// | no such code | `unknown_verification` (by the caller) | |
  /// | replaced by another | `superseded` | no |
  /// | entered correctly before | `already_used` | no |
  /// | wrong tries used up | `too_many_attempts` | no |
  /// | expired | `expired` | no |
  /// | not the code | `wrong_code` | yes |
  /// | the code | approved | used up |
  package mutating func check(matches: Bool, at now: CodeInstant) -> Verdict {
    switch standing {
    case .superseded: return denied(.superseded)
    case .approved: return denied(.alreadyUsed)
    case .live: break
    }
    if isLocked { return denied(.tooManyAttempts) }
    if remaining(at: now) == .zero { return denied(.expired) }
    guard matches else {
      wrongTries += 1
      return denied(.wrongCode)
    }
    standing = .approved
    return .approved
  }

  /// The number of tries left means nothing once the code can no longer be entered.
  private func denied(_ reason: Verdict.Reason) -> Verdict {
    .denied(reason, attemptsLeft: reason == .wrongCode ? attemptsLeft : 0)
  }
}
