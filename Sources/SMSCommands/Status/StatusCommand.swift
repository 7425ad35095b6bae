internal import SMSArguments
internal import SMSCore
internal import SMSDaemon
internal import SMSSystem

/// `status`: what is wrong, and an overview of the ledger and the daemon.
struct StatusCommand: Subcommand {
  private static let full = OptionSpecification(
    "full",
    help: "show everything, even if it is longer than the terminal"
  )

  private static let watch = OptionSpecification(
    "watch",
    help: "redraw it each second on a terminal, with keys that hold, release and retry"
  )

  static let specification = Specification(
    "status",
    summary: "show what is wrong, what waits and for how long, by spool and account",
    options: [full, watch, ColorArgument.option] + CheckArguments.options + [.json, .config],
    notes: [
      """
      Each cause takes one entry: since when, how many messages wait for it, what to do, and the \
      command to use next. Counts of zero are shown as a dash or left out, and so is what does not \
      fit the terminal, the least important first; --full and a pipe have no end.
      """,
      """
      --watch: the arrows or j and k select a row, h holds its spool or account, r releases it, t \
      sends again what ended unsent with its error, each after a question; ? shows all keys, and q \
      quits. What is done is in the audit as with 'hold', 'release' and 'retry'. It needs a terminal, \
      and root or the daemon's user, and tells how to go without (else exit status 64).
      """,
      """
      Reads the ledger in one short transaction, whether the daemon runs or not.
      """,
      CommandAccess.readersNote,
    ]
  )

  static let access = CommandAccess.reads

  private let arguments: Arguments
  private let color: ColorArgument
  private let check: CheckArguments

  init(_ arguments: Arguments) throws(UsageError) {
    self.arguments = arguments
    color = try ColorArgument(arguments)
    check = try CheckArguments(arguments)
    let forms = [CheckArguments.check, .json, Self.full, Self.watch].filter { arguments.has($0) }
    guard forms.count < 2 else {
      throw UsageError("--\(forms[0].name) and --\(forms[1].name) exclude each other")
    }
  }

  func run(_ context: Context) async throws(CommandFailure) -> ExitCode {
    if check.isAsked { return judge(context) }
    if arguments.has(Self.watch) { return try await watch(context) }
    let view = try StatusSource(context.running(arguments), context).read()
    let console = context.console
    if arguments.has(.json) {
      console.say(json: view.json)
    } else {
      let screen = StatusScreen(
        view,
        width: console.output.columns ?? Self.usualWidth,
        // The shell's prompt takes the last row.
        height: arguments.has(Self.full) ? nil : console.output.rows.map { $0 - 1 }
      )
      console.say(screen.lines, withStyles: color.isOn(for: console.output))
    }
    return .done
  }

  func verdict(on failure: CommandFailure, _ context: Context) -> ExitCode? {
    guard check.isAsked else { return nil }
    let verdict = StatusCheck(failure)
    context.console.say(verdict.line)
    return verdict.status
  }

  /// Watches on the terminal, after failing like the plain command where that would.
  private func watch(_ context: Context) async throws(CommandFailure) -> ExitCode {
    guard context.caller == nil else {
      throw CommandFailure(
        .usage,
        "--watch reads the ledger itself, which needs root or the daemon's user",
        hint: "Without either: watch --color \(ProgramName.value) status --color always"
      )
    }
    let isTerminal = context.console.output.columns != nil && StandardStream.input.isTerminal
    let isDumb = ["", "dumb"].contains(context.environment()["TERM"] ?? "")
    guard isTerminal, !isDumb else {
      let need = isTerminal ? "with a cursor, which TERM names" : "on standard input and output"
      throw CommandFailure(
        .usage,
        "--watch needs a terminal \(need)",
        hint: "Without one: while sleep 10; do \(ProgramName.value) status; done"
      )
    }
    _ = try StatusSource(context.running(arguments), context).read()
    let watched = WatchedConfiguration(arguments: arguments, context: context)
    let hasStyles = color.isOn(for: context.console.output)
    try await StatusWatch(watched, context, hasStyles: hasStyles).run()
    return .done
  }

  /// A monitoring system reads standard output only, so failures are verdicts too.
  private func judge(_ context: Context) -> ExitCode {
    let verdict: StatusCheck
    do throws(CommandFailure) {
      let configuration = try context.running(arguments)
      let view = try StatusSource(configuration, context).read()
      verdict = StatusCheck(view, check.limits(over: configuration.monitoring))
    } catch {
      verdict = StatusCheck(error)
    }
    context.console.say(verdict.line)
    return verdict.status
  }

  /// The columns of a file or a pipe, which a terminal may show later.
  private static let usualWidth = 80
}
