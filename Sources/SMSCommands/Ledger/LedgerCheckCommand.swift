internal import SMSArguments
internal import SMSCore
internal import SMSDaemon
internal import SMSJSON
internal import SMSSystem

/// `ledger check`: checks the whole ledger for damage.
struct LedgerCheckCommand: Subcommand {
  static let specification = Specification(
    "ledger",
    "check",
    summary: "look for damage in the ledger",
    options: [.json, .config],
    notes: [
      """
      Looks at the whole file (tables against indexes), at states, tallies and rows that belong \
      together, and at texts against what was accepted. Changes nothing, and works while the \
      daemon runs; a long ledger takes some seconds, during which its write-ahead log grows.
      """,
      """
      Exit status: 0 sound, 1 damaged. Needs root or the daemon's user (else 77).
      """,
    ]
  )

  private let arguments: Arguments

  init(_ arguments: Arguments) throws(UsageError) {
    self.arguments = arguments
  }

  func run(_ context: Context) async throws(CommandFailure) -> ExitCode {
    let configuration = try context.running(arguments)
    try LedgerAccess.check(configuration, for: "ledger check")
    let place = LedgerPlace(configuration)
    let report = try rethrowing(CommandFailure.init) { () throws(LedgerError) in
      try place.check()
    }
    if arguments.has(.json) {
      context.console.say(json: Self.json(report))
    } else {
      context.console.say(Self.lines(report, place.damage("").hint))
    }
    return report.isSound ? .done : .endedOtherwise
  }

  private static func lines(_ report: IntegrityReport, _ hint: String) -> [String] {
    var findings = (report.structure + report.content).map { Finding.problem($0, hint: "") }
    if report.structure.isEmpty {
      findings.append(.ok("structure of \(Quantity.of(report.tables.all, "table"))"))
    }
    if report.texts > 0 { findings.append(.ok("\(Quantity.of(report.texts, "text")) compared")) }
    if report.uncheckedTexts > 0 {
      findings.append(
        .note(
          "\(Quantity.of(report.uncheckedTexts, "text")) not compared: accepted by an older version,"
            + " or the secret key cannot be read"
        )
      )
    }
    let lines = findings.flatMap { $0.lines(width: 96) }
    return report.isSound
      ? lines + ["", "The ledger is sound."]
      : lines + ["", "The ledger is damaged."] + Paragraph.wrap(hint, width: 96)
  }

  private static func json(_ report: IntegrityReport) -> JSONObject {
    JSONObject([
      ("sound", .bool(report.isSound)),
      ("structure", .array(report.structure.map { .string($0) })),
      ("content", .array(report.content.map { .string($0) })),
      ("tables", .number(JSONNumber(Int64(report.tables.all)))),
      ("texts_compared", .number(JSONNumber(Int64(report.texts)))),
      ("texts_not_compared", .number(JSONNumber(Int64(report.uncheckedTexts)))),
    ])
  }
}
