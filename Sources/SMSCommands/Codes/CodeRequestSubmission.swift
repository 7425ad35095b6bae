internal import SMSArguments
internal import SMSJSON
internal import SMSProducer

/// A request about codes: submits it, and waits for its result if that is wanted.
struct CodeRequestSubmission {
  private let arguments: Arguments
  private let id: String?
  private let members: [(String, JSONValue?)]
  private let seconds: Double?

  /// Reads the arguments common to all requests about codes.
  ///
  /// - Parameters:
  ///   - kind: The request's `kind`.
  ///   - arguments: The command line.
  ///   - members: The request's own members, in order.
  ///   - alwaysWaits: Whether to wait for the result even without `--wait`.
  /// - Throws: `UsageError` if an argument is invalid.
  init(
    _ kind: String,
    _ arguments: Arguments,
    _ members: [(String, JSONValue?)],
    alwaysWaits: Bool
  ) throws(UsageError) {
    self.arguments = arguments
    var id: String?
    if let given = arguments.value(.id) { id = try RequestIDArgument.check(given) }
    self.id = id
    self.members = [("kind", .string(kind))] + members
    let patience = try arguments.seconds(WaitCommand.timeout)
    let waits = alwaysWaits || arguments.has(.wait)
    guard waits || patience == nil else {
      throw UsageError("--timeout goes with --wait only")
    }
    seconds = waits ? patience ?? Waiter.usualSeconds : nil
  }

  /// Submits the request, and prints its id or its result.
  ///
  /// - Parameters:
  ///   - context: The command's environment.
  ///   - more: Members known only at this point, such as the entered code.
  /// - Returns: The exit status.
  /// - Throws: `CommandFailure` if it cannot be submitted, or has no result in time.
  func run(
    _ context: Context,
    adding more: [(String, JSONValue?)] = []
  ) async throws(CommandFailure) -> ExitCode {
    let spools = try context.spools(arguments)
    let spool = try ChosenSpool(arguments.value(.spool), among: spools.paths)
    let id = try context.id(id)
    let ack = try seconds == nil ? nil : context.id(nil)
    let bytes = request(id, members + more + [("ack", ack.map { .string($0) })])
    try RequestCheck(spools.configuration, spool: spool.name, now: context.wall())
      .check(bytes, id: id)
    let submitter = try spool.openSubmitter()
    if let seconds, let ack {
      let waiter = try Waiter(spool, context, seconds: seconds, printsJSON: arguments.has(.json))
      try submitter.submit(bytes, named: ack, to: spool)
      return try await waiter.wait(for: id, submittedAs: ack)
    }
    try submitter.submit(bytes, named: id, to: spool)
    if arguments.has(.json) {
      context.console.say(json: JSONObject([("id", .string(id)), ("spool", .string(spool.name))]))
    } else {
      context.console.say(id)
    }
    return .done
  }

  private func request(_ id: String, _ members: [(String, JSONValue?)]) -> [UInt8] {
    var object = JSONObject([("id", .string(id))])
    for (name, value) in members { object.set(name, ifPresent: value) }
    return JSONWriter.write(.object(object))
  }
}

extension Arguments {
  /// An option's value as a member of a request.
  func member(_ name: String, _ option: OptionSpecification) -> (String, JSONValue?) {
    (name, value(option).map { .string($0) })
  }

  /// A flag as a member of a request, present only if it is set.
  func flag(_ name: String, _ option: OptionSpecification) -> (String, JSONValue?) {
    (name, has(option) ? true : nil)
  }
}
