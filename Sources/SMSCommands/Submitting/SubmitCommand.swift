internal import SMSArguments
internal import SMSCore
internal import SMSDaemon
internal import SMSJSON
internal import SMSProducer

/// `submit`: submits one request, or all requests of a file, to a spool.
struct SubmitCommand: Subcommand {
  static let specification = Specification(
    "submit",
    summary: "submit a message, or many from a file, to a spool",
    options: [
      .to, .inReplyTo, .body, .from, .id, .priority, .notBefore, .expiresAt, .timeToLive,
      .ifUncertain, .normalize, .metadata, .file, .spool, .wait, WaitCommand.timeout, .json,
      .config,
    ],
    notes: [
      """
      Needs --to and --body, or --file. Works while the daemon is down: the message is sent when \
      it runs again. Prints the request's id, or with --wait its result.
      """,
      """
      --file F.jsonl holds one request a line, as described in spool/README.md; nothing is submitted \
      unless every line is right. A line without an id gets one: <batch>.<line>. The batch is \
      --id, or made up and printed: with the same one again, what was sent is not sent twice.
      """,
      """
      Exit status: 0 submitted (with --wait: sent), 1 ended otherwise, 64 the request is not \
      valid, 73 the spool cannot be written, 75 not finished in time, 77 no right to it.
      """,
    ]
  )

  private let arguments: Arguments
  private let form: RequestForm?
  private let file: String?
  private let seconds: Double?

  init(_ arguments: Arguments) throws(UsageError) {
    self.arguments = arguments
    file = arguments.value(.file)
    form = try file == nil ? RequestForm(arguments) : nil
    if file != nil {
      try Self.refuseForm(arguments)
      if let batch = arguments.value(.id) { _ = try RequestIDArgument.check(batch) }
    }
    let patience = try arguments.seconds(WaitCommand.timeout)
    guard patience == nil || arguments.has(.wait) else {
      throw UsageError("--timeout goes with --wait only")
    }
    seconds = arguments.has(.wait) ? patience ?? Waiter.usualSeconds : nil
  }

  /// With a file, the requests themselves say what to send; only the prefix of their ids may be
  /// given.
  private static func refuseForm(_ arguments: Arguments) throws(UsageError) {
    for option in RequestForm.options where arguments.contains(option) && option != .id {
      throw UsageError("--\(option.name) and --file cannot be combined")
    }
  }

  func run(_ context: Context) async throws(CommandFailure) -> ExitCode {
    let spools = try context.spools(arguments)
    let spool = try ChosenSpool(arguments.value(.spool), among: spools.paths)
    let check = RequestCheck(spools.configuration, spool: spool.name, now: context.wall())
    let waiter = try seconds.map { seconds throws(CommandFailure) in
      try Waiter(spool, context, seconds: seconds, printsJSON: arguments.has(.json))
    }
    if let file {
      let batch = Batch(
        path: file,
        id: try context.id(arguments.value(.id)),
        spool: spool,
        check: check,
        ack: try waiter == nil ? nil : context.id(nil),
        printsJSON: arguments.has(.json)
      )
      return try await batch.submit(context, waiter)
    }
    return try await submit(to: spool, check, context, waiter)
  }

  private func submit(
    to spool: ChosenSpool,
    _ check: RequestCheck,
    _ context: Context,
    _ waiter: Waiter?
  ) async throws(CommandFailure) -> ExitCode {
    guard let form else { return .usage }
    let id = try context.id(form.id)
    let ack = try waiter == nil ? nil : context.id(nil)
    let bytes = try form.bytes(id: id, ack: ack)
    try check.check(bytes, id: id)
    let submitter = try spool.openSubmitter()
    if let waiter, let ack {
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
}
