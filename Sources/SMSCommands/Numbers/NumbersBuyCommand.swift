internal import SMSArguments
internal import SMSCore
internal import SMSDaemon
internal import SMSJSON

/// `numbers buy NUMBER`: buys a number, once, and has it enabled for texts.
struct NumbersBuyCommand: Subcommand {
  private static let yes = OptionSpecification("yes", help: "do not ask before buying")
  private static let withoutMessaging = OptionSpecification(
    "without-sms",
    help: "do not have it enabled for SMS"
  )

  static let specification = Specification(
    "numbers",
    "buy",
    summary: "buy a number",
    positionals: [.init("NUMBER", help: "a number that 'numbers search' found")],
    options: [
      yes, withoutMessaging, NumberAccounts.timeout, NumberAccounts.account, .json, .config,
    ],
    notes: [
      """
      Looks first whether the account has the number already, then what it costs, and asks; without a \
      terminal nothing is bought unless --yes is given. It is bought by one call. If the answer to it \
      is lost, the account is looked at for a minute: the number is either there, or the command says \
      that it is not known, and may be run again, since it looks first.
      """,
      """
      A bought number must be enabled for SMS, which takes the provider a while; the command follows \
      that to its end. Then add the number to accounts.*.numbers, and reload the daemon. \
      \(NumberAccounts.keysNote)
      """,
      """
      Exit status: 0 if the account has the number, enabled for SMS as asked; 1 if it was not bought, \
      or bought and not enabled; 66 if it is not for sale; 75 if either is not known yet.
      """,
    ]
  )

  private let arguments: Arguments
  private let number: PhoneNumber
  private let patience: Interval

  init(_ arguments: Arguments) throws(UsageError) {
    self.arguments = arguments
    number = try OptOutArgument.number(arguments.positionals[0], "NUMBER")
    let seconds = try arguments.seconds(NumberAccounts.timeout)
    patience = Interval(seconds: seconds ?? NumberAccounts.usualSeconds)
  }

  private var wantsMessaging: Bool { !arguments.has(Self.withoutMessaging) }

  func run(_ context: Context) async throws(CommandFailure) -> ExitCode {
    let accounts = try await NumberAccounts(context, arguments)
    let account = try accounts.only()
    let change = NumberReport(number, account, isJSON: arguments.has(.json), context.console)
    let own = try await accounts.asking(account) { editor throws(NumberEditor.Failure) in
      try await editor.number(number, of: account)
    }
    if let own {
      change.say("already_owned", "is a number of account \(account) already; nothing was bought")
      defer { sayToConfigure(accounts, account, context) }
      return try await finish(own, change, accounts)
    }
    let offer = try await offer(accounts, account)
    try agree(to: offer, account, context)
    let purchase = try await buy(accounts, account)
    await accounts.audit.record(.buy, number, account: account)
    change.say(
      "bought",
      purchase.isSettled ? "bought (the answer was lost, but the account has it)" : "bought",
      offer
    )
    defer { sayToConfigure(accounts, account, context) }
    guard wantsMessaging else { return .done }
    guard !purchase.lacksMessaging else { throw withoutMessaging(purchase.words) }
    let watch = MessagingWatch(
      wanted: true,
      task: purchase.own?.task ?? MessagingTask(id: nil, status: nil),
      patience: patience
    )
    return try await change.follow(watch, accounts, learnsTask: true)
  }

  /// What the number costs.
  private func offer(
    _ accounts: NumberAccounts,
    _ account: String
  ) async throws(CommandFailure) -> AvailableNumber {
    let found = try await accounts.asking(account) { editor throws(NumberEditor.Failure) in
      try await editor.find(NumberSearch(for: number), upTo: 10, for: account)
    }
    if let offer = found.first(where: { $0.number == number }) { return offer }
    let code = AreaCode(of: number).name
    throw CommandFailure(
      .noSuchID,
      "the provider does not sell \(number.digits)",
      hint: "'\(ProgramName.value) numbers search --area-code \(code)' shows what it sells there."
    )
  }

  private func agree(
    to offer: AvailableNumber,
    _ account: String,
    _ context: Context
  ) throws(CommandFailure) {
    let isAsked = !arguments.has(Self.yes)
    if isAsked || !arguments.has(.json) {
      let place = offer.place.isEmpty ? "" : " (\(offer.place))"
      context.console.report("\(number.digits)\(place): \(offer.prices)")
    }
    guard isAsked else { return }
    try Consent(context: context, option: Self.yes, done: "bought")
      .ask("Buy it for account \(account)?", to: "buy")
  }

  private func buy(
    _ accounts: NumberAccounts,
    _ account: String
  ) async throws(CommandFailure) -> NumberEditor.Purchase {
    do throws(NumberEditor.Failure) {
      return try await accounts.editor.buy(number, withMessaging: wantsMessaging, for: account)
    } catch .unsettled(let error) {
      throw CommandFailure(
        .tryAgain,
        """
        account \(account): \(error.message)
        \(number.digits) did not appear in the account within a minute; whether it was bought is \
        not known
        """,
        hint: """
          Run the same command again: it looks first, and buys the number only if the account still \
          does not have it. \(error.hint)
          """
      )
    } catch {
      throw CommandFailure(error, account)
    }
  }

  /// The provider's 207.
  private func withoutMessaging(_ words: String?) -> CommandFailure {
    CommandFailure(
      .endedOtherwise,
      "\(number.digits) was bought, but could not be enabled for SMS (HTTP 207)",
      hint: """
        It cannot send texts yet. Have it enabled: \(ProgramName.value) numbers set \(number.digits) \
        --sms on.\(words.map { " The provider says: \($0)" } ?? "")
        """
    )
  }

  /// Sees to it that a number that was bought earlier is enabled: a task may be under way.
  private func finish(
    _ own: OwnNumber,
    _ change: NumberReport,
    _ accounts: NumberAccounts
  ) async throws(CommandFailure) -> ExitCode {
    guard wantsMessaging, own.isMessagingEnabled == false else { return .done }
    if let task = own.task {
      let watch = MessagingWatch(wanted: true, task: task, patience: patience)
      return try await change.follow(watch, accounts)
    }
    throw CommandFailure(
      .endedOtherwise,
      "\(number.digits) is not enabled for SMS",
      hint: "Have it enabled: \(ProgramName.value) numbers set \(number.digits) --sms on."
    )
  }

  private func sayToConfigure(_ accounts: NumberAccounts, _ account: String, _ context: Context) {
    guard accounts.configuration.account(of: number) == nil else { return }
    context.console.report(
      "To send from it, add it to accounts.\(account).numbers, and reload the daemon."
    )
  }
}
