internal import SMSArguments
internal import SMSCore
internal import SMSDaemon
internal import SMSJSON

/// `numbers show NUMBER`: shows what the provider says of a number.
struct NumbersShowCommand: Subcommand {
  static let specification = Specification(
    "numbers",
    "show",
    summary: "show what the provider says of one of your numbers",
    positionals: [NumberAccounts.positional],
    options: [NumberAccounts.owner, .json, .config],
    notes: [
      """
      Where the provider calls for this number alone cannot be shown: it documents no call for that. \
      'callbacks show' shows where it calls for the account. \(NumberAccounts.keysNote)
      """,
      "Exit status: 66 if no account has the number.",
    ]
  )

  private let arguments: Arguments
  private let number: PhoneNumber

  init(_ arguments: Arguments) throws(UsageError) {
    self.arguments = arguments
    number = try OptOutArgument.number(arguments.positionals[0], "NUMBER")
  }

  func run(_ context: Context) async throws(CommandFailure) -> ExitCode {
    let accounts = try await NumberAccounts(context, arguments)
    let (account, own) = try await accounts.owner(of: number)
    let listed = accounts.configuration.account(of: number)
    guard !arguments.has(.json) else {
      context.console.say(json: own.json(account: account, isConfigured: listed == account))
      return .done
    }
    let lines: [(String, String?)] = [
      ("number", own.number.digits), ("account", account),
      ("SMS", own.messagingWord), ("alias", own.alias), ("type", own.kind),
      ("rate center", own.rateCenter), ("state", own.state), ("country", own.country),
      ("status", own.status), ("note", own.note),
      ("SMS task", own.task.map { [$0.id, $0.status].compactMap(\.self).joined(separator: ", ") }),
      ("configured", listed.map { "in accounts.\($0).numbers" } ?? "no"),
    ]
    for case (let name, let value?) in lines { context.console.say("\(name): \(value)") }
    return .done
  }
}
