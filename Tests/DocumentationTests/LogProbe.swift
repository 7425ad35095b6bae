import SMSJSON
import SMSSpool
import SMSSystem
import Synchronization

@testable import SMSCore
@testable import SMSDaemon

/// Makes the daemon's log write a line for every kind of report, and collects their keys.
struct LogProbe {
  /// The keys of all lines with a message, by message.
  let keys: [String: Set<String>]

  init() {
    let lines = LineCollector()
    let log = Log(format: .json, level: .debug, sink: { lines.add($0) })
    let reporter = EventReporter(log: log) { _, _ in }
    for report in Self.reports { reporter.report(report) }
    for report in Self.intakeReports { log.write(report, of: "default") }
    reporter.expired(3)
    reporter.commandDone(
      CommandJob(number: JobNumber(2), name: Self.entry.name, command: .act(.flush, .all))
    )
    for job in Self.ended { reporter.ended(job) }
    for match in [ReceiptMatch.joined(Self.entry.name), .unmatched] {
      log.write(Receipt(messageID: "mdr2-1", status: "", code: 1_003), match)
    }
    log.write(
      InboundMessage(id: "mdr2-2", from: "12065550142", to: Self.entry.envelope.to, body: "STOP"),
      InboundOutcome(isNew: true, spool: "default", keyword: .stop)
    )
    reporter.ledgerFailed(Self.ledgerError)
    reporter.ledgerWorks()
    log.flush()
    keys = lines.all.reduce(into: [:]) { keys, line in
      guard let object = try? JSONParser.parse(Array(line.utf8)).object,
        let message = object["message"]?.string
      else { return }
      let names = object.members.map(\.name).filter { !["time", "level", "message"].contains($0) }
      keys[message, default: []].formUnion(names)
    }
  }

  private static let time = WallTime(milliseconds: 1_795_420_800_000)
  private static let systemError = SystemError(code: 2, operation: "openat", path: "incoming")
  private static let ledgerError = LedgerError(
    code: .full,
    operation: "commit",
    path: "ledger.sqlite",
    cause: "full",
    hint: "Make room."
  )
  private static let error = ProviderError(
    code: .providerError,
    httpStatus: 500,
    detail: "detail",
    errorID: "1",
    reason: "reason"
  )
  private static let jobError = JobError(code: .unauthorized, message: "message", hint: "hint")

  private static var entry: AgendaEntry {
    guard let number = try? PhoneNumber(value: 12_065_550_142) else {
      preconditionFailure("a number of the plan")
    }
    return AgendaEntry(
      number: JobNumber(1),
      name: JobName(spool: "default", id: "order-1042"),
      lane: Lane(account: "main", spool: "default", priority: .normal),
      envelope: Envelope(to: number, from: number, text: MessageText("text")),
      dueAt: time,
      expiresAt: time,
      ifUncertain: nil,
      attempts: 0,
      charged: 0
    )
  }

  private static func attempt(_ outcome: Outcome, _ next: Settlement.Next) -> DispatcherReport {
    .attempt(
      DispatcherReport.AttemptReport(
        entry: entry,
        attempt: 1,
        outcome: outcome,
        next: next,
        took: Interval(milliseconds: 20)
      )
    )
  }

  private static var reports: [DispatcherReport] {
    [
      attempt(
        .accepted(providerMessageID: "mdr2-1", httpStatus: 202),
        .sent(providerMessageID: nil)
      ),
      attempt(.doubt(error), .deferred(jobError, dueAt: time)),
      attempt(.failed(error), .failed(jobError)),
      attempt(.doubt(error), .doubt(jobError, doubt)),
      .reconciled(entry, .sent(providerMessageID: "mdr2-1")),
      .reconciled(entry, .deferred(jobError, dueAt: time)),
      .reconciled(entry, .failed(jobError)),
      .reconciled(entry, .uncertain(jobError)),
      .lookFailed(account: "main", error, nextLookAt: time),
      .paused(account: "main", error: jobError, nextProbeAt: time),
      .probeFailed(account: "main", error: jobError, nextProbeAt: time),
      .trial(account: "main"),
      .resumed(account: "main"),
      .breakerOpened(account: "main", code: .providerError),
      .breakerClosed(account: "main"),
      .slowedDown(account: "main", wait: Interval(seconds: 1), factor: 2, isMMS: false),
      .spedUp(account: "main", factor: 1, isMMS: false),
      .slowedDown(account: "main", wait: Interval(seconds: 1), factor: 2, isMMS: true),
      .spedUp(account: "main", factor: 1, isMMS: true),
      .senderPaused(sender, error: jobError, nextProbeAt: time),
      .senderResumed(sender),
      .interrupted(entry),
    ]
  }

  private static var sender: Sender { Sender(spool: "default", number: entry.envelope.from) }

  private static var doubt: Doubt {
    Doubt(since: PastMoment(wall: time, monotonic: nil), looks: 0, nextLookAt: time)
  }

  private static var ended: [EndedJob] {
    let jobs: [(kind: String, state: JobState)] = [
      ("check", .approved), ("check", .denied), ("unenroll", .done), ("verify", .failed),
    ]
    return jobs.enumerated().map { index, job in
      EndedJob(
        number: JobNumber(Int64(index)),
        name: entry.name,
        kind: job.kind,
        state: job.state,
        code: job.state == .failed ? .tooManyCodes : nil,
        reason: job.state == .denied ? .wrongCode : nil,
        guardedPrefix: job.state == .failed
          ? EndedJob.GuardedPrefix(prefix: 206_555, until: time) : nil
      )
    }
  }

  private static var intakeReports: [IntakeReport] {
    [
      .opened,
      .refused(file: "a.json", rejectedAs: "1-a.json", code: .invalidRequest, producer: 1_000),
      .refusedMore([:]),
      .left(file: "a", cause: "cause"),
      .removed(file: "a", cause: "cause"),
      .stray(files: 1),
      .scanned(true),
      .paused(.queueFull(waiting: 2, limit: 1)),
      .resumed(.queueFull(waiting: 2, limit: 1)),
      .notWatching(systemError),
      .watching,
    ]
  }
}

/// Collects lines from the log's queue.
private final class LineCollector: Sendable {
  private let lines = Mutex<[String]>([])

  var all: [String] { lines.withLock { $0 } }

  func add(_ line: String) {
    lines.withLock { $0.append(line) }
  }
}
