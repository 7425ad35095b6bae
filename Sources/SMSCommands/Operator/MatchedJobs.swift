internal import SMSArguments
internal import SMSCore
internal import SMSDaemon
internal import SMSJSON
internal import SMSProducer
internal import SMSSystem

/// An operator's command on all jobs that match: the count, a sample, the question, the request.
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
    let filter = try selection.filter(configuration, ledger, now: context.now)
    let found = try rethrowing(CommandFailure.init) { () throws(LedgerError) in
      try MatchedChange(action, filter, in: ledger)
    }
    guard found.count > 0 else {
      if isJSON { context.console.say(json: found.json) }
      context.console.report("No such jobs; nothing was changed.")
      return .done
    }
    guard try agrees(to: found, context) else { return .endedOtherwise }
    let result = try await carryOut(found, spool, ledger, context)
    guard result.isGood else { throw CommandFailure(result) }
    if isJSON {
      context.console.say(json: result.json)
    } else {
      context.console.say(MatchedChange.sentence(action, result, of: found.count))
    }
    return .done
  }

  private var isJSON: Bool { arguments.has(.json) }

  /// Submits the request and waits for its result; a terminal shows how far the daemon is.
  private func carryOut(
    _ change: MatchedChange,
    _ spool: OperatorSpool,
    _ ledger: any LedgerReader,
    _ context: Context
  ) async throws(CommandFailure) -> PublishedResult {
    let workSeconds = MatchedChange.workSeconds
    var progress = Progress(context, noun: "jobs \(action.done)")
    let result: Result<PublishedResult, CommandFailure>
    do throws(CommandFailure) {
      let found = try await spool.ask(change.request, workSeconds: workSeconds) { name in
        guard let done = try? ledger.show(name)?.snapshot.affected else { return }
        progress.advance(Int64(done), of: Int64(change.count), by: done)
      }
      result = .success(found)
    } catch {
      result = .failure(error)
    }
    progress.end()
    return try result.get()
  }

  /// Whether the jobs may be changed; shows them unless `--yes` was given.
  private func agrees(to found: MatchedChange, _ context: Context) throws(CommandFailure) -> Bool {
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
    guard hasTerminal else {
      throw CommandFailure(
        .endedOtherwise,
        "\(found.jobs) \(found.count == 1 ? "matches" : "match"); nothing was changed",
        hint: "Add --\(Self.yes.name) to \(action.rawValue) \(found.count == 1 ? "it" : "them")."
      )
    }
    let answer = context.answer("\(action.verb) \(found.jobs)? [y/N] ")
    if ["y", "yes"].contains(answer?.lowercased()) { return true }
    console.report("Nothing was changed.")
    return false
  }
}
