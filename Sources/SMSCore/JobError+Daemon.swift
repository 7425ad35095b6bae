extension JobError {
  /// A message, or a code, whose time ran out before it could be sent.
  package static func expired(cause: JobError?, isCode: Bool = false) -> JobError {
    let settings =
      isCode
      ? "verification.ttl_seconds in the configuration"
      : "expires_at, ttl_seconds, or retry.give_up_after_seconds in the configuration"
    return JobError(
      code: .expired,
      message: "The message could not be sent before its time ran out.",
      hint: """
        Give it more time (\(settings)), or see what kept it waiting: \
        \(cause?.hint ?? "the account's pace, a pause or a hold (smsdispatch status).")
        """,
      cause: cause.map {
        Cause(code: $0.code, message: $0.message, hint: $0.hint, httpStatus: $0.httpStatus)
      }
    )
  }

  /// What the ledger holds of a message is not what was accepted, so it was not sent.
  package static let ledgerDamaged = JobError(
    code: .ledgerDamaged,
    message: "What is stored of the message is not what was accepted, so it was not sent.",
    hint: """
      Submit it again under a new id. The disk or memory of this machine changes data: see what \
      else is damaged (smsdispatch ledger check), and look for hardware faults (dmesg).
      """
  )

  /// Canceled before it was sent.
  package static func canceled(by command: JobName) -> JobError {
    JobError(
      code: .canceled,
      message: "The message was canceled before it was sent.",
      hint: "Request \(command.id) of spool \(command.spool) did it; submit it anew to send it."
    )
  }

  /// A command that came after its job had ended.
  package static func tooLate(_ target: JobName, is state: JobState) -> JobError {
    JobError(
      code: .tooLate,
      message: "Message \(target.id) of spool \(target.spool) is \(state.name) already.",
      hint: "What has ended cannot be changed; see results/\(target.id).json."
    )
  }

  /// A command about a job that the ledger does not know.
  package static func unknownMessage(_ target: JobName) -> JobError {
    JobError(
      code: .unknownMessage,
      message: "Spool \(target.spool) has no message \(target.id).",
      hint: """
        Check the id and the spool (smsdispatch list --spool \(target.spool)); the ledger forgets \
        messages after retention.ledger_days.
        """
    )
  }
}
