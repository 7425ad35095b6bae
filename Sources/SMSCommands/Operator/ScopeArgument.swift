internal import SMSArguments
internal import SMSDaemon
internal import SMSJSON

/// The scope of a hold or a release: `--all`, `--spool N`, `--account A` or an id; for a release
/// also `--sender N`.
struct ScopeArgument {
  static let all = OptionSpecification("all", help: "everything")
  static let spool = OptionSpecification(
    "spool",
    "NAME",
    help: "a spool; with an ID, the spool of that job"
  )
  static let account = OptionSpecification("account", "NAME", help: "an account")
  static let sender = OptionSpecification(
    "sender",
    "NUMBER",
    help: "a number of ours that pauses for a spool, which --spool names"
  )
  static let positional = Specification.Positional("ID", isRequired: false, help: "one job")
  static let options = [all, spool, account]

  private enum Scope {
    case all
    case spool(String)
    case account(String)
    case job(JobArgument)
    case sender(String, spool: String?)
  }

  private let scope: Scope

  init(_ arguments: Arguments, takesSender: Bool = false) throws(UsageError) {
    let spool = arguments.value(Self.spool)
    let account = arguments.value(Self.account)
    let sender = takesSender ? arguments.value(Self.sender) : nil
    let hasID = !arguments.positionals.isEmpty
    let named = [
      arguments.has(Self.all), account != nil, hasID || (spool != nil && sender == nil),
      sender != nil,
    ]
    guard named.filter(\.self).count == 1 else {
      let last = takesSender ? "an ID, or --sender NUMBER" : "or an ID"
      throw UsageError("give one of --all, --spool NAME, --account NAME, \(last)")
    }
    if let sender {
      scope = .sender(sender, spool: spool)
    } else if hasID {
      scope = .job(try JobArgument(arguments, spool: spool))
    } else if let account {
      scope = .account(account)
    } else if let spool {
      scope = .spool(spool)
    } else {
      scope = .all
    }
  }

  /// The request members for the scope.
  ///
  /// - Throws: `CommandFailure` if a job's or a sender's spool is not in the configuration.
  func members(_ configuration: Configuration) throws(CommandFailure) -> [(String, JSONValue)] {
    switch scope {
    case .all: [("all", true)]
    case .spool(let name): [("spool", .string(name))]
    case .account(let name): [("account", .string(name))]
    case .job(let job): try job.members(configuration)
    case .sender(let number, let spool):
      [
        ("from", .string(number)),
        ("spool", .string(try ChosenSpool(spool, in: configuration).name)),
      ]
    }
  }

  var isAll: Bool {
    if case .all = scope { true } else { false }
  }

  /// For text output.
  var words: String {
    switch scope {
    case .all: "everything"
    case .spool(let name): "spool \(name)"
    case .account(let name): "account \(name)"
    case .job(let job): job.id
    case .sender(let number, _): "sender \(number)"
    }
  }

  /// The same scope as options, for the command that undoes it.
  var options: String {
    switch scope {
    case .all: "--all"
    case .spool(let name): "--spool \(name)"
    case .account(let name): "--account \(name)"
    case .job(let job): job.options
    case .sender(let number, let spool):
      "--sender \(number)" + (spool.map { " --spool \($0)" } ?? "")
    }
  }
}

/// A job given by its id and `--spool`.
struct JobArgument {
  static let positional = Specification.Positional("ID", help: "the id of the job's request")

  let id: String
  private let spool: String?

  init(_ arguments: Arguments, spool: String? = nil) throws(UsageError) {
    id = try RequestIDArgument.check(arguments.positionals[0])
    self.spool = spool ?? arguments.value(.spool)
  }

  /// The same job as arguments of another command.
  var options: String { id + (spool.map { " --spool \($0)" } ?? "") }

  /// The request members for the job.
  ///
  /// - Throws: `CommandFailure` if the configuration has no such spool.
  func members(_ configuration: Configuration) throws(CommandFailure) -> [(String, JSONValue)] {
    let spool = try ChosenSpool(spool, in: configuration)
    return [("message", .string(id)), ("spool", .string(spool.name))]
  }
}
