internal import SMSArguments
internal import SMSCore
internal import SMSDaemon
internal import SMSJSON
internal import SMSSystem

/// `history NUMBER`: everything to and from one phone.
struct HistoryCommand: Subcommand {
  private static let limit = OptionSpecification(
    "limit",
    "N",
    help: "at most the newest N entries, up to \(mostEntries); \(usualLimit) unless given"
  )
  private static let usualLimit = 50
  /// They are sorted in memory.
  private static let mostEntries = 100_000

  static let specification = Specification(
    "history",
    summary: "show what went to a phone and what came from it, the newest last",
    positionals: [.init("NUMBER", help: "the phone")],
    options: [limit, .json, .config],
    notes: [
      """
      Messages and codes (never what they said), their receipts, texts from the phone with the file \
      that holds them, and its opt-outs, in order of time. Reads the ledger in short transactions.
      """,
      CommandAccess.readersNote,
    ]
  )

  static let access = CommandAccess.reads

  private let arguments: Arguments
  private let phone: PhoneNumber
  private let limit: Int

  init(_ arguments: Arguments) throws(UsageError) {
    self.arguments = arguments
    limit = try arguments.integer(Self.limit, in: 1...Self.mostEntries) ?? Self.usualLimit
    do throws(PhoneNumberError) {
      phone = try PhoneNumber(parsing: arguments.positionals[0])
    } catch {
      throw UsageError("NUMBER \(error.rule)", suggestion: "write it like 12065550142")
    }
  }

  func run(_ context: Context) async throws(CommandFailure) -> ExitCode {
    let configuration = try context.running(arguments)
    let ledger = try LedgerAccess.open(configuration, for: "history \(phone.digits)")
    let trace = LedgerPlace(configuration).trace(of: phone)
    let events = try rethrowing(CommandFailure.init) { () throws(LedgerError) in
      try HistoryEvent.all(of: trace, in: ledger, limit: limit)
    }
    let view = HistoryView(events, configuration)
    if arguments.has(.json) {
      context.console.say(json: view.json)
    } else if events.isEmpty {
      context.console.report("The ledger has nothing to or from \(phone.digits).")
    } else {
      context.console.say(view.table.lines)
      if events.count == limit {
        context.console.report("These are the newest \(limit); --limit N shows more.")
      }
    }
    return .done
  }
}

/// Something that happened between us and a phone.
enum HistoryEvent {
  case job(JobSnapshot)
  case receipt(Receipt, of: JobSnapshot)
  case received(ReceivedMessage)
  case optOut(OptOutEvent)

  /// The newest events of a phone, the newest last.
  ///
  /// - Parameters:
  ///   - phone: The phone.
  ///   - ledger: The ledger.
  ///   - limit: The most events.
  /// - Returns: The events; of messages older than the newest `limit`, none, receipts included.
  /// - Throws: `LedgerError` if the ledger cannot be read.
  static func all(
    of phone: PhoneTrace,
    in ledger: any LedgerReader,
    limit: Int
  ) throws(LedgerError) -> [HistoryEvent] {
    var filter = JobFilter()
    filter.recipients = [phone.number]
    if let digest = phone.digest { filter.erasedRecipients = [digest] }
    let jobs = try ledger.list(filter, limit: limit)
    // A text comes before what it changes.
    var events = try ledger.received(from: phone, limit: limit).reversed().map { Self.received($0) }
    events += try ledger.optOutEvents(of: phone.number).map { .optOut($0) }
    for job in jobs.reversed() {
      events.append(.job(job))
      events += (job.delivery?.receipts ?? []).map { .receipt($0, of: job) }
    }
    // A stable order for events of the same millisecond.
    let sorted = events.enumerated().sorted { ($0.1.order, $0.0) < ($1.1.order, $1.0) }
    return sorted.suffix(limit).map(\.element)
  }

  /// The job that it is, or belongs to; nil for others.
  var job: JobSnapshot? {
    switch self {
    case .job(let job), .receipt(_, let job): job
    case .received, .optOut: nil
    }
  }

  /// A receipt without a time came no earlier than the last change of its message.
  var time: WallTime {
    switch self {
    case .job(let job): job.acceptedAt
    case .receipt(let receipt, let job): receipt.at ?? job.updatedAt
    case .received(let message): message.receivedAt
    case .optOut(let event): event.optOut.since
    }
  }

  /// A receipt follows its message, whatever the provider's clock says.
  private var order: Int64 {
    guard case .receipt(_, let job) = self else { return time.milliseconds }
    return max(time, job.acceptedAt).milliseconds
  }
}
