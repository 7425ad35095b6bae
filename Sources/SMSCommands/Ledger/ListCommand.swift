internal import SMSArguments
internal import SMSCore
internal import SMSDaemon
internal import SMSJSON
internal import SMSSpool
internal import SMSSystem

/// `list`: jobs of the ledger, newest first.
struct ListCommand: Subcommand {
  private static let status = OptionSpecification(
    "status",
    "S",
    kind: .words(words),
    help: words.joined(separator: ", ") + "; several with commas"
  )
  /// The words for states; `deferred` also selects jobs in doubt, which results call deferred.
  private static let words = JobState.allCases.map(StatusView.word)
  private static let limit = OptionSpecification(
    "limit",
    "N",
    help: "at most N jobs; \(usualLimit) unless given"
  )
  private static let spool = OptionSpecification(
    "spool",
    "NAME",
    help: "only jobs of this spool (operator: the requests of operators)"
  )

  private static let usualLimit = 50

  static let specification = Specification(
    "list",
    summary: "list jobs, the newest first",
    options: [status, spool, limit, .json, .config],
    notes: ["Reads the ledger in short transactions. Needs root or the daemon's user."]
  )

  private let arguments: Arguments
  private let states: Set<JobState>?
  private let limit: Int

  init(_ arguments: Arguments) throws(UsageError) {
    self.arguments = arguments
    limit = try arguments.count(Self.limit) ?? Self.usualLimit
    states = try Self.states(arguments.value(Self.status))
  }

  private static func states(_ text: String?) throws(UsageError) -> Set<JobState>? {
    guard let text else { return nil }
    var states: Set<JobState> = []
    for word in text.split(separator: ",") {
      let named = JobState.allCases.filter { $0.name == word || StatusView.word($0) == word }
      guard !named.isEmpty else {
        throw UsageError(
          "--status must be of \(words.joined(separator: ", "))",
          suggestion: Suggestion.of(String(word), among: words)
        )
      }
      states.formUnion(named)
    }
    return states
  }

  func run(_ context: Context) async throws(CommandFailure) -> ExitCode {
    let configuration = try context.running(arguments)
    let spool = arguments.value(Self.spool)
    if let spool, spool != Configuration.operatorSpool {
      _ = try ChosenSpool(spool, in: configuration)
    }
    let ledger = try LedgerAccess.open(configuration, for: "list")
    let jobs = try rethrowing(CommandFailure.init) { () throws(LedgerError) in
      try ledger.list(JobFilter(states: states, spool: spool), limit: limit)
    }
    if arguments.has(.json) {
      for job in jobs { context.console.say(json: Self.json(job)) }
    } else {
      tell(jobs, context.console)
    }
    return .done
  }

  private static func json(_ job: JobSnapshot) -> JSONObject {
    var object = ResultDocument.of(job, provider: Composition.provider.name)
    object.set("spool", .string(job.name.spool))
    return object
  }

  private func tell(_ jobs: [JobSnapshot], _ console: Console) {
    guard !jobs.isEmpty else {
      console.tell("No such jobs.")
      return
    }
    var table = Table(
      ["ACCEPTED (UTC)", "SPOOL", "ID", "STATUS", "TO", "ATTEMPTS", "ERROR"],
      right: ["ATTEMPTS"]
    )
    for job in jobs {
      table.append([
        Stamp.short(job.acceptedAt), job.name.spool, job.name.id, StatusView.word(job.state),
        job.message?.to?.digits ?? "(\(job.kind))", "\(job.attempts)",
        job.error?.code.rawValue ?? "",
      ])
    }
    console.say(table.lines)
    if jobs.count == limit {
      console.tell("These are the newest \(limit); --limit N shows more.")
    }
  }
}
