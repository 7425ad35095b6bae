extension JobError {
  /// A backup that could not be made.
  package static func backupFailed(_ reason: String, hint: String) -> JobError {
    JobError(code: .backupFailed, message: "The backup was not made: \(reason).", hint: hint)
  }

  /// A command that waited when the backup was made.
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

  /// A result that says how a message ended, but not why.
  package static func endedBeforeRestore(_ state: JobState) -> JobError {
    JobError(
      code: .interrupted,
      message: "The message was \(state.name) before the ledger was restored from a backup.",
      hint: "The log of that time may say why."
    )
  }
}
