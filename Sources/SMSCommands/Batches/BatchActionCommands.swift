internal import SMSArguments
internal import SMSCore
internal import SMSDaemon
internal import SMSJSON
internal import SMSProducer

/// `batch hold ID`: stops a batch as a whole.
struct BatchHoldCommand: Subcommand {
  static let specification = Specification(
    "batch",
    "hold",
    summary: "stop sending a batch",
    positionals: [BatchArgument.positional],
    options: [.spool] + OperatorCommand.options,
    notes: [
      """
      A switch: its messages stay as they are, and what is under way ends. It outlives a restart; \
      'batch release' ends it. 'hold --batch ID' holds each message that waits by itself instead.
      """,
      OperatorCommand.note,
    ]
  )

  static let access = CommandAccess.acts

  private let request: BatchSwitchRequest

  init(_ arguments: Arguments) throws(UsageError) {
    request = try BatchSwitchRequest("hold", arguments)
  }

  func run(_ context: Context) async throws(CommandFailure) -> ExitCode {
    try await request.run(context) { id in
      "held: batch \(id); '\(ProgramName.value) batch release \(id)' lets it go on"
    }
  }
}

/// `batch release ID`: lets a held batch go on.
struct BatchReleaseCommand: Subcommand {
  static let specification = Specification(
    "batch",
    "release",
    summary: "let a held batch go on",
    positionals: [BatchArgument.positional],
    options: [.spool] + OperatorCommand.options,
    notes: [
      """
      Ends 'batch hold'. Holds on everything, its spool or its account, and those of single messages, \
      are switches of their own.
      """,
      OperatorCommand.note,
    ]
  )

  static let access = CommandAccess.acts

  private let request: BatchSwitchRequest

  init(_ arguments: Arguments) throws(UsageError) {
    request = try BatchSwitchRequest("release", arguments)
  }

  func run(_ context: Context) async throws(CommandFailure) -> ExitCode {
    try await request.run(context) { id in "released: batch \(id)" }
  }
}

/// A request to hold a batch as a whole, or to let it go on.
private struct BatchSwitchRequest {
  private let command: OperatorCommand
  private let batch: BatchArgument

  init(_ kind: String, _ arguments: Arguments) throws(UsageError) {
    command = try OperatorCommand(kind, arguments)
    batch = try BatchArgument(arguments)
  }

  /// Submits it and waits for its result.
  ///
  /// - Parameters:
  ///   - context: The command's environment.
  ///   - sentence: What to say once it was carried out, by the batch's id.
  /// - Returns: The exit status.
  /// - Throws: `CommandFailure` if it was not.
  func run(
    _ context: Context,
    _ sentence: @escaping (String) -> String
  ) async throws(CommandFailure) -> ExitCode {
    let (command, batch) = (command, batch)
    return try await command.run(
      context,
      { configuration throws(CommandFailure) in
        try batch.members(configuration, for: "batch \(command.name) \(batch.id)")
      },
      report: { _, _ in sentence(batch.id) }
    )
  }
}

/// `batch cancel ID`: cancels all messages of a batch that were not sent.
struct BatchCancelCommand: Subcommand {
  private static let yes = OptionSpecification("yes", help: "do not ask before canceling the batch")
  /// How long the daemon may take, in seconds: it changes thousands of messages a second, but waits
  /// for attempts and doubts.
  private static let workSeconds: Int64 = 600

  static let specification = Specification(
    "batch",
    "cancel",
    summary: "cancel the messages of a batch that were not sent yet",
    positionals: [BatchArgument.positional],
    options: [yes, .spool] + OperatorCommand.options,
    notes: [
      """
      In steps, beside the sending; waits for attempts that are under way, and for what may have been \
      accepted. A batch that is still being accepted can be canceled too. A terminal is asked; \
      otherwise nothing is changed without --yes, and the exit status is 1, as when it has ended.
      """,
      OperatorCommand.note,
    ]
  )

  static let access = CommandAccess.acts

  private let arguments: Arguments
  private let command: OperatorCommand
  private let batch: BatchArgument

  init(_ arguments: Arguments) throws(UsageError) {
    self.arguments = arguments
    command = try OperatorCommand("cancel", arguments)
    batch = try BatchArgument(arguments)
  }

  func run(_ context: Context) async throws(CommandFailure) -> ExitCode {
    let configuration = try context.running(arguments)
    let spool = try command.spool(configuration, context)
    try spool.checkRunning()
    let ledger = try LedgerAccess.open(configuration, for: "batch cancel \(batch.id)")
    let found = try batch.find(in: ledger, configuration)
    // One that has ended is the daemon's to refuse.
    if !found.facts.status.isFinal {
      guard try agrees(to: found, context) else { return .endedOtherwise }
    }
    let result = try await carryOut(found, spool, ledger, context)
    guard result.isGood else { throw CommandFailure(result) }
    if arguments.has(.json) {
      context.console.say(json: result.json)
    } else {
      let end = try batch.find(in: ledger, configuration)
      context.console.say("batch \(batch.id): \(end.facts.status.rawValue); \(end.sentence)")
    }
    return .done
  }

  private func agrees(
    to found: BatchView,
    _ context: Context
  ) throws(CommandFailure) -> Bool {
    if arguments.has(Self.yes) { return true }
    let left = Quantity.grouped(found.facts.unfinished, "message")
    guard context.hasTerminal() else {
      throw CommandFailure(
        .endedOtherwise,
        "batch \(batch.id) has \(left) left; nothing was changed",
        hint: "Add --\(Self.yes.name) to cancel it."
      )
    }
    context.console.report("batch \(batch.id): \(found.sentence)")
    let answer = context.answer("Cancel what is left, \(left)? [y/N] ")
    if ["y", "yes"].contains(answer?.lowercased()) { return true }
    context.console.report("Nothing was changed.")
    return false
  }

  /// Submits the request and waits for its result; a terminal shows how far the daemon is.
  private func carryOut(
    _ found: BatchView,
    _ spool: OperatorSpool,
    _ ledger: any LedgerReader,
    _ context: Context
  ) async throws(CommandFailure) -> PublishedResult {
    let request = JSONObject([
      ("kind", .string(command.name)), ("message", .string(batch.id)),
      ("spool", .string(found.job.name.spool)),
    ])
    let whole = Int64(max(1, found.facts.unfinished))
    var progress = Progress(context, noun: "messages canceled")
    let result: Result<PublishedResult, CommandFailure>
    do throws(CommandFailure) {
      let done = try await spool.ask(request, workSeconds: Self.workSeconds) { name in
        guard let done = try? ledger.show(name)?.snapshot.affected else { return }
        progress.advance(Int64(done), of: whole, by: done)
      }
      result = .success(done)
    } catch {
      result = .failure(error)
    }
    progress.end()
    return try result.get()
  }
}
