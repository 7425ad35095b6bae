internal import SMSArguments
internal import SMSDaemon
internal import SMSJSON
internal import SMSProducer

/// The common part of the operator's subcommands: one request, its result, and one line about it.
struct OperatorCommand {
  static let timeout = OptionSpecification(
    "timeout",
    "S",
    help: "how long the daemon may take to notice; 10 unless given"
  )
  static let options: [OptionSpecification] = [timeout, .json, .config]
  static let note = """
    Goes through the daemon, which must run (else exit status 69, and nothing is changed). Needs \
    root, the daemon's user or, for most, a member of console.act_group (else 77).
    """

  let name: String
  private let arguments: Arguments
  private let seconds: Double

  init(_ name: String, _ arguments: Arguments) throws(UsageError) {
    self.name = name
    self.arguments = arguments
    seconds = try arguments.seconds(Self.timeout) ?? OperatorSpool.usualSeconds
  }

  /// Opens the operator's spool.
  ///
  /// - Throws: `CommandFailure`: 77 without permission, 69 if no daemon has created it yet.
  func spool(
    _ configuration: Configuration,
    _ context: Context
  ) throws(CommandFailure) -> OperatorSpool {
    try OperatorSpool(configuration, context, seconds: seconds, for: name)
  }

  /// Submits the request to the daemon, and prints what it did.
  ///
  /// - Parameters:
  ///   - context: The command's environment.
  ///   - members: Makes the request without its id, from the configuration.
  ///   - report: Makes the message for a request that was carried out.
  /// - Returns: `.done`.
  /// - Throws: `CommandFailure`, also if the daemon did not carry out the request.
  func run(
    _ context: Context,
    _ members: (Configuration) throws(CommandFailure) -> [(String, JSONValue)],
    report: (PublishedResult, Configuration) -> String
  ) async throws(CommandFailure) -> ExitCode {
    let configuration = try context.running(arguments)
    let request = JSONObject([("kind", .string(name))] + (try members(configuration)))
    let result = try await spool(configuration, context).ask(request)
    if arguments.has(.json) {
      context.console.say(json: result.json)
    } else if result.isGood {
      context.console.say(report(result, configuration))
    }
    guard result.isGood else { throw CommandFailure(result) }
    return .done
  }
}

extension CommandFailure {
  /// A request that the daemon did not carry out.
  init(_ result: PublishedResult) {
    let code = result.error?["code"]?.string
    self.init(
      code == "unknown_message" ? .noSuchID : .endedOtherwise,
      result.error?["message"]?.string ?? result.headline,
      hint: result.error?["hint"]?.string ?? ""
    )
  }
}
