internal import SMSArguments
internal import SMSCore
internal import SMSDaemon
internal import SMSJSON
internal import SMSProducer

/// `flush`: makes deferred jobs due now.
struct FlushCommand: Subcommand {
  static let specification = Specification(
    "flush",
    summary: "make deferred jobs due now",
    synopses: ["[--spool NAME]", "--to NUMBER … [--yes]"],
    options: FilterArguments.options + [MatchedJobs.yes] + OperatorCommand.options,
    notes: [
      """
      The account's pace is kept, and paused accounts stay paused. All deferred jobs, and all of \
      --spool, are flushed without a question.
      """,
      MatchedJobs.note,
      OperatorCommand.note,
    ]
  )

  static let access = CommandAccess.acts

  private let command: OperatorCommand
  private let jobs: MatchedJobs
  private let spool: String?

  init(_ arguments: Arguments) throws(UsageError) {
    command = try OperatorCommand("flush", arguments)
    jobs = try MatchedJobs(.flush, command, arguments)
    spool = jobs.given == [.spool] ? jobs.singleSpool : nil
  }

  func run(_ context: Context) async throws(CommandFailure) -> ExitCode {
    guard spool != nil || jobs.given.isEmpty else { return try await jobs.run(context) }
    return try await command.run(context) { _ in
      spool.map { [("spool", .string($0))] } ?? []
    } report: { result, _ in
      let count = result.number("affected") ?? 0
      return "\(Quantity.of(count, "deferred job")) \(count == 1 ? "is" : "are") due now"
    }
  }
}
