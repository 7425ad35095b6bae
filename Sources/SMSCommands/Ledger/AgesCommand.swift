internal import SMSArguments
internal import SMSCore
internal import SMSDaemon
internal import SMSSystem

/// `ages`: how long messages have been waiting, by account.
struct AgesCommand: Subcommand {
  private static let by = OptionSpecification(
    "by",
    "WORD",
    kind: .words(AgeTable.Group.allCases.map(\.rawValue)),
    help: "a row for each account (unless given), spool or priority"
  )
  static let specification = Specification(
    "ages",
    summary: "show how long messages have been waiting",
    options: [by, .json, .config],
    notes: [
      """
      Counts what has not ended, by the time since its acceptance. LATER are those of them that are \
      not to be sent yet: before their not_before, or their next attempt. Reads indexes of the \
      ledger in short transactions.
      """,
      CommandAccess.readersNote,
    ]
  )

  static let access = CommandAccess.reads

  private let arguments: Arguments
  private let group: AgeTable.Group

  init(_ arguments: Arguments) throws(UsageError) {
    self.arguments = arguments
    group = try arguments.choice(Self.by).flatMap(AgeTable.Group.init) ?? .account
  }

  func run(_ context: Context) async throws(CommandFailure) -> ExitCode {
    let configuration = try context.running(arguments)
    let ledger = try LedgerAccess.open(configuration, for: "ages")
    let table = try rethrowing(CommandFailure.init) { () throws(LedgerError) in
      try AgeTable(ledger, by: group, at: context.now)
    }
    if arguments.has(.json) {
      context.console.say(json: table.json)
    } else if table.isEmpty {
      context.console.report("Nothing waits.")
    } else {
      context.console.say(table.table.lines)
    }
    return .done
  }
}
