internal import SMSArguments
internal import SMSCore
internal import SMSDaemon
package import SMSJSON
internal import SMSSystem

/// `batch report ID`: what became of each message of a batch.
struct BatchReportCommand: Subcommand {
  static let specification = Specification(
    "batch",
    "report",
    summary: "list what became of each message of a batch, as CSV or JSON lines",
    positionals: [BatchArgument.positional],
    options: [.spool, .json, .config],
    notes: [
      """
      CSV with a header line, a line for each message in the order of the batch's file; cells that a \
      spreadsheet would take for a formula begin with an apostrophe. --json prints the result of each \
      message on a line. Those that were known before and not sent again are marked as repeated.
      """,
      """
      Prints as it reads: any number of messages takes little memory. Messages that have left the \
      ledger (retention.ledger_days) are missing; a line on standard error says how many.
      """,
      CommandAccess.readersNote,
    ]
  )

  static let access = CommandAccess.reads

  private let arguments: Arguments
  private let batch: BatchArgument

  init(_ arguments: Arguments) throws(UsageError) {
    self.arguments = arguments
    batch = try BatchArgument(arguments)
  }

  func run(_ context: Context) async throws(CommandFailure) -> ExitCode {
    let configuration = try context.running(arguments)
    let ledger = try LedgerAccess.open(configuration, for: "batch report \(batch.id)")
    let found = try batch.find(in: ledger, configuration)
    let isJSON = arguments.has(.json)
    let console = context.console
    if !isJSON { console.say([BatchReport.header]) }
    var count = 0
    try rethrowing(CommandFailure.init) { () throws(LedgerError) in
      try ledger.forEachPageOfMessages(of: found.job.number) { jobs in
        count += jobs.count
        let objects = jobs.map { BatchReport.json($0, in: batch.id) }
        if isJSON {
          console.say(json: objects)
        } else {
          console.say(objects.map { BatchReport.row(console.disclosure.shown($0)) })
        }
        return context.takesOutput()
      }
    }
    let missing = found.facts.accepted - count
    if missing > 0, context.takesOutput() {
      console.report("\(Quantity.grouped(missing, "message")) of it left the ledger before.")
    }
    return .done
  }
}

/// The messages of a batch, one a line.
package enum BatchReport {
  /// The columns, with what a message's result has for each.
  private static let columns: [(name: String, value: @Sendable (JSONObject) -> JSONValue?)] = [
    ("id", { $0["id"] }), ("to", { $0["to"] }), ("from", { $0["from"] }),
    ("status", { $0["status"] }),
    ("error", { $0["error"]?.object?["code"] }),
    ("error_message", { $0["error"]?.object?["message"] }),
    ("segments", { $0["segments"] }), ("attempts", { $0["attempts"] }),
    ("provider_message_id", { $0["provider_message_id"] }),
    ("delivery", { $0["delivery"]?.object?["status"] }),
    ("accepted_at", { $0["accepted_at"] }), ("updated_at", { $0["updated_at"] }),
    ("retried_as", { $0["retried_as"] }), ("repeated", { $0["repeated"] }),
    ("metadata", { $0["metadata"]?.object?.isEmpty == false ? $0["metadata"] : nil }),
    ("duplicate_of", { $0["duplicate_of"] }), ("price", { $0["price"] }),
  ]

  /// The names of the columns.
  package static let header = columns.map(\.name).joined(separator: ",")

  /// A message's result, with its spool, its batch, and whether it came in another request.
  static func json(_ job: JobSnapshot, in batch: String) -> JSONObject {
    var object = JobTable().json(job)
    object.set("batch", .string(batch))
    object.set("repeated", .bool(job.ownBatch?.id != batch))
    return object
  }

  /// A message's result as a line of CSV (RFC 4180).
  package static func row(_ object: JSONObject) -> String {
    columns.map { cell(text($0.value(object))) }.joined(separator: ",")
  }

  private static func text(_ value: JSONValue?) -> String {
    switch value {
    case nil, .null?: ""
    case .string(let text)?: text
    case let value?: Console.text(of: value)
    }
  }

  /// A cell; one that a spreadsheet would calculate has an apostrophe before it, in quotes.
  package static func cell(_ text: String) -> String {
    guard let first = text.utf8.first, "=+-@\t\r".utf8.contains(first) else {
      return DelimitedLine.field(text)
    }
    return "\"'"
      + text.split(separator: "\"", omittingEmptySubsequences: false)
      .joined(separator: "\"\"") + "\""
  }
}
