internal import SMSArguments
internal import SMSCore
internal import SMSDaemon

/// `cancel`: cancels a message that has not been sent, or all that match.
struct CancelCommand: Subcommand {
  static let specification = Specification(
    "cancel",
    summary: "cancel a message that was not sent yet, or all that match",
    synopses: ["ID [--spool NAME]", "--to NUMBER … [--yes]"],
    positionals: [JobArgument.optionalPositional],
    options: FilterArguments.options(spool: JobArgument.spool) + [MatchedJobs.yes]
      + OperatorCommand.options,
    notes: [
      """
      Waits for attempts that are under way, and for what may have been accepted. Exit status of \
      an ID: 1 too late, 66 no such id.
      """,
      MatchedJobs.note,
      OperatorCommand.note,
    ]
  )

  static let access = CommandAccess.acts

  private let command: OperatorCommand
  private let target: JobTarget

  init(_ arguments: Arguments) throws(UsageError) {
    command = try OperatorCommand("cancel", arguments)
    target = try JobTarget(.cancel, command, arguments)
  }

  func run(_ context: Context) async throws(CommandFailure) -> ExitCode {
    switch target {
    case .job(let job):
      try await command.run(context, job.members) { _, _ in "\(job.id): canceled" }
    case .matching(let jobs): try await jobs.run(context)
    }
  }
}
