internal import SMSArguments
internal import SMSCore
internal import SMSDaemon
internal import SMSJSON
internal import SMSProducer

/// `optout add`: adds a phone to the opt-out list.
struct OptOutAddCommand: Subcommand {
  static let specification = Specification(
    "optout",
    "add",
    summary: "keep messages from a phone",
    positionals: [OptOutArgument.positional],
    options: [OptOutArgument.from] + OperatorCommand.options,
    notes: [
      """
      Messages to it fail as recipient_opted_out without a call to the provider. STOP and START of \
      the person, and refusals of the provider, change the list by themselves.
      """,
      OperatorCommand.note,
    ]
  )

  static let access = CommandAccess.acts

  private let command: OperatorCommand
  private let optOut: OptOutArgument

  init(_ arguments: Arguments) throws(UsageError) {
    command = try OperatorCommand("optout", arguments)
    optOut = try OptOutArgument(arguments)
  }

  func run(_ context: Context) async throws(CommandFailure) -> ExitCode {
    try await command.run(context, optOut.members) { result, _ in
      result.number("affected") == 0
        ? "\(optOut.words): on the list already" : "\(optOut.words): added"
    }
  }
}

/// `optout remove`: removes a phone from the opt-out list.
struct OptOutRemoveCommand: Subcommand {
  static let specification = Specification(
    "optout",
    "remove",
    summary: "let messages go to a phone again",
    positionals: [OptOutArgument.positional],
    options: [OptOutArgument.from] + OperatorCommand.options,
    notes: [
      """
      Only if the person agreed. What \(Composition.provider.displayName) or a carrier blocks stays \
      blocked until the person texts UNSTOP. Without --from all entries of the phone are removed.
      """,
      OperatorCommand.note,
    ]
  )

  static let access = CommandAccess.acts

  private let command: OperatorCommand
  private let optOut: OptOutArgument

  init(_ arguments: Arguments) throws(UsageError) {
    command = try OperatorCommand("optin", arguments)
    optOut = try OptOutArgument(arguments)
  }

  func run(_ context: Context) async throws(CommandFailure) -> ExitCode {
    try await command.run(context, optOut.members) { result, _ in
      result.number("affected") == 0
        ? "\(optOut.words): was not on the list" : "\(optOut.words): removed"
    }
  }
}

/// A phone, and the number of ours that may not send to it; nil for all our numbers.
struct OptOutArgument {
  static let positional = Specification.Positional("NUMBER", help: "the phone")
  static let from = OptionSpecification(
    "from",
    "NUMBER",
    help: "only messages from this number of yours; from all of them unless given"
  )

  let phone: PhoneNumber
  let sender: PhoneNumber?

  init(_ arguments: Arguments) throws(UsageError) {
    phone = try Self.number(arguments.positionals[0], "NUMBER")
    sender = try arguments.value(Self.from).map { text throws(UsageError) in
      try Self.number(text, "--from")
    }
  }

  /// A number on the command line.
  ///
  /// - Throws: `UsageError` with the rule that it breaks.
  static func number(_ text: String, _ name: String) throws(UsageError) -> PhoneNumber {
    do throws(PhoneNumberError) {
      return try PhoneNumber(parsing: text)
    } catch {
      throw UsageError("\(name) \(error.rule)")
    }
  }

  /// The request members for them.
  ///
  /// - Throws: `CommandFailure` if the sender is not a number of any account.
  func members(_ configuration: Configuration) throws(CommandFailure) -> [(String, JSONValue)] {
    var members: [(String, JSONValue)] = [("to", .string(phone.digits))]
    if let sender {
      guard configuration.account(of: sender) != nil else {
        throw CommandFailure(
          .configuration,
          "\(sender.digits) is not a number of any account",
          hint: "See accounts.*.numbers in the configuration."
        )
      }
      members.append(("from", .string(sender.digits)))
    }
    return members
  }

  /// For text output.
  var words: String {
    sender.map { "\(phone.digits) (from \($0.digits))" } ?? phone.digits
  }
}
