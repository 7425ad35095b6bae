extension JobError {
  /// A code that may not be sent now.
  package static func refused(
    _ refusal: CodeRefusal,
    to phone: PhoneNumber,
    from spool: String,
    by policy: VerificationPolicy,
    at now: CodeInstant
  ) -> JobError {
    JobError(
      code: refusal.reason == .tooSoon ? .resendTooSoon : .tooManyCodes,
      message: refusal.reason.message,
      hint: hint(refusal.reason, phone, spool, policy),
      retryAt: now.wall.advanced(by: refusal.wait)
    )
  }

  /// An attempt to send a code that may have been accepted, and is not looked up.
  var ofCode: JobError {
    var error = self
    error.hint = """
      The code may have arrived. While it is valid, the same one is sent again by itself until \
      retry.max_attempts is used up; after that, ask for it again with another request.
      """
    return error
  }

  /// A code that could no longer be entered when its turn to be sent came.
  package static func deadCode(cause: JobError?) -> JobError {
    var error = expired(cause: cause, isCode: true)
    error.message = "The code was no longer good when it could be sent."
    error.hint = """
      Meanwhile it was entered, replaced by a new one or taken back, or too many wrong codes locked \
      the phone. Its text is no longer sent; ask for another code if one is still needed.
      """
    return error
  }

  /// A subject for which no phone is enrolled.
  package static func unknownSubject(_ subject: String, in spool: String) -> JobError {
    JobError(
      code: .unknownSubject,
      message: "No phone is enrolled for that subject in this spool.",
      hint: """
        Enroll one for \(subject) in spool \(spool): {"kind": "enroll", "subject": …, "to": …}, \
        then check its code. smsdispatch enroll list shows who is enrolled.
        """
    )
  }

  /// A subject whose phone has not passed its check, or a number that is not enrolled.
  package static func phoneNotVerified(_ recipient: Recipient, in spool: String) -> JobError {
    switch recipient {
    case .subject(let subject):
      JobError(
        code: .phoneNotVerified,
        message: "The subject's phone is not verified yet.",
        hint: """
          Check the code that the phone of \(subject) got: {"kind": "check", "verification": \
          "<id of the enroll request>", "code": …}. Nothing is sent to it before.
          """
      )
    case .phone(let phone):
      JobError(
        code: .phoneNotVerified,
        message: "The number has not passed enroll in this spool.",
        hint: """
          Enroll \(phone.digits) and check its code, or set spools.\(spool).require_verified to \
          false in the configuration.
          """
      )
    }
  }

  private static func hint(
    _ reason: CodeRefusal.Reason,
    _ phone: PhoneNumber,
    _ spool: String,
    _ policy: VerificationPolicy
  ) -> String {
    switch reason {
    case .tooSoon:
      """
      Ask for the code that was sent, which is still good unless the enrollment was changed. \
      \(phone.digits) can get one again at retry_at (verification.resend_after_seconds).
      """
    case .locked:
      """
      \(policy.maxAttempts) wrong codes (verification.max_attempts) lock \(phone.digits) until \
      retry_at, when its code would have expired; another code does not lift that.
      """
    case .numberCap:
      """
      \(phone.digits) got \(policy.maxCodesPerHour) codes within the hour \
      (verification.max_codes_per_hour, counted over all spools). Ask again at retry_at.
      """
    case .spoolCap:
      """
      Spool \(spool) sent \(policy.maxCodesPerHourPerSpool) codes within the hour. If that is \
      not somebody's abuse, raise verification.max_codes_per_hour_per_spool.
      """
    case .prefixGuard:
      """
      Of the last \(policy.prefixGuard.codes) codes to numbers that begin like \
      \(phone.digits.prefix(7)) too few were entered right, as when somebody earns money by \
      having texts sent. If that is not abuse, lower verification.prefix_guard_share.
      """
    }
  }
}

extension CodeRefusal.Reason {
  fileprivate var message: String {
    switch self {
    case .tooSoon: "A code was sent to this phone or user a moment ago."
    case .locked: "The phone is locked after too many wrong codes."
    case .numberCap: "The number got as many codes as one may get within an hour."
    case .spoolCap: "The spool sent as many codes as one may send within an hour."
    case .prefixGuard: "Too many codes went to numbers of this exchange, and few came back right."
    }
  }
}
