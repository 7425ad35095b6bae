internal import SMSArguments
internal import SMSDaemon

/// `cancel ID`: cancels a message that has not been sent.
struct CancelCommand: Subcommand {
  static let specification = Specification(
    "cancel",
    summary: "cancel a message that was not sent yet",
    positionals: [JobArgument.positional],
    options: [.spool] + OperatorCommand.options,
    notes: [
      "Waits for an attempt that is under way. Exit status: 1 too late, 66 no such id.",
      OperatorCommand.note,
    ]
  )

  private let command: OperatorCommand
  private let job: JobArgument

  init(_ arguments: Arguments) throws(UsageError) {
    command = try OperatorCommand("cancel", arguments)
    job = try JobArgument(arguments)
  }

  func run(_ context: Context) async throws(CommandFailure) -> ExitCode {
    try await command.run(context, job.members) { _, _ in "\(job.id): canceled" }
  }
}
