internal import SMSArguments
internal import SMSCore
internal import SMSDaemon
internal import SMSJSON
internal import SMSSpool
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
      little memory. Needs root or the daemon's user.
      """
    ]
  )

  private let arguments: Arguments
  private let selection: FilterArguments
  private let limit: Int

  init(_ arguments: Arguments) throws(UsageError) {
    self.arguments = arguments
    limit = try arguments.count(Self.limit) ?? Self.usualLimit
    selection = try FilterArguments(arguments)
  }

  func run(_ context: Context) async throws(CommandFailure) -> ExitCode {
    let configuration = try context.running(arguments)
    let ledger = try LedgerAccess.open(configuration, for: "list")
    let filter = try selection.filter(configuration, ledger, now: context.now)
    let isJSON = arguments.has(.json)
    var table = Self.table
    var count = 0
    try rethrowing(CommandFailure.init) { () throws(LedgerError) in
      try ledger.forEachPage(of: filter, limit: limit) { jobs in
        count += jobs.count
        if isJSON {
          context.console.say(json: jobs.map(Self.json))
        } else {
          for job in jobs { table.append(Self.row(job)) }
          context.console.say(table.takeLines())
        }
        return context.takesOutput()
      }
    }
    if !isJSON, context.takesOutput() { reportRest(count, context.console) }
    return .done
  }

  private static func json(_ job: JobSnapshot) -> JSONObject {
    var object = ResultDocument.of(job, provider: Composition.provider.name)
    object.set("spool", .string(job.name.spool))
    return object
  }

  private static let table = Table(
    ["ACCEPTED (UTC)", "SPOOL", "ID", "STATUS", "TO", "ATTEMPTS", "ERROR"],
    right: ["ATTEMPTS"]
  )

  private static func row(_ job: JobSnapshot) -> [String] {
    [
      Stamp.short(job.acceptedAt), job.name.spool, job.name.id, job.state.word,
      job.message?.to?.digits ?? "(\(job.kind))", "\(job.attempts)",
      job.error?.code.rawValue ?? "",
    ]
  }

  private func reportRest(_ count: Int, _ console: Console) {
    if count == 0 {
      console.report("No such jobs.")
    } else if count == limit {
      console.report("These are the newest \(limit); --limit N shows more.")
    }
  }
}
