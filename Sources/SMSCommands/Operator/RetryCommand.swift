internal import SMSArguments
internal import SMSCore
internal import SMSDaemon
internal import SMSJSON
internal import SMSProducer

/// `retry`: sends failed jobs once more, as new jobs.
struct RetryCommand: Subcommand {
  private static let error = OptionSpecification(
    "error",
    "CODE",
    kind: .words(ErrorCode.allCases.map(\.rawValue)),
    help: "every failed, expired or uncertain job with this error, of --spool or of all spools"
  )

  static let specification = Specification(
    "retry",
    summary: "send a job that failed once more, or all with an error",
    positionals: [.init("ID", isRequired: false, help: "one job")],
    options: [error, .spool] + OperatorCommand.options,
    notes: [
      """
      Makes a new job <id>.retry-1; the old one stays as it is and names the new one. Exit \
      status: 1 it cannot be retried, 66 no such id.
      """,
      OperatorCommand.note,
    ]
  )

  private enum Target {
    case job(JobArgument)
    case all(code: String, spool: String?)
  }

  private let command: OperatorCommand
  private let target: Target

  init(_ arguments: Arguments) throws(UsageError) {
    command = try OperatorCommand("retry", arguments)
    let code = try arguments.choice(Self.error)
    guard arguments.positionals.isEmpty != (code == nil) else {
      throw UsageError("give either an ID or --error CODE")
    }
    if let code {
      target = .all(code: code, spool: arguments.value(.spool))
    } else {
      target = .job(try JobArgument(arguments))
    }
  }

  func run(_ context: Context) async throws(CommandFailure) -> ExitCode {
    switch target {
    case .job(let job):
      try await command.run(context, job.members) { _, configuration in
        let name = try? newID(of: job, configuration)
        return name.map { "\(job.id): submitted again as \($0)" } ?? "\(job.id): submitted again"
      }
    case .all(let code, let spool):
      try await command.run(context) { _ in
        [("error", .string(code))] + (spool.map { [("spool", .string($0))] } ?? [])
      } report: { result, _ in
        "\(Quantity.of(result.number("affected") ?? 0, "job")) submitted again"
      }
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
