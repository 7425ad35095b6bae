extension JobError {
  /// A message, or a code, that expired before it could be sent.
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

  /// A message whose own end comes before its spool's window opens for it.
  package static func expired(
    at end: WallTime,
    beforeOpening opening: WallTime,
    of spool: String
  ) -> JobError {
    JobError(
      code: .expired,
      message: "The message expires before spool \(spool) may send to its recipient.",
      hint: """
        It ends at \(RFC3339.text(end)), and spools.\(spool).send_window opens for the recipient's \
        time zones at \(RFC3339.text(opening)). Leave out expires_at and ttl_seconds, or let them reach \
        beyond that.
        """
    )
  }

  /// What the ledger holds for a message is not what was accepted, so it was not sent.
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

  /// A command that arrived after its job had ended.
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
        messages after retention.ledger_days. A batch that waits in incoming/ is not known yet: try \
        again once it is being accepted.
        """
    )
  }
}

extension JobError {
  /// A message to a phone that has opted out, stopped before it costs an API call.
  ///
  /// - Parameters:
  ///   - optOut: The entry that stops it, possibly for another number of ours.
  ///   - sender: The message's sender.
  /// - Returns: The error.
  package static func optedOut(_ optOut: OptOut, from sender: PhoneNumber) -> JobError {
    let phone = optOut.phone.digits
    let hint =
      switch optOut.source {
      case .operator:
        """
        \(phone) is on the list of opt-outs by an operator. Remove it there \
        (smsdispatch optout remove \(phone)) if the person agrees to texts again.
        """
      case .imported:
        """
        \(phone) is on the list of opt-outs since \(optOut.origin.list ?? "a list") was imported. \
        Remove it there (smsdispatch optout remove \(phone)) if the person agrees to texts again.
        """
      case .reply, .receipt, .refusal:
        """
        \(phone) texted STOP to \(optOut.sender?.digits ?? sender.digits)\(reach(optOut, sender)). \
        Only the person can undo that, by texting UNSTOP to \(sender.digits): START and YES count \
        here as well, but only UNSTOP is documented to lift a block of the provider itself. Do not \
        send to \(phone) until then. If it is a mistake of ours: smsdispatch optout remove \(phone).
        """
      }
    let isOther = optOut.sender.map { $0 != sender } ?? false
    return JobError(
      code: .recipientOptedOut,
      message: isOther
        ? "The recipient has opted out of texts from another number of the same business."
        : "The recipient has opted out of texts from this number.",
      hint: hint
    )
  }

  /// Why an opt-out of another number counts.
  private static func reach(_ optOut: OptOut, _ sender: PhoneNumber) -> String {
    guard let other = optOut.sender, other != sender else { return "" }
    guard let account = optOut.account else { return " (opt_out.scope)" }
    return ", a number of account \(account) (opt_out.scope, or a pool of senders)"
  }
}

extension JobError {
  /// A backup that could not be made.
  package static func backupFailed(_ reason: String, hint: String) -> JobError {
    JobError(code: .backupFailed, message: "The backup was not made: \(reason).", hint: hint)
  }

  /// A list of opt-outs that could not be imported, or only in part.
  package static func importFailed(_ reason: String) -> JobError {
    JobError(
      code: .importFailed,
      message: "The list was not imported, or only in part: \(reason).",
      hint: "Import it again: what is on the list of opt-outs already stays as it is."
    )
  }

  /// A phone whose data cannot be erased yet.
  package static func stillWaiting(_ jobs: Int, _ phone: PhoneNumber) -> JobError {
    let messages = jobs == 1 ? "1 message" : "\(jobs) messages"
    return JobError(
      code: .stillWaiting,
      message: "Nothing was erased: \(messages) to \(phone) have not ended.",
      hint: """
        Cancel what waits (smsdispatch list --to NUMBER shows it; smsdispatch cancel), let what is \
        under way or in doubt end, and erase again. A sent message counts too while its id at the \
        provider is still looked for. All this takes an hour at most.
        """
    )
  }

  /// A command that was waiting when the backup was made.
  package static let commandOfBackup = JobError(
    code: .interrupted,
    message: "The ledger was restored from a backup in which this command still waited.",
    hint: "Give the command again if it is still wanted."
  )

  /// A code that was on its way when the backup was made.
  package static let codeOfBackup = JobError(
    code: .expired,
    message: "The ledger was restored from a backup; the code no longer works.",
    hint: "Ask for a new code."
  )

  /// A message of which only an unfinished result is left.
  package static func lostWithLedger(_ id: String) -> JobError {
    JobError(
      code: .interrupted,
      message: """
        The message was accepted after the backup from which the ledger was restored, and its text \
        is lost; it may have been sent.
        """,
      hint: """
        Look for it in the provider's list of messages; if it was not sent, submit it again under \
        another id than \(id).
        """
    )
  }

  /// A message whose result says how it ended, but not why.
  package static func endedBeforeRestore(_ state: JobState) -> JobError {
    JobError(
      code: .interrupted,
      message: "The message was \(state.name) before the ledger was restored from a backup.",
      hint: "The log of that time may say why."
    )
  }
}
