internal import SMSArguments
internal import SMSDaemon
internal import SMSJSON
internal import SMSProducer
internal import SMSSystem

/// `lookup ID`: shows the provider's record of a message.
struct LookupCommand: Subcommand {
  static let specification = Specification(
    "lookup",
    summary: "show the provider's record of a message",
    positionals: [.init("ID", help: "the id of the message's request, or the provider's (mdr…)")],
    options: [WaitCommand.timeout, .spool, .json, .config],
    notes: [
      """
      Submits a request of kind lookup to the spool that sent the message, and waits for its \
      result: needs only the right to submit there. The text is not shown.
      """,
      """
      Exit status: 0 if it was found, 66 if the spool knows no such message or the provider has no \
      record of it, 75 if the answer takes longer.
      """,
    ]
  )

  private let arguments: Arguments
  private let target: String
  private let seconds: Double

  init(_ arguments: Arguments) throws(UsageError) {
    self.arguments = arguments
    target = try RequestIDArgument.check(arguments.positionals[0])
    seconds = try arguments.seconds(WaitCommand.timeout) ?? Waiter.usualSeconds
  }

  func run(_ context: Context) async throws(CommandFailure) -> ExitCode {
    let configuration = try context.configuration(arguments)
    let spool = try ChosenSpool(arguments.value(.spool), in: configuration)
    let id = try context.id(nil)
    let request = JSONObject([
      ("id", .string(id)), ("kind", "lookup"), ("message", .string(target)), ("ack", .string(id)),
    ])
    let waiter = try Waiter(spool, context, seconds: seconds, printsJSON: false)
    let submitter = try spool.openSubmitter()
    try submitter.submit(JSONWriter.write(.object(request)), named: id, to: spool)
    let result = try await waiter.result(of: id, submittedAs: id)
    guard let record = result.json["record"]?.object else { throw Self.failure(result) }
    if arguments.has(.json) {
      context.console.say(json: record)
    } else {
      let text = String(decoding: JSONWriter.write(.object(record)), as: UTF8.self)
      context.console.say(String(text.dropLast()))
    }
    return .done
  }

  private static func failure(_ result: PublishedResult) -> CommandFailure {
    let code = result.error?["code"]?.string
    return CommandFailure(
      code == "unknown_message" ? .noSuchID : .endedOtherwise,
      result.error?["message"]?.string ?? result.headline,
      hint: result.error?["hint"]?.string ?? ""
    )
  }
}
