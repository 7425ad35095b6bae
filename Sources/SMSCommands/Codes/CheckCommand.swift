internal import SMSArguments
internal import SMSJSON
internal import SMSSystem

/// `verify check` and `enroll check`: compares an entered code with the one that was sent.
struct CodeCheck {
  static let positional = Specification.Positional(
    "ID",
    help: "the id of the request that sent the code"
  )
  static let options: [OptionSpecification] = [
    .code, .id, .spool, WaitCommand.timeout, .json, .config,
  ]
  static let note = """
    Waits for the verdict and prints it. Exit status: 0 approved, 1 denied, 75 no verdict in time. \
    With the same --id again, the verdict is the same and no try is counted.
    """

  /// In bytes: more than anyone types, with the line end.
  private static let inputLimit = 256

  private let submission: CodeRequestSubmission
  private let code: String

  init(_ arguments: Arguments) throws(UsageError) {
    guard let code = arguments.value(.code) else { throw UsageError("--code C is missing") }
    self.code = code
    let verification = try RequestIDArgument.check(arguments.positionals[0])
    submission = try CodeRequestSubmission(
      "check",
      arguments,
      [("verification", .string(verification))],
      alwaysWaits: true
    )
  }

  func run(_ context: Context) async throws(CommandFailure) -> ExitCode {
    let typed = code == "-" ? try Self.readCode() : code
    return try await submission.run(context, adding: [("code", .string(typed))])
  }

  private static func readCode() throws(CommandFailure) -> String {
    do throws(SystemError) {
      let bytes = try StandardStream.input.read(upTo: inputLimit)
      return String(decoding: bytes.prefix { $0 != UInt8(ascii: "\n") }, as: UTF8.self)
    } catch {
      throw CommandFailure(error, .internalError)
    }
  }
}

/// `verify check ID`.
struct VerifyCheckCommand: Subcommand {
  static let specification = Specification(
    "verify",
    "check",
    summary: "check the code that a person typed",
    positionals: [CodeCheck.positional],
    options: CodeCheck.options,
    notes: [CodeCheck.note]
  )

  private let check: CodeCheck

  init(_ arguments: Arguments) throws(UsageError) {
    check = try CodeCheck(arguments)
  }

  func run(_ context: Context) async throws(CommandFailure) -> ExitCode {
    try await check.run(context)
  }
}

/// `enroll check ID`.
struct EnrollCheckCommand: Subcommand {
  static let specification = Specification(
    "enroll",
    "check",
    summary: "check the code, and save the phone if it is right",
    positionals: [CodeCheck.positional],
    options: CodeCheck.options,
    notes: [CodeCheck.note]
  )

  private let check: CodeCheck

  init(_ arguments: Arguments) throws(UsageError) {
    check = try CodeCheck(arguments)
  }

  func run(_ context: Context) async throws(CommandFailure) -> ExitCode {
    try await check.run(context)
  }
}
