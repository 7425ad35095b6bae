internal import SMSArguments
internal import SMSCore
internal import SMSDaemon
internal import SMSJSON

/// `export NUMBER`: all that is held about a phone, for the person who asks for it.
struct ExportCommand: Subcommand {
  static let specification = Specification(
    "export",
    summary: "write all that is held about a phone, as JSON",
    positionals: [OptOutArgument.positional],
    options: [.json, .config],
    notes: [
      """
      One JSON object: jobs with texts as long as they are held, attempts, errors and receipts; codes \
      (never a code, nor anything it could be made from) and enrollments; texts from the phone; \
      opt-outs with their history; entries of the audit and other texts that name it; and the files \
      of the spools that do.
      """,
      """
      Reads the ledger in short transactions, and prints as it reads. It contains what others may not \
      see: keep the output as safe as the ledger. Needs root or the daemon's user.
      """,
    ]
  )

  private let arguments: Arguments
  private let phone: PhoneNumber

  init(_ arguments: Arguments) throws(UsageError) {
    self.arguments = arguments
    phone = try OptOutArgument.number(arguments.positionals[0], "NUMBER")
  }

  func run(_ context: Context) async throws(CommandFailure) -> ExitCode {
    let configuration = try context.running(arguments)
    let ledger = try LedgerAccess.open(configuration, for: "export \(phone.digits)")
    let trace = LedgerPlace(configuration).trace(of: phone)
    var export = PersonExport(of: trace, from: ledger, configuration, to: context)
    try export.write()
    return .done
  }
}
