internal import SMSArguments
internal import SMSCore
internal import SMSDaemon
internal import SMSJSON
internal import SMSProducer

/// `retry`: sends failed jobs once more, as new jobs.
struct RetryCommand: Subcommand {
  static let specification = Specification(
    "retry",
    summary: "send a job that ended unsent once more, or all that match",
    synopses: ["ID [--spool NAME]", "--error CODE … [--yes]"],
    positionals: [JobArgument.optionalPositional],
    options: FilterArguments.options(spool: JobArgument.spool) + [MatchedJobs.yes]
      + OperatorCommand.options,
    notes: [
      """
      Makes a new job <id>.retry-1; the old one stays as it is and names the new one. Options take \
      messages that failed, expired or are uncertain, and canceled or suppressed ones with \
      --status canceled or --status suppressed. Nothing that was suppressed as a repetition is so \
      again; what an account does not send stays unsent. \
      Exit status of an ID: 1 it cannot be retried, 66 no such id.
      """,
      MatchedJobs.note,
      OperatorCommand.note,
    ]
  )

  static let access = CommandAccess.acts

  private let command: OperatorCommand
  private let target: JobTarget

  init(_ arguments: Arguments) throws(UsageError) {
    command = try OperatorCommand("retry", arguments)
    target = try JobTarget(.retry, command, arguments)
  }

  func run(_ context: Context) async throws(CommandFailure) -> ExitCode {
    switch target {
    case .job(let job):
      try await command.run(context, job.members) { _, configuration in
        let name = try? newID(of: job, configuration)
        return name.map { "\(job.id): submitted again as \($0)" } ?? "\(job.id): submitted again"
      }
    case .matching(let jobs): try await jobs.run(context)
    }
  }

  /// The new job's id, which the old job records.
  private func newID(
    of job: JobArgument,
    _ configuration: Configuration
  ) throws -> String? {
    guard case .string(let spool)? = try job.members(configuration).last?.1 else { return nil }
    let ledger = try LedgerAccess.open(configuration, for: command.name)
    return try ledger.show(JobName(spool: spool, id: job.id))?.snapshot.retriedAs
  }
}
