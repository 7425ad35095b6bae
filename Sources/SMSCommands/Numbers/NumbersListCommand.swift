internal import SMSArguments
internal import SMSCore
internal import SMSDaemon
internal import SMSJSON

/// `numbers list`: shows the accounts' numbers, and compares them with the configuration.
struct NumbersListCommand: Subcommand {
  private static let check = OptionSpecification(
    "check",
    help: "compare with accounts.*.numbers, and fail if one of those cannot send"
  )

  static let specification = Specification(
    "numbers",
    "list",
    summary: "show your numbers at the provider",
    options: [check, ChosenAccounts.account, .json, .config],
    notes: [
      """
      Asks the provider for all numbers of every account (or of --account), 200 a second. SMS says \
      whether a number may send and receive texts; the other columns are the provider's words. \
      \(NumberAccounts.keysNote)
      """,
      """
      With --check, numbers of the configuration come first. Exit status: 1 if one of them is not in \
      its account, or not enabled for SMS.
      """,
    ]
  )

  private let arguments: Arguments

  init(_ arguments: Arguments) throws(UsageError) {
    self.arguments = arguments
  }

  func run(_ context: Context) async throws(CommandFailure) -> ExitCode {
    let accounts = try await NumberAccounts(context, arguments)
    let isCheck = arguments.has(Self.check)
    var table = Table([
      "NUMBER", "ACCOUNT", "SMS", "TYPE", "RATE CENTER", "STATE", "STATUS",
      isCheck ? "CHECK" : "CONFIGURED", "ALIAS",
    ])
    var problems: [NumberCheck] = []
    for account in accounts.names {
      let own = try await accounts.asking(account) { editor throws(NumberEditor.Failure) in
        try await editor.all(of: account)
      }
      let configured = accounts.configuration.accounts[account]?.numbers ?? []
      var checks = NumberCheck.all(configured: configured, own: own)
      if isCheck {
        problems += checks.filter(\.verdict.isProblem)
      } else {
        checks = own.map { NumberCheck(number: $0.number, verdict: .ok, own: $0) }
      }
      let known = Set(configured)
      for check in checks {
        let isConfigured = known.contains(check.number)
        if arguments.has(.json) {
          let pools = accounts.configuration.pools(with: check.number)
          context.console.say(json: json(check, account, isConfigured, pools))
        } else {
          table.append(row(check, account, isConfigured))
        }
      }
    }
    if !arguments.has(.json) { context.console.say(table.lines) }
    guard !problems.isEmpty else { return .done }
    say(problems, accounts.configuration, context.console)
    return .endedOtherwise
  }

  private func json(
    _ check: NumberCheck,
    _ account: String,
    _ isConfigured: Bool,
    _ pools: [String]
  ) -> JSONObject {
    let own = check.own ?? OwnNumber(number: check.number)
    var object = own.json(account: account, isConfigured: isConfigured, pools: pools)
    if arguments.has(Self.check) { object.set("check", .string(check.verdict.rawValue)) }
    return object
  }

  private func row(_ check: NumberCheck, _ account: String, _ isConfigured: Bool) -> [String] {
    let own = check.own
    let last = arguments.has(Self.check) ? check.verdict.words : isConfigured ? "yes" : "no"
    return [
      check.number.digits, account, own?.messagingWord ?? "-", own?.kind ?? "-",
      own?.rateCenter ?? "-", own?.state ?? "-", own?.status ?? "-", last, own?.alias ?? "",
    ]
  }

  private func say(
    _ problems: [NumberCheck],
    _ configuration: Configuration,
    _ console: Console
  ) {
    for check in problems {
      let number = check.number.digits
      switch check.verdict {
      case .missing:
        console.report(
          """
          \(number) is not in the account: take it out of accounts.*.numbers, or correct it; messages \
          from it are refused.
          """
        )
      default:
        console.report(
          "\(number) is not enabled for SMS: '\(ProgramName.value) numbers set \(number) --sms on'."
        )
      }
      for spool in configuration.pools(with: check.number) {
        console.report(
          """
          \(number) is in spools.\(spool).senders: as long as it is, its recipients get nothing from the \
          other numbers there.
          """
        )
      }
    }
  }
}
