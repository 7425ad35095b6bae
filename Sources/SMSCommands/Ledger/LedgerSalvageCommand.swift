internal import SMSArguments
internal import SMSCore
internal import SMSDaemon
internal import SMSJSON

/// `ledger salvage`: saves what can be read from a damaged ledger.
struct LedgerSalvageCommand: Subcommand {
  static let specification = Specification(
    "ledger",
    "salvage",
    summary: "save what can be read of a damaged ledger into a new file",
    positionals: [Specification.Positional("NEW", help: "the new file, which must not exist yet")],
    options: [.json, .config],
    notes: [
      """
      Reads the ledger table by table, and row by row where a page is broken, into the file NEW, \
      which must not exist yet. The old ledger is not changed. Jobs of which a part is lost end \
      as failed, or as uncertain if they may have been sent (ledger_damaged). What it prints as \
      lost cannot be recovered: the producer finds no result for messages whose rows are gone.
      """,
      """
      The daemon must be stopped (else exit status 75). NEW gets owner and mode of the old ledger. \
      Needs root or the daemon's user.
      """,
    ]
  )

  private let arguments: Arguments

  init(_ arguments: Arguments) throws(UsageError) {
    self.arguments = arguments
  }

  func run(_ context: Context) async throws(CommandFailure) -> ExitCode {
    let configuration = try context.configuration(arguments)
    try LedgerAccess.check(configuration, for: "ledger salvage \(new)")
    let place = LedgerPlace(configuration)
    let report: SalvageReport
    do throws(StartError) {
      report = try place.salvage(to: new, by: context.author)
    } catch {
      throw CommandFailure(making: error)
    }
    if arguments.has(.json) {
      context.console.say(json: Self.json(report))
    } else {
      context.console.say(Self.lines(report) + steps(place.path))
    }
    return report.losses.isEmpty && report.ended == 0 ? .done : .endedOtherwise
  }

  private var new: String { arguments.positionals[0] }

  private static func lines(_ report: SalvageReport) -> [String] {
    var findings: [Finding] = report.losses.map { .problem($0, hint: "") }
    if report.ended > 0 {
      findings.append(
        .problem("\(Quantity.of(report.ended, "job")) ended, since a part is lost", hint: "")
      )
    }
    let rows = report.rows.values.reduce(0, +)
    let jobs = Quantity.of(report.rows["job"] ?? 0, "job")
    findings.append(.ok("\(Quantity.of(rows, "row")) saved, of them \(jobs)"))
    return findings.flatMap { $0.lines(width: 96) }
  }

  /// The old log must not remain: the database would apply it to the new file.
  private func steps(_ path: String) -> [String] {
    let files = LedgerPlace.files
    return [
      "", "To use it, with the daemon stopped:",
      "  mkdir \(path).damaged",
      "  mv \(path) \(files.log(of: path)) \(files.index(of: path)) \(path).damaged/",
      "  mv \(new) \(path)",
    ]
  }

  private static func json(_ report: SalvageReport) -> JSONObject {
    var rows = JSONObject()
    for (table, count) in report.rows.sorted(by: { $0.key < $1.key }) {
      rows.set(table, .number(JSONNumber(Int64(count))))
    }
    return JSONObject([
      ("rows", .object(rows)),
      ("losses", .array(report.losses.map { .string($0) })),
      ("jobs_ended", .number(JSONNumber(Int64(report.ended)))),
    ])
  }
}
