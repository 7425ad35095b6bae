internal import SMSArguments
internal import SMSJSON

/// `enroll remove SUBJECT`: removes a user's phone.
struct EnrollRemoveCommand: Subcommand {
  static let specification = Specification(
    "enroll",
    "remove",
    summary: "forget a user's phone",
    positionals: [.init("SUBJECT", help: "your own id of the user")],
    options: [.id, .spool, WaitCommand.timeout, .json, .config],
    notes: ["Submits an unenroll request, and waits for what becomes of it."]
  )

  private let submission: CodeRequestSubmission

  init(_ arguments: Arguments) throws(UsageError) {
    submission = try CodeRequestSubmission(
      "unenroll",
      arguments,
      [("subject", .string(arguments.positionals[0]))],
      alwaysWaits: true
    )
  }

  func run(_ context: Context) async throws(CommandFailure) -> ExitCode {
    try await submission.run(context)
  }
}
