internal import SMSArguments
internal import SMSCore
internal import SMSDaemon

/// `numbers release NUMBER`: gives a number back to the provider.
struct NumbersReleaseCommand: Subcommand {
  private static let yes = OptionSpecification("yes", help: "do not ask before releasing")

  static let specification = Specification(
    "numbers",
    "release",
    summary: "give a number back to the provider",
    positionals: [NumberAccounts.positional],
    options: [yes, NumberAccounts.owner, .json, .config],
    notes: [
      """
      Billing ends, and the number goes back to the provider's inventory, where others may buy it; \
      only its support can undo that. A terminal is asked; otherwise nothing is released without \
      --yes. If the answer is lost, the account is looked at for a minute. \(NumberAccounts.keysNote)
      """,
      """
      Refused (exit status 1) while accounts.*.numbers lists the number, in the file or in what the \
      daemon runs with. 66 if no account has it, 75 if it is still there a minute after an answer \
      was lost.
      """,
    ]
  )

  private let arguments: Arguments
  private let number: PhoneNumber

  init(_ arguments: Arguments) throws(UsageError) {
    self.arguments = arguments
    number = try OptOutArgument.number(arguments.positionals[0], "NUMBER")
  }

  func run(_ context: Context) async throws(CommandFailure) -> ExitCode {
    try refuseIfConfigured(context)
    let accounts = try await NumberAccounts(context, arguments)
    let (account, own) = try await accounts.owner(of: number)
    if !arguments.has(Self.yes) {
      let facts = [own.alias, own.kind, own.rateCenter, own.state].compactMap(\.self)
      let words = facts.isEmpty ? "" : " (\(facts.joined(separator: ", ")))"
      context.console.report("\(number.digits)\(words) of account \(account)")
      try Consent(context: context, option: Self.yes, done: "released")
        .ask("Release it? Only the provider's support can undo that.", to: "release")
    }
    let isSettled = try await release(accounts, account)
    await accounts.audit.record(.release, number, account: account)
    NumberReport(number, account, isJSON: arguments.has(.json), context.console).say(
      "released",
      isSettled ? "released (the answer was lost, but the account no longer has it)" : "released"
    )
    return .done
  }

  private func refuseIfConfigured(_ context: Context) throws(CommandFailure) {
    let configuration = try context.configuration(arguments)
    let path = context.configurationPath(arguments)
    if let account = configuration.account(of: number) {
      throw CommandFailure(
        .endedOtherwise,
        "\(number.digits) was not released: it is in accounts.\(account).numbers of \(path)",
        hint: """
          Take it out there, and where default_from, senders and allowed_from name it; reload the \
          daemon, and release it then.
          """
      )
    }
    let running = context.running(.success(configuration), path: path)?.configuration
    if let account = running?.account(of: number) {
      throw CommandFailure(
        .endedOtherwise,
        "\(number.digits) was not released: the daemon still has it in accounts.\(account).numbers",
        hint: "Have it read the file again (systemctl reload smsdispatch), and release it then."
      )
    }
  }

  private func release(
    _ accounts: NumberAccounts,
    _ account: String
  ) async throws(CommandFailure) -> Bool {
    do throws(NumberEditor.Failure) {
      return try await accounts.editor.release(number, of: account)
    } catch .unsettled(let error) {
      throw CommandFailure(
        .tryAgain,
        "account \(account): \(error.message)\n\(number.digits) is still in the account",
        hint: "Run the same command again: it looks first. \(error.hint)"
      )
    } catch {
      throw CommandFailure(error, account)
    }
  }
}
