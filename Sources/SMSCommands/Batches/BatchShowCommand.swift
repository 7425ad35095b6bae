internal import SMSArguments
internal import SMSCore
internal import SMSDaemon
internal import SMSSystem

/// `batch show ID`: how far a batch is, and what its messages ended with.
struct BatchShowCommand: Subcommand {
  private static let watch = OptionSpecification(
    "watch",
    help: "wait until it has ended, with a progress bar on a terminal, and show it then"
  )
  /// How often the bar is drawn again, in nanoseconds.
  private static let interval: Int64 = 1_000_000_000

  static let specification = Specification(
    "batch",
    "show",
    summary: "show how far a batch is, and its errors",
    positionals: [BatchArgument.positional],
    options: [watch, .spool, .json, .config],
    notes: [
      """
      Errors have the hint of one message as an example; 'batch report' lists all messages. The \
      expected end goes by the pace of its accounts, as if nothing else were sent. Exit status: 66 if \
      there is no such batch.
      """,
      CommandAccess.readersNote,
    ]
  )

  static let access = CommandAccess.reads

  private let arguments: Arguments
  private let batch: BatchArgument

  init(_ arguments: Arguments) throws(UsageError) {
    self.arguments = arguments
    batch = try BatchArgument(arguments)
  }

  func run(_ context: Context) async throws(CommandFailure) -> ExitCode {
    let configuration = try context.running(arguments)
    let ledger = try LedgerAccess.open(configuration, for: "batch show \(batch.id)")
    if arguments.has(Self.watch) { try await watch(ledger, configuration, context) }
    let view = try batch.find(in: ledger, configuration).detailed(ledger, configuration, context)
    if arguments.has(.json) {
      context.console.say(json: view.json)
    } else {
      context.console.say(view.lines(width: context.console.width(), now: context.now))
    }
    return .done
  }

  /// Draws the progress until the batch has ended.
  private func watch(
    _ ledger: any LedgerReader,
    _ configuration: Configuration,
    _ context: Context
  ) async throws(CommandFailure) {
    guard context.caller == nil else {
      throw CommandFailure(
        .usage,
        "--watch reads the ledger itself, which needs root or the daemon's user",
        hint: "Without either: watch \(ProgramName.value) batch show \(batch.id)"
      )
    }
    let executor = QueueExecutor(label: "batch")
    var hasDrawn = false
    defer { if hasDrawn { context.console.draw("\r\u{1B}[2K") } }
    while true {
      let found = try batch.find(in: ledger, configuration)
      guard !found.facts.status.isFinal else { return }
      if let columns = context.console.error.columns {
        let status = try StatusSource(configuration, context).read()
        let view = status.view(of: found.job) ?? found
        let line = view.progressLine(columns: columns, now: context.now)
        context.console.draw("\r\u{1B}[2K" + line)
        hasDrawn = true
      }
      await executor.rest(nanoseconds: Self.interval)
    }
  }
}
