internal import SMSArguments
internal import SMSCore
internal import SMSDaemon
internal import SMSJSON
internal import SMSSystem

/// `list`: jobs of the ledger, newest first.
struct ListCommand: Subcommand {
  private static let limit = OptionSpecification(
    "limit",
    "N",
    help: "at most N jobs; \(usualLimit) unless given"
  )
  private static let usualLimit = 50

  static let specification = Specification(
    "list",
    summary: "list jobs, the newest first",
    options: FilterArguments.options + [limit, .json, .config],
    notes: [
      """
      Reads the ledger in short transactions, and prints as it reads: any number of jobs takes \
      little memory.
      """,
      CommandAccess.readersNote,
    ]
  )

  static let access = CommandAccess.reads

  private let arguments: Arguments
  private let selection: FilterArguments
  private let limit: Int

  init(_ arguments: Arguments) throws(UsageError) {
    self.arguments = arguments
    limit = try arguments.count(Self.limit) ?? Self.usualLimit
    selection = try FilterArguments(arguments)
  }

  func run(_ context: Context) async throws(CommandFailure) -> ExitCode {
    let configuration = try context.running(arguments).knowingZones(at: context.now)
    let jobs = JobTable(configuration.windows, now: context.now)
    let ledger = try LedgerAccess.open(configuration, for: "list")
    var filter = try selection.filter(configuration, ledger, now: context.now)
    // All that this spool has are requests that send nothing.
    if filter.spools == [Configuration.operatorSpool] { filter.subject = .requests }
    let isJSON = arguments.has(.json)
    var table = JobTable.empty
    var count = 0
    try rethrowing(CommandFailure.init) { () throws(LedgerError) in
      try ledger.forEachPage(of: filter, limit: limit) { page in
        count += page.count
        if isJSON {
          context.console.say(json: page.map(jobs.json))
        } else {
          for job in page { table.append(jobs.row(job)) }
          context.console.say(table.takeLines())
        }
        return context.takesOutput()
      }
    }
    if !isJSON, context.takesOutput() { reportRest(count, context.console) }
    return .done
  }

  private func reportRest(_ count: Int, _ console: Console) {
    if count == 0 {
      console.report("No such jobs.")
    } else if count == limit {
      console.report("These are the newest \(limit); --limit N shows more.")
    }
  }
}
