internal import SMSArguments
internal import SMSCore
internal import SMSDaemon

/// The accounts whose numbers a command is about.
struct NumberAccounts {
  static let positional = Specification.Positional("NUMBER", help: "a number of yours")
  static let account = OptionSpecification(
    "account",
    "NAME",
    help: "the account; the only one unless given"
  )
  static let owner = OptionSpecification(
    "account",
    "NAME",
    help: "the account that has the number; each is looked through unless given"
  )
  static let timeout = OptionSpecification(
    "timeout",
    "S",
    help: "how long to follow the provider's task, in seconds (\(Int(usualSeconds)))"
  )
  static let keysNote = "Needs the keys; as root, those of the unit are used."
  static let usualSeconds: Double = 120

  let configuration: Configuration
  let editor: NumberEditor
  let audit: ProviderAudit
  private let chosen: ChosenAccounts

  /// Reads the configuration and the keys.
  ///
  /// - Throws: `CommandFailure` with status 78 or 77 if one of them cannot be used.
  init(_ context: Context, _ arguments: Arguments) async throws(CommandFailure) {
    chosen = try await ChosenAccounts(context, arguments)
    configuration = chosen.configuration
    editor = NumberEditor(chosen.access) { [rest = context.rest] time in
      await rest(time.nanoseconds)
    }
    audit = ProviderAudit(configuration, context)
  }

  var names: [String] { chosen.names }

  /// The URLs of the configured listener.
  ///
  /// - Throws: `CommandFailure` with status 78 without a listener, a public URL or a token.
  func urls() throws(CommandFailure) -> CallbackURLs { try chosen.urls() }

  /// The account that was named, or the only one.
  ///
  /// - Throws: `CommandFailure` with status 64 if there are several.
  func only() throws(CommandFailure) -> String {
    guard names.count == 1 else {
      throw CommandFailure(
        .usage,
        "the configuration has several accounts: \(names.joined(separator: ", "))",
        hint: "Say which with --\(Self.account.name)."
      )
    }
    return names[0]
  }

  /// The account that has a number, and the number as the provider shows it.
  ///
  /// - Throws: `CommandFailure` with status 66 if none has it.
  func owner(of number: PhoneNumber) async throws(CommandFailure) -> (String, OwnNumber) {
    // The one that lists it is the likeliest.
    let listed = configuration.account(of: number)
    for account in names.filter({ $0 == listed }) + names.filter({ $0 != listed }) {
      let own = try await asking(account) { editor throws(NumberEditor.Failure) in
        try await editor.number(number, of: account)
      }
      if let own { return (account, own) }
    }
    let accounts = names.count == 1 ? "account \(names[0])" : "any account"
    throw CommandFailure(
      .noSuchID,
      "\(number.digits) is not a number of \(accounts)",
      hint: "'\(ProgramName.value) numbers list' shows which there are."
    )
  }

  /// Does something with the editor.
  ///
  /// - Throws: `CommandFailure` with the provider's words.
  func asking<Value>(
    _ account: String,
    _ body: (NumberEditor) async throws(NumberEditor.Failure) -> Value
  ) async throws(CommandFailure) -> Value {
    do throws(NumberEditor.Failure) {
      return try await body(editor)
    } catch {
      throw CommandFailure(error, account)
    }
  }
}

extension CommandFailure {
  /// A call about numbers that failed.
  init(_ failure: NumberEditor.Failure, _ account: String) {
    switch failure {
    case .refused(let error):
      let status: ExitCode =
        switch error.code {
        case .badRequest, .unprocessable, .forbidden, .paymentRequired: .endedOtherwise
        default: .unavailable
        }
      self.init(status, "account \(account): \(error.message)", hint: error.hint)
    case .unsettled(let error):
      self.init(.tryAgain, "account \(account): \(error.message)", hint: error.hint)
    }
  }
}

/// Asks before something that costs money or cannot be undone.
struct Consent {
  let context: Context
  /// The option that answers in advance.
  let option: OptionSpecification
  /// What is done, in the past tense: `bought`.
  let done: String

  /// Returns if the person at the terminal agrees.
  ///
  /// - Parameters:
  ///   - question: What is asked, with its question mark.
  ///   - verb: What the option does: `buy`.
  /// - Throws: `CommandFailure` with status 1 otherwise.
  func ask(_ question: String, to verb: String) throws(CommandFailure) {
    guard context.hasTerminal() else {
      throw CommandFailure(
        .endedOtherwise,
        "nothing was \(done): there is no terminal to ask at",
        hint: "Add --\(option.name) to \(verb) it."
      )
    }
    let answer = context.answer("\(question) [y/N] ")
    guard ["y", "yes"].contains(answer?.lowercased()) else {
      throw CommandFailure(.endedOtherwise, "nothing was \(done)")
    }
  }
}
