internal import SMSArguments
internal import SMSJSON

/// `verify start`: sends a code to a number, or to the phone enrolled for a user.
struct VerifyStartCommand: Subcommand {
  static let specification = Specification(
    "verify",
    "start",
    summary: "send a login code to a phone",
    options: [
      .to, .subject, .from, .template, .newCode, .id, .spool, .wait, WaitCommand.timeout, .json,
      .config,
    ],
    notes: [
      """
      Needs --to or --subject. Prints the request's id, by which 'verify check' names the code. \
      While a code is valid, the same one is sent again.
      """
    ]
  )

  private let submission: CodeRequestSubmission

  init(_ arguments: Arguments) throws(UsageError) {
    guard arguments.contains(.to) != arguments.contains(.subject) else {
      throw UsageError("give --to N or --subject S, one of them")
    }
    submission = try CodeRequestSubmission(
      "verify",
      arguments,
      [arguments.member("to", .to), arguments.member("subject", .subject)] + arguments.codeMembers,
      alwaysWaits: false
    )
  }

  func run(_ context: Context) async throws(CommandFailure) -> ExitCode {
    try await submission.run(context)
  }
}

/// `enroll start`: enrolls a user's phone once its code is checked.
struct EnrollStartCommand: Subcommand {
  static let specification = Specification(
    "enroll",
    "start",
    summary: "save a user's phone, once the code sent to it is checked",
    options: [
      .subjectToEnroll, .phoneToEnroll, .from, .template, .newCode, .id, .spool, .wait,
      WaitCommand.timeout, .json, .config,
    ],
    notes: [
      """
      Prints the request's id, by which 'enroll check' names the code. Until then nothing goes to \
      that user; an older phone stays the user's until the new one is checked.
      """
    ]
  )

  private let submission: CodeRequestSubmission

  init(_ arguments: Arguments) throws(UsageError) {
    guard arguments.contains(.subject), arguments.contains(.to) else {
      throw UsageError("--subject S and --to N are both needed")
    }
    submission = try CodeRequestSubmission(
      "enroll",
      arguments,
      [arguments.member("subject", .subject), arguments.member("to", .to)] + arguments.codeMembers,
      alwaysWaits: false
    )
  }

  func run(_ context: Context) async throws(CommandFailure) -> ExitCode {
    try await submission.run(context)
  }
}

extension Arguments {
  fileprivate var codeMembers: [(String, JSONValue?)] {
    [member("from", .from), member("template", .template), flag("new_code", .newCode)]
  }
}
