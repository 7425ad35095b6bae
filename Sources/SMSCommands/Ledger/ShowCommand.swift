internal import SMSArguments
internal import SMSCore
internal import SMSDaemon
internal import SMSJSON
internal import SMSSpool
internal import SMSSystem

/// `show ID`: a job with its attempts, from the ledger, or a file that is not a job.
struct ShowCommand: Subcommand {
  static let specification = Specification(
    "show",
    summary: "show one job with its attempts, and why it waits",
    positionals: [.init("ID", help: "the request's id")],
    options: [.spool, .json, .config],
    notes: [
      """
      Reads the ledger, so it also knows jobs that have no result yet, and then the spool: a request \
      may still be a file in incoming/ or .taken/, or one in rejected/. Exit status: 66 if there is no \
      such job and no such file. Of a batch it shows what 'batch show' does.
      """,
      CommandAccess.readersNote,
    ]
  )

  static let access = CommandAccess.reads

  private let arguments: Arguments
  private let id: String

  init(_ arguments: Arguments) throws(UsageError) {
    self.arguments = arguments
    id = try RequestIDArgument.check(arguments.positionals[0])
  }

  func run(_ context: Context) async throws(CommandFailure) -> ExitCode {
    let configuration = try context.running(arguments).knowingZones(at: context.now)
    let spool = try ChosenSpool(arguments.value(.spool), withOperators: configuration)
    let ledger = try LedgerAccess.open(configuration, for: "show \(id)")
    let name = JobName(spool: spool.name, id: id)
    let facts = try facts(ledger, configuration, context.now)
    guard let details = try read({ () throws(LedgerError) in try ledger.show(name) }) else {
      let file = try file(spool, configuration, facts)
      say(file.json, file.lines(for: context.console), context.console)
      return .done
    }
    if let batch = try BatchView(details.snapshot)?.detailed(ledger, configuration, context) {
      say(
        batch.json,
        batch.lines(width: context.console.width(), now: context.now),
        context.console
      )
      return .done
    }
    let reason = try reason(details, facts, ledger)
    let view = JobView(
      details,
      now: context.now,
      restoration: facts.summary.restoration,
      reason: reason,
      disclosure: context.console.disclosure
    )
    say(view.json, view.lines(width: context.console.width()), context.console)
    return .done
  }

  private func say(_ json: JSONObject, _ lines: [String], _ console: Console) {
    if arguments.has(.json) { console.say(json: json) } else { console.say(lines) }
  }

  private func read<Value>(
    _ body: () throws(LedgerError) -> Value
  ) throws(CommandFailure) -> Value {
    try rethrowing(CommandFailure.init, body)
  }

  private func facts(
    _ ledger: any LedgerReader,
    _ configuration: Configuration,
    _ now: WallTime
  ) throws(CommandFailure) -> WaitFacts {
    WaitFacts(
      try read { () throws(LedgerError) in try ledger.summary() },
      configuration,
      DaemonLook.at(configuration.state),
      now: now
    )
  }

  private func reason(
    _ details: JobDetails,
    _ facts: WaitFacts,
    _ ledger: any LedgerReader
  ) throws(CommandFailure) -> WaitReason? {
    guard !details.snapshot.state.isTerminal else { return nil }
    let digest = LedgerPlace(facts.configuration).textDigest
    let circumstances = try read { () throws(LedgerError) in
      try ledger.circumstances(of: details.snapshot.name, digest: digest)
    }
    return circumstances.flatMap { facts.reason(details, $0) }
  }

  /// The request's file, of which the ledger has no job.
  private func file(
    _ spool: ChosenSpool,
    _ configuration: Configuration,
    _ facts: WaitFacts
  ) throws(CommandFailure) -> RequestFileView {
    let search = RequestSearch(for: id, in: SpoolLayout(root: spool.path))
    let found = try rethrowing {
      CommandFailure($0, .internalError)
    } _: {
      () throws(SystemError) in
      try search.find()
    }
    guard let found else {
      throw CommandFailure(
        .noSuchID,
        "spool \(spool.name) has no job \(id), and no file of it",
        hint: """
          Check the id and --spool; the ledger forgets jobs after retention.ledger_days, and \
          rejected files go after retention.rejected_days.
          """
      )
    }
    return RequestFileView(
      id: id,
      spool: spool.name,
      file: found,
      reason: found.result == nil
        ? facts.reason(fileOf: spool.name, batch: found.waitingBatch) : nil,
      now: facts.now
    )
  }
}
