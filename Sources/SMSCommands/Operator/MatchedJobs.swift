internal import SMSArguments
internal import SMSCore
internal import SMSDaemon
internal import SMSJSON
internal import SMSProducer
internal import SMSSpool
internal import SMSSystem

/// An operator's command on all jobs that match: the count, a sample, the question, the request.
///
/// It acts on what was counted: jobs accepted after the count are left alone, and so are those that
/// came to match since, as their status or their error changed.
struct MatchedJobs {
  static let yes = OptionSpecification(
    "yes",
    help: "do not ask before changing all jobs that match"
  )
  static let note = """
    All that match are counted first, and the newest shown. A terminal is asked; otherwise nothing \
    is changed without --yes, and the exit status is 1. Then the daemon changes them in steps, \
    beside the sending; jobs that came after the count are left alone, as are those that changed \
    since, where the conditions are about status or error.
    """
  /// How many of the newest jobs are shown.
  private static let sampled = 5
  /// How long the daemon may take, in seconds: it changes thousands of jobs a second, but waits for
  /// attempts and doubts.
  private static let workSeconds: Int64 = 600

  private let action: MatchedAction
  private let command: OperatorCommand
  private let selection: FilterArguments
  private let arguments: Arguments

  /// - Throws: `UsageError` for a value that a condition cannot have, also for a status that no job
  ///   has which the action can change.
  init(
    _ action: MatchedAction,
    _ command: OperatorCommand,
    _ arguments: Arguments
  ) throws(UsageError) {
    self.action = action
    self.command = command
    self.arguments = arguments
    selection = try FilterArguments(arguments)
    if let fault = action.fault(of: selection.fixed) {
      throw UsageError(fault, of: FilterArguments.status)
    }
  }

  /// The conditions that were given.
  var given: Set<JobFilter.Member> { selection.given }

  /// The only spool whose jobs are meant; nil for several or all.
  var singleSpool: String? {
    guard let spools = selection.fixed.spools, spools.count == 1 else { return nil }
    return spools.first
  }

  /// Counts, asks, and has the daemon do it.
  ///
  /// - Parameter context: The command's environment.
  /// - Returns: `.done` if all that matched are changed, or nothing matched; `.endedOtherwise` if
  ///   nobody agreed.
  /// - Throws: `CommandFailure`, also if the daemon did not carry out the request.
  func run(_ context: Context) async throws(CommandFailure) -> ExitCode {
    let configuration = try context.running(arguments)
    let spool = try command.spool(configuration, context)
    try spool.checkRunning()
    let ledger = try LedgerAccess.open(configuration, for: command.name)
    var filter = try selection.filter(configuration, ledger, now: context.now)
    let found = try rethrowing(CommandFailure.init) { () throws(LedgerError) in
      try find(&filter, in: ledger)
    }
    guard found.count > 0 else {
      if isJSON { context.console.say(json: found.json) }
      context.console.report("No such jobs; nothing was changed.")
      return .done
    }
    guard try agrees(to: found, context) else { return .endedOtherwise }
    let result = try await carryOut(filter, found.count, spool, ledger, context)
    guard result.isGood else { throw CommandFailure(result) }
    if isJSON {
      context.console.say(json: result.json)
    } else {
      context.console.say(sentence(result, of: found.count))
    }
    return .done
  }

  private var isJSON: Bool { arguments.has(.json) }

  /// Submits the request and waits for its result; a terminal shows how far the daemon is.
  private func carryOut(
    _ filter: JobFilter,
    _ count: Int,
    _ spool: OperatorSpool,
    _ ledger: any LedgerReader,
    _ context: Context
  ) async throws(CommandFailure) -> PublishedResult {
    let request = JSONObject([
      ("kind", .string(action.rawValue)), ("match", .object(FilterDocument.json(filter))),
    ])
    var progress = Progress(context, noun: "jobs \(action.done)")
    let result: Result<PublishedResult, CommandFailure>
    do throws(CommandFailure) {
      let found = try await spool.ask(request, workSeconds: Self.workSeconds) { name in
        guard let done = try? ledger.show(name)?.snapshot.affected else { return }
        progress.advance(Int64(done), of: Int64(count), by: done)
      }
      result = .success(found)
    } catch {
      result = .failure(error)
    }
    progress.end()
    return try result.get()
  }

