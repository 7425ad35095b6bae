internal import SMSArguments
internal import SMSCore
internal import SMSDaemon

/// `status`: what is wrong, and an overview of the ledger and the daemon.
struct StatusCommand: Subcommand {
  private static let full = OptionSpecification(
    "full",
    help: "show everything, even if it is longer than the terminal"
  )

  static let specification = Specification(
    "status",
    summary: "show what is wrong, what waits and for how long, by spool and account",
    options: [full, ColorArgument.option] + CheckArguments.options + [.json, .config],
    notes: [
      """
      Each cause takes one entry: since when, how many messages wait for it, what to do, and the \
      command to use next. Counts of zero are shown as a dash or left out, and so is what does not \
      fit the terminal, the least important first; --full and a pipe have no end.
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
    let forms = [CheckArguments.check, .json, Self.full].filter { arguments.has($0) }
    guard forms.count < 2 else {
      throw UsageError("--\(forms[0].name) and --\(forms[1].name) exclude each other")
    }
  }

  func run(_ context: Context) async throws(CommandFailure) -> ExitCode {
    if check.isAsked { return judge(context) }
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
    guard limits != nil else { return nil }
    let check = StatusCheck(failure)
    context.console.say(check.line)
    return check.status
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
