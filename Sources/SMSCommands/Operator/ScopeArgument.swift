internal import SMSArguments
internal import SMSCore
internal import SMSDaemon
internal import SMSJSON

/// The scope of a hold or a release that is a switch, `--all`, `--spool N` or `--account A`, or an
/// id; for a release also `--sender N`.
struct ScopeArgument {
  static let all = OptionSpecification("all", help: "everything")
  static let spool = OptionSpecification(
    "spool",
    "NAME",
    isRepeatable: true,
    help: """
      alone: a spool; with an ID, the spool of that job; else only messages of this spool
      """
  )
  static let account = OptionSpecification(
    "account",
    "NAME",
    isRepeatable: true,
    help: "alone: an account; else only messages of this account"
  )
  static let sender = OptionSpecification(
    "sender",
    "NUMBER",
    help: "a number of ours that pauses for a spool, which --spool names"
  )
  static let positional = Specification.Positional("ID", isRequired: false, help: "one job")
  static let options = [all] + FilterArguments.options(account: account, spool: spool)

  private enum Scope {
    case all
    case spool(String)
    case account(String)
    case job(JobArgument)
    case sender(String, spool: String?)
  }

  private let scope: Scope

  /// Reads the scope; nil if the options select jobs instead.
  ///
  /// - Parameters:
  ///   - arguments: The command line.
  ///   - given: The conditions that it has.
  ///   - takesSender: Whether it is a release.
  /// - Throws: `UsageError` if there is nothing, or more than one thing.
  init?(
    _ arguments: Arguments,
    _ given: Set<JobFilter.Member>,
    takesSender: Bool = false
  ) throws(UsageError) {
    let sender = takesSender ? arguments.value(Self.sender) : nil
    let hasID = !arguments.positionals.isEmpty
    let named = [arguments.has(Self.all), hasID, sender != nil].filter(\.self).count
    guard named <= 1, named == 1 || !given.isEmpty else { throw Self.unclear(takesSender) }
    let isSwitch = given == [.spool] || given == [.account]
    if named == 0, !isSwitch { return nil }
    if named == 1 {
      let takesSpool = hasID || sender != nil
      let other = hasID ? "an ID" : sender == nil ? "--\(Self.all.name)" : "--\(Self.sender.name)"
      try JobTarget.refuseFilter(given, allowing: takesSpool ? [.spool] : [], with: other)
    }
    let spool = try Self.single(Self.spool, arguments)
    let account = try Self.single(Self.account, arguments)
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

  private static func unclear(_ takesSender: Bool) -> UsageError {
    let last = takesSender ? "an ID, or --\(sender.name) NUMBER" : "or an ID"
    return UsageError(
      "give one of --all, --spool NAME, --account NAME, \(last); or options that select jobs"
    )
  }

  /// The value of an option whose object is held or released as a whole.
  private static func single(
    _ option: OptionSpecification,
    _ arguments: Arguments
  ) throws(UsageError) -> String? {
    let values = arguments.values(option)
    guard values.count <= 1, values.first?.contains(",") != true else {
      throw UsageError(
        "--\(option.name) alone is one \(option.name), as a whole",
        suggestion: "give the command once for each"
      )
    }
    return values.first
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
  /// Where all jobs that match may be named instead.
  static let optionalPositional = Specification.Positional(
    "ID",
    isRequired: false,
    help: "the id of the job's request"
  )
  static let spool = OptionSpecification(
    "spool",
    "NAME",
    isRepeatable: true,
    help: "only jobs of this spool; with an ID, the spool of that job"
  )

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
