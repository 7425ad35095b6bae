internal import SMSArguments
internal import SMSCore
internal import SMSDaemon
internal import SMSSystem

/// `status`: an overview of the ledger and the daemon.
struct StatusCommand: Subcommand {
  static let specification = Specification(
    "status",
    summary: "show totals, accounts, pauses, holds and the oldest waiting",
    options: [.json, .config],
    notes: [
      """
      Reads the ledger in one short transaction, whether the daemon runs or not. Needs root or \
      the daemon's user (else exit status 77).
      """
    ]
  )

  private let arguments: Arguments

  init(_ arguments: Arguments) throws(UsageError) {
    self.arguments = arguments
  }

  func run(_ context: Context) async throws(CommandFailure) -> ExitCode {
    let configuration = try context.running(arguments)
    let ledger = try LedgerAccess.open(configuration, for: "status")
    let summary = try rethrowing(CommandFailure.init) { () throws(LedgerError) in
      try ledger.summary()
    }
    let daemon = DaemonLook.at(configuration.state)
    let view = StatusView(summary, configuration, daemon, now: context.now)
    if arguments.has(.json) {
      context.console.say(json: view.json)
    } else {
      context.console.say(view.lines(width: context.console.width()))
    }
    return .done
  }
}
