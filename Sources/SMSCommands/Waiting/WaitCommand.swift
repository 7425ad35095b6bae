internal import SMSArguments
internal import SMSDaemon
internal import SMSSystem

/// `wait ID`: waits for a final result and prints it.
struct WaitCommand: Subcommand {
  static let timeout = OptionSpecification(
    "timeout",
    "S",
    help: "give up after S seconds; 60 unless given, 0 only looks"
  )

  private static let batch = OptionSpecification(
    "batch",
    "ID",
    help: "the batch that the message came in, if its id is not <batch>.<line>"
  )

  static let specification = Specification(
    "wait",
    summary: "wait for the final result of a request and print it",
    positionals: [.init("ID", help: "the id of a request, a batch, or a message of a batch")],
    options: [timeout, batch, .spool, .json, .config],
    notes: [
      """
      Needs only the right to read the spool's results, and works while the daemon is down.
      Exit status: 0 if it was sent (canceled, done), 1 if it ended otherwise, 75 if it has not \
      ended yet, 66 if the batch given with --batch has ended without it. Of a batch: 0 if all its \
      messages were sent, or it was canceled.
      """
    ]
  )

  private let arguments: Arguments
  private let id: String
  private let batch: String?
  private let seconds: Double

  init(_ arguments: Arguments) throws(UsageError) {
    self.arguments = arguments
    id = try RequestIDArgument.check(arguments.positionals[0])
    batch = try arguments.value(Self.batch).map { batch throws(UsageError) in
      try RequestIDArgument.check(batch)
    }
    seconds = try arguments.seconds(Self.timeout) ?? Waiter.usualSeconds
  }

  func run(_ context: Context) async throws(CommandFailure) -> ExitCode {
    let spool = try ChosenSpool(arguments.value(.spool), among: context.spools(arguments).paths)
    let waiter = try Waiter(spool, context, seconds: seconds, printsJSON: arguments.has(.json))
    return try await waiter.wait(for: id, inBatch: batch)
  }
}