  /// What was found before anything is changed.
  private struct Found {
    var count: Int
    /// The newest of them.
    var sample: [JobSnapshot]

    var json: JSONObject {
      JSONObject([
        ("matched", .number(JSONNumber(Int64(count)))),
        ("sample", .array(sample.map { .object(JobTable().json($0)) })),
      ])
    }
  }

  /// Binds the filter to the jobs that there are, and counts those that the action changes.
  private func find(
    _ filter: inout JobFilter,
    in ledger: any LedgerReader
  ) throws(LedgerError) -> Found {
    filter.unchangedSince = try ledger.lastChange()
    filter.through = try ledger.list(.all, limit: 1).first?.number ?? JobNumber(0)
    guard let jobs = action.jobs(of: filter) else { return Found(count: 0, sample: []) }
    return Found(
      count: try ledger.count(jobs),
      sample: try ledger.list(jobs, limit: Self.sampled)
    )
  }

  /// Whether the jobs may be changed; shows them unless `--yes` was given.
  private func agrees(to found: Found, _ context: Context) throws(CommandFailure) -> Bool {
    if arguments.has(Self.yes) { return true }
    let console = context.console
    let hasTerminal = context.hasTerminal()
    if isJSON, !hasTerminal {
      console.say(json: found.json)
    } else {
      var table = JobTable.empty
      for job in found.sample { table.append(JobTable().row(job)) }
      var lines = table.lines
      if found.count > found.sample.count {
        lines.append("and \(StatusView.grouped(found.count - found.sample.count)) older")
      }
      if isJSON { lines.forEach(console.report) } else { console.say(lines) }
    }
    let jobs = Self.jobs(found.count)
    guard hasTerminal else {
      throw CommandFailure(
        .endedOtherwise,
        "\(jobs) \(found.count == 1 ? "matches" : "match"); nothing was changed",
        hint: "Add --\(Self.yes.name) to \(action.rawValue) \(found.count == 1 ? "it" : "them")."
      )
    }
    let verb = action.rawValue.prefix(1).uppercased() + action.rawValue.dropFirst()
    let answer = context.answer("\(verb) \(jobs)? [y/N] ")
    if ["y", "yes"].contains(answer?.lowercased()) { return true }
    console.report("Nothing was changed.")
    return false
  }

  /// `1,204 jobs`.
  private static func jobs(_ count: Int) -> String {
    count == 1 ? "1 job" : "\(StatusView.grouped(count)) jobs"
  }

  /// `1,201 jobs canceled; too late for 3: 2 sent, 1 expired; 1 changed after the count`.
  private func sentence(_ result: PublishedResult, of count: Int) -> String {
    let affected = result.number("affected").map(Int.init) ?? 0
    var text = "\(Self.jobs(affected)) \(action.done)"
    let late = (result.json["too_late"]?.object?.members ?? [])
      .map { ($0.name, Int($0.value.number?.int64 ?? 0)) }
    let missed = late.reduce(0) { $0 + $1.1 }
    if missed > 0 {
      text += "; too late for \(missed): "
      text += late.map { "\($1) \($0)" }.joined(separator: ", ")
    }
    let changed = count - affected - missed
    guard changed > 0 else { return text }
    return text + "; \(changed) changed after the count, and \(changed == 1 ? "was" : "were") left"
  }
}

extension MatchedAction {
  /// What was done to jobs, after their number.
  fileprivate var done: String {
    switch self {
    case .cancel: "canceled"
    case .hold: "held"
    case .release: "released"
    case .retry: "submitted again"
    case .flush: "due now"
    }
  }
}
