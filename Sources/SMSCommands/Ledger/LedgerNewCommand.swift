internal import SMSArguments
internal import SMSDaemon
internal import SMSSystem

/// `ledger new`: creates an empty ledger in place of a lost one.
struct LedgerNewCommand: Subcommand {
  private static let yes = OptionSpecification(
    "yes",
    help: "the old ledger and its messages are given up"
  )

  static let specification = Specification(
    "ledger",
    "new",
    summary: "make an empty ledger in place of one that is lost",
    options: [yes, .config],
    notes: [
      """
      A daemon does not start without the ledger it had. Restore a backup if there is one; this \
      command is for when there is none. Messages that were accepted and not yet sent are lost with \
      the old ledger, opt-outs too, and requests that are submitted again are sent again.
      """,
      """
      The daemon must be stopped (else exit status 75). A ledger that is there is never replaced \
      (73). Needs root or the daemon's user.
      """,
    ]
  )

  private let arguments: Arguments

  init(_ arguments: Arguments) throws(UsageError) {
    self.arguments = arguments
  }

  func run(_ context: Context) async throws(CommandFailure) -> ExitCode {
    let configuration = try context.configuration(arguments)
    let place = LedgerPlace(configuration)
    do throws(StartError) {
      try place.makeNew(isAcknowledged: arguments.has(Self.yes), by: context.author)
    } catch {
      throw CommandFailure(making: error)
    }
    context.console.report("\(place.path) is new and empty. Start the daemon.")
    return .done
  }
}

extension CommandFailure {
  /// A failure to create a new ledger.
  init(making error: StartError) {
    let status: ExitCode =
      switch error {
      case .ledgerGone: .usage
      case .directory(_, let cause) where cause.isNotFound: .unavailable
      default: CommandFailure(error, path: "").status
      }
    let lines = error.lines
    self.init(status, lines[0], hint: lines.dropFirst().joined(separator: " "))
  }
}
