internal import SMSArguments
internal import SMSDaemon
internal import SMSJSON
internal import SMSProducer

/// What the operator's subcommands have in common: one request, its result, one line about it.
struct OperatorCommand {
  static let timeout = OptionSpecification(
    "timeout",
    "S",
    help: "how long the daemon may take to notice; 10 unless given"
  )
  static let options: [OptionSpecification] = [timeout, .json, .config]
  static let note = """
    Goes through the daemon, which must run (else exit status 69, and nothing is changed). Needs \
    root or the daemon's user (else 77).
    """

  let name: String
  private let arguments: Arguments
  private let seconds: Double

  init(_ name: String, _ arguments: Arguments) throws(UsageError) {
    self.name = name
    self.arguments = arguments
    seconds = try arguments.seconds(Self.timeout) ?? OperatorSpool.usualSeconds
  }

  /// Asks the daemon and tells what it did.
  ///
  /// - Parameters:
  ///   - context: The world around it.
  ///   - members: The request but for its id; made of the configuration.
  ///   - tell: What to say about a request that was done.
  /// - Returns: `.done`.
  /// - Throws: `CommandFailure`, also for a request that the daemon did not carry out.
  func run(
    _ context: Context,
    _ members: (Configuration) throws(CommandFailure) -> [(String, JSONValue)],
    tell: (PublishedResult, Configuration) -> String
  ) async throws(CommandFailure) -> ExitCode {
    let configuration = try context.running(arguments)
    let request = JSONObject([("kind", .string(name))] + (try members(configuration)))
    let spool = try OperatorSpool(configuration, context, seconds: seconds, for: name)
    let result = try await spool.ask(request)
    if arguments.has(.json) {
      context.console.say(json: result.json)
    } else if result.isGood {
      context.console.say(tell(result, configuration))
    }
    guard result.isGood else { return try refuse(result) }
    return .done
  }

  /// A request that the daemon did not carry out.
  private func refuse(_ result: PublishedResult) throws(CommandFailure) -> ExitCode {
    let code = result.error?["code"]?.string
    throw CommandFailure(
      code == "unknown_message" ? .noSuchID : .endedOtherwise,
      result.error?["message"]?.string ?? result.headline,
      hint: result.error?["hint"]?.string ?? ""
    )
  }
}
