internal import SMSArguments
internal import SMSCore
internal import SMSDaemon
internal import SMSJSON
internal import SMSSystem

/// `batch list`: the batches in the ledger, newest first.
struct BatchListCommand: Subcommand {
  private static let words = BatchFacts.Status.allCases.map(\.rawValue)
  private static let status = OptionSpecification(
    "status",
    "S",
    isRepeatable: true,
    kind: .words(words),
    help: "only batches of this status: " + words.joined(separator: ", ")
  )
  private static let spool = OptionSpecification(
    "spool",
    "NAME",
    help: "only batches of this spool"
  )
  private static let limit = OptionSpecification(
    "limit",
    "N",
    help: "at most N batches; \(usualLimit) unless given"
  )
  private static let usualLimit = 50

  static let specification = Specification(
    "batch",
    "list",
    summary: "list batches, the newest first",
    options: [status, spool, limit, .json, .config],
    notes: [
      """
      FAILED counts what failed, expired or may have been sent; SUPPRESSED what was not sent as the \
      configuration wants it so; LEFT what has not ended. A batch stays in the ledger, with its \
      counts, longer than its messages.
      """,
      CommandAccess.readersNote,
    ]
  )

  static let access = CommandAccess.reads

  private let arguments: Arguments
  private let statuses: Set<BatchFacts.Status>
  private let limit: Int

  init(_ arguments: Arguments) throws(UsageError) {
    self.arguments = arguments
    limit = try arguments.count(Self.limit) ?? Self.usualLimit
    var statuses: Set<BatchFacts.Status> = []
    for word in arguments.values(Self.status).flatMap({ $0.split(separator: ",") }) {
      guard let status = BatchFacts.Status(rawValue: String(word)) else {
        throw UsageError(
          "--status must be one of \(Self.words.joined(separator: ", "))",
          suggestion: Suggestion.of(String(word), among: Self.words)
        )
      }
      statuses.insert(status)
    }
    self.statuses = statuses
  }

  func run(_ context: Context) async throws(CommandFailure) -> ExitCode {
    let configuration = try context.running(arguments)
    let ledger = try LedgerAccess.open(configuration, for: "batch list")
    var filter = JobFilter()
    filter.subject = .batches
    if let spool = arguments.value(Self.spool) {
      filter.spools = [try ChosenSpool(spool, in: configuration).name]
    }
    let isJSON = arguments.has(.json)
    var table = BatchTable.empty
    var count = 0
    try rethrowing(CommandFailure.init) { () throws(LedgerError) in
      try ledger.forEachPage(of: filter) { jobs in
        let batches = jobs.compactMap { BatchView($0) }
          .filter { statuses.isEmpty || statuses.contains($0.facts.status) }
          .prefix(limit - count)
        count += batches.count
        if isJSON {
          context.console.say(json: batches.map(\.json))
        } else if !batches.isEmpty {
          for batch in batches { table.append(BatchTable.row(batch)) }
          context.console.say(table.takeLines())
        }
        return count < limit && context.takesOutput()
      }
    }
    if !isJSON, count == 0 { context.console.report("No such batches.") }
    if !isJSON, count == limit {
      context.console.report("These are the newest \(limit); --limit N shows more.")
    }
    return .done
  }
}

/// Batches as `batch list` shows them, one a line.
enum BatchTable {
  /// A table without rows.
  static let empty = Table(
    [
      "ACCEPTED (UTC)", "SPOOL", "ID", "STATUS", "MESSAGES", "SENT", "FAILED", "CANCELED",
      "SUPPRESSED", "LEFT",
    ],
    right: ["MESSAGES", "SENT", "FAILED", "CANCELED", "SUPPRESSED", "LEFT"]
  )

  /// A batch's cells.
  static func row(_ batch: BatchView) -> [String] {
    [
      Stamp.short(batch.job.acceptedAt), batch.job.name.spool, batch.job.name.id,
      batch.facts.status.rawValue, "\(batch.facts.messages)", "\(batch.sent)", "\(batch.failed)",
      "\(batch.canceled)", "\(batch.suppressed)", "\(batch.facts.unfinished)",
    ]
  }
}
