internal import SMSCore
internal import SMSDaemon

extension DoctorChecks {
  /// The longest lifetime that NIST allows for a code.
  private static let longestLife = Interval(seconds: 600)
  /// The fewest digits that NIST allows.
  private static let fewestDigits = 6

  /// Settings for codes that are allowed, but weaker than NIST SP 800-63B-4, 3.1.3, requires.
  func codes() -> [Finding] {
    let policy = configuration.verification.policy
    var findings: [Finding] = []
    if policy.ttl == .zero {
      findings.append(
        .problem(
          "verification.ttl_seconds is 0: every code expires at once",
          hint: "Set it to 300, or leave it out.",
          .configuration
        )
      )
    }
    if policy.ttl > Self.longestLife {
      findings.append(
        .note("verification.ttl_seconds is above 600: NIST SP 800-63B-4 allows 10 minutes at most")
      )
    }
    if policy.codeLength < Self.fewestDigits {
      findings.append(
        .note(
          """
          verification.code_length is \(policy.codeLength): NIST SP 800-63B-4 asks for at least \
          \(Self.fewestDigits) digits
          """
        )
      )
    }
    return findings
  }
}
