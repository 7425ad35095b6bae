internal import SMSArguments
internal import SMSCore
internal import SMSDaemon
internal import SMSJSON
internal import SMSSystem

/// `audit`: what operators did, newest first.
struct AuditCommand: Subcommand {
  private static let limit = OptionSpecification(
    "limit",
    "N",
    help: "at most N entries; \(usualLimit) unless given"
  )
  private static let since = OptionSpecification(
    "since",
    "TIME",
    help: "only what was done since then: \(TimeArgument.forms) (ago)"
  )
  private static let until = OptionSpecification(
    "until",
    "TIME",
    help: "only what was done before then"
  )

  private static let usualLimit = 50

  static let specification = Specification(
    "audit",
    summary: "list what operators did, the newest first",
    options: [since, until, limit, .json, .config],
    notes: [
      """
      Lists the operator's commands with their time, the user that owns the request file, the \
      user that had logged in (as the command said itself), the target and the effect. Entries are \
      kept as long as retention.audit_days says.
      """,
      "Reads the ledger, whether the daemon runs or not.",
      CommandAccess.readersNote,
    ]
  )

  static let access = CommandAccess.reads

  private let arguments: Arguments
  private let limit: Int
  private let since: TimeArgument?
  private let until: TimeArgument?

  init(_ arguments: Arguments) throws(UsageError) {
    self.arguments = arguments
    limit = try arguments.count(Self.limit) ?? Self.usualLimit
    since = try arguments.value(Self.since).map { text throws(UsageError) in
      try TimeArgument(text, of: Self.since)
    }
    until = try arguments.value(Self.until).map { text throws(UsageError) in
      try TimeArgument(text, of: Self.until)
    }
  }

  func run(_ context: Context) async throws(CommandFailure) -> ExitCode {
    let configuration = try context.running(arguments)
    let ledger = try LedgerAccess.open(configuration, for: "audit")
    let filter = AuditFilter(
      since: since?.time(now: context.now),
      until: until?.time(now: context.now)
    )
    if let since = filter.since, let until = filter.until, since >= until {
      throw CommandFailure(
        .usage,
        "--until must be later than --since",
        hint: "Entries are at or after --since, and before --until."
      )
    }
    var views: [AuditView] = []
    let isJSON = arguments.has(.json)
    try rethrowing(CommandFailure.init) { () throws(LedgerError) in
      try ledger.forEachAuditPage(of: filter, limit: limit) { entries in
        for view in entries.map({ AuditView($0, context.console.disclosure) }) {
          if isJSON { context.console.say(json: view.json) } else { views.append(view) }
        }
      }
    }
    if !isJSON { report(views, context.console) }
    return .done
  }

  private func report(_ views: [AuditView], _ console: Console) {
    guard !views.isEmpty else { return console.report("No such entries.") }
    var table = Table(["TIME (UTC)", "USER", "COMMAND", "TARGET", "EFFECT"])
    for view in views { table.append(view.row) }
    console.say(table.lines)
    if views.count == limit {
      console.report("These are the newest \(limit); --limit N shows more.")
    }
  }
}
