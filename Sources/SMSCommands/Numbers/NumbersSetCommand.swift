internal import SMSArguments
internal import SMSCore
internal import SMSDaemon
internal import SMSJSON

/// `numbers set NUMBER`: changes a number's name, calls and texts.
struct NumbersSetCommand: Subcommand {
  private static let messaging = OptionSpecification(
    "sms",
    "WORD",
    kind: .words(["on", "off"]),
    help: "on or off: have it enabled or disabled for SMS"
  )
  private static let alias = OptionSpecification(
    "alias",
    "TEXT",
    help: "its name at the provider, at most \(longestAlias) characters"
  )
  private static let messageURL = OptionSpecification(
    "message-url",
    "URL",
    help: "where the provider calls with texts to it; 'listener' for yours"
  )
  private static let receiptURL = OptionSpecification(
    "receipt-url",
    "URL",
    help: "where it calls with receipts of texts from it; 'listener' for yours"
  )
  private static let yes = OptionSpecification(
    "yes",
    help: "do not ask before a configured number is disabled"
  )
  private static let longestAlias = 64
  private static let listener = "listener"

  static let specification = Specification(
    "numbers",
    "set",
    summary: "change a number: SMS on or off, its name, where the provider calls",
    positionals: [NumberAccounts.positional],
    options: [
      messaging, alias, messageURL, receiptURL, yes, NumberAccounts.timeout, NumberAccounts.owner,
      .json, .config,
    ],
    notes: [
      """
      --sms begins a task at the provider and follows it to its end; the number itself shows whether \
      it is done. Messages from a number that is disabled are refused, so that a terminal is asked \
      first if the configuration lists it; otherwise it needs --yes.
      """,
      """
      The addresses for one number take precedence over those that 'callbacks set' sets for the \
      account. The provider documents no way to remove them: set them to the listener's instead. \
      \(NumberAccounts.keysNote)
      """,
      """
      Exit status: 0 if all was done, 1 if something was refused, 66 if no account has the number, 75 \
      if the task takes longer.
      """,
    ]
  )

  private let arguments: Arguments
  private let number: PhoneNumber
  private let enables: Bool?
  private let alias: String?
  private let patience: Interval

  init(_ arguments: Arguments) throws(UsageError) {
    self.arguments = arguments
    number = try OptOutArgument.number(arguments.positionals[0], "NUMBER")
    enables = try arguments.choice(Self.messaging).map { $0 == "on" }
    alias = arguments.value(Self.alias)
    let seconds = try arguments.seconds(NumberAccounts.timeout)
    patience = Interval(seconds: seconds ?? NumberAccounts.usualSeconds)
    guard (alias?.count ?? 0) <= Self.longestAlias else {
      throw UsageError("--\(Self.alias.name) must have at most \(Self.longestAlias) characters")
    }
    let changes = [Self.messaging, Self.alias, Self.messageURL, Self.receiptURL]
    guard changes.contains(where: arguments.contains) else {
      let names = changes.map { "--\($0.name)" }.joined(separator: ", ")
      throw UsageError("give at least one of \(names)")
    }
    for option in [Self.messageURL, Self.receiptURL] {
      guard let url = arguments.value(option), url != Self.listener else { continue }
      guard url.hasPrefix("https://") || url.hasPrefix("http://") else {
        throw UsageError("--\(option.name) must be an address, or the word \(Self.listener)")
      }
    }
  }

  func run(_ context: Context) async throws(CommandFailure) -> ExitCode {
    let accounts = try await NumberAccounts(context, arguments)
    let calls = try calls(accounts)
    let (account, own) = try await accounts.owner(of: number)
    try agree(accounts, own, context)
    let report = NumberReport(number, account, isJSON: arguments.has(.json), context.console)
    try await changeSettings(calls, accounts, account, report)
    guard let enables else { return .done }
    return try await change(to: enables, own, accounts, account, report)
  }

  /// Where the provider is to call, by what it calls about.
  private func calls(
    _ accounts: NumberAccounts
  ) throws(CommandFailure) -> [(AccountCallback, String)] {
    let wanted = [
      (AccountCallback.messages, arguments.value(Self.messageURL)),
      (.pictures, arguments.value(Self.messageURL)),
      (.receipts, arguments.value(Self.receiptURL)),
    ]
    var calls: [(AccountCallback, String)] = []
    for case (let callback, let url?) in wanted {
      guard url == Self.listener else {
        calls.append((callback, url))
        continue
      }
      let urls = try accounts.urls()
      calls.append((callback, urls.url(for: callback)))
    }
    return calls
  }

  private func agree(
    _ accounts: NumberAccounts,
    _ own: OwnNumber,
    _ context: Context
  ) throws(CommandFailure) {
    guard enables == false, own.isMessagingEnabled != false, !arguments.has(Self.yes),
      let account = accounts.configuration.account(of: number)
    else { return }
    context.console.report(
      "\(number.digits) is in accounts.\(account).numbers: messages from it will be refused."
    )
    try Consent(context: context, option: Self.yes, done: "changed")
      .ask("Disable it for SMS?", to: "disable")
  }

  private func changeSettings(
    _ calls: [(AccountCallback, String)],
    _ accounts: NumberAccounts,
    _ account: String,
    _ report: NumberReport
  ) async throws(CommandFailure) {
    var hasChanged = false
    do throws(CommandFailure) {
      if let alias {
        try await accounts.asking(account) { editor throws(NumberEditor.Failure) in
          try await editor.setAlias(alias, of: number, account)
        }
        hasChanged = true
        report.say("alias_set", "alias set")
      }
      for (callback, url) in calls {
        try await accounts.asking(account) { editor throws(NumberEditor.Failure) in
          try await editor.setCallback(callback, of: number, to: url, account)
        }
        hasChanged = true
        report.say("\(callback.rawValue)_set", "\(callback.rawValue) set")
      }
    } catch {
      if hasChanged { await accounts.audit.record(.set, number, account: account) }
      throw error
    }
    if hasChanged { await accounts.audit.record(.set, number, account: account) }
  }

  private func change(
    to enables: Bool,
    _ own: OwnNumber,
    _ accounts: NumberAccounts,
    _ account: String,
    _ report: NumberReport
  ) async throws(CommandFailure) -> ExitCode {
    guard own.isMessagingEnabled != enables else {
      let word = enables ? "enabled" : "disabled"
      report.say("sms_\(word)", "SMS is \(word) already")
      return .done
    }
    let task = try await accounts.asking(account) { editor throws(NumberEditor.Failure) in
      try await editor.setMessaging(enables, of: number, account)
    }
    await accounts.audit.record(enables ? .enable : .disable, number, account: account)
    let watch = MessagingWatch(wanted: enables, task: task, patience: patience)
    return try await report.follow(watch, accounts, enables: enables)
  }
}
