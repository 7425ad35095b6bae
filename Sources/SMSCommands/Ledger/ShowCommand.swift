internal import SMSArguments
internal import SMSCore
internal import SMSDaemon
internal import SMSSystem

/// `show ID`: a job with its attempts, from the ledger.
struct ShowCommand: Subcommand {
  static let specification = Specification(
    "show",
    summary: "show one job with its attempts",
    positionals: [.init("ID", help: "the request's id")],
    options: [.spool, .json, .config],
    notes: [
      """
      Reads the ledger, so it also knows jobs that have no result yet. Needs root or the daemon's \
      user. Exit status: 66 if the ledger has no such job.
      """
    ]
  )

  private let arguments: Arguments
  private let id: String

  init(_ arguments: Arguments) throws(UsageError) {
    self.arguments = arguments
    id = try RequestIDArgument.check(arguments.positionals[0])
  }

  func run(_ context: Context) async throws(CommandFailure) -> ExitCode {
    let configuration = try context.running(arguments)
    let spool = try ChosenSpool(arguments.value(.spool), in: configuration)
    let ledger = try LedgerAccess.open(configuration, for: "show \(id)")
    let name = JobName(spool: spool.name, id: id)
    guard let details = try Self.read(name, ledger) else {
      throw CommandFailure(
        .noSuchID,
        "spool \(spool.name) has no job \(id)",
        hint: """
          Check the id and --spool; a file that the daemon has not read yet, or refused, is no job \
          (see \(spool.results)), and the ledger forgets after retention.ledger_days.
          """
      )
    }
    let view = JobView(details, now: context.now, restoration: try? ledger.restoration())
    if arguments.has(.json) {
      context.console.say(json: view.json)
    } else {
      context.console.say(view.lines(width: context.console.width()))
    }
    return .done
  }

  private static func read(
    _ name: JobName,
    _ ledger: any LedgerReader
  ) throws(CommandFailure) -> JobDetails? {
    try rethrowing(CommandFailure.init) { () throws(LedgerError) in
      try ledger.show(name)
    }
  }
}
