import SMSCore
import SMSDaemon
import Synchronization
import TestSupport
import Testing

@Suite("The reporter", .throttled)
struct EventReporterTests {
  @Test("tells once that the ledger fails, and once that it works again")
  func once() {
    let lines = Lines()
    let log = Log(format: .journal, level: .info, sink: { lines.add($0) })
    let reporter = EventReporter(log: log) { _, _ in }
    let error = LedgerError(
      code: .full,
      operation: "write",
      path: "ledger.sqlite",
      cause: "the disk is full",
      hint: "Make room."
    )
    reporter.ledgerWorks()
    #expect(!reporter.isLedgerFailing)
    reporter.ledgerFailed(error)
    reporter.ledgerFailed(error)
    #expect(reporter.isLedgerFailing)
    reporter.ledgerWorks()
    reporter.ledgerWorks()
    #expect(!reporter.isLedgerFailing)
    log.flush()
    let told = lines.all
    #expect(told.count == 2, "\(told)")
    #expect(told.first?.hasPrefix("<3>ledger failed error=") == true)
    #expect(told.last == "<5>ledger recovered\n")
  }

  @Test("notes how an account is, with the hint and the next probe")
  func notes() {
    let notes = Mutex<[AccountNote]>([])
    let log = Log(format: .journal, level: .error, sink: { _ in })
    let reporter = EventReporter(log: log) { _, note in notes.withLock { $0.append(note) } }
    let error = JobError(code: .unauthorized, message: "What.", hint: "Look at the keys.")
    let probe = WallTime(milliseconds: 7)
    reporter.report(.paused(account: "main", error: error, nextProbeAt: probe))
    reporter.report(.trial(account: "main"))
    reporter.report(.resumed(account: "main"))
    let paused = AccountNote(
      state: .paused,
      code: .unauthorized,
      hint: "Look at the keys.",
      nextProbeAt: probe
    )
    let all = notes.withLock { $0 }
    #expect(all == [paused, AccountNote(state: .trial), AccountNote(state: .running)])
  }

  @Test("tells once that a prefix is refused, not for each code")
  func prefix() {
    let lines = Lines()
    let log = Log(format: .journal, level: .warning, sink: { lines.add($0) })
    let reporter = EventReporter(log: log) { _, _ in }
    for id in ["v-1", "v-2"] {
      reporter.ended(
        EndedJob(
          number: JobNumber(1),
          name: JobName(spool: "default", id: id),
          kind: "verify",
          state: .failed,
          code: .tooManyCodes,
          guardedPrefix: .init(prefix: 206_555, until: WallTime(milliseconds: 7))
        )
      )
    }
    log.flush()
    let told = lines.all.filter { $0.contains("prefix refused") }
    #expect(told.count == 1)
    #expect(told.first?.contains("prefix=206-555") == true)
  }

  private final class Lines: Sendable {
    private let lines = Mutex<[String]>([])
    func add(_ line: String) { lines.withLock { $0.append(line) } }
    var all: [String] { lines.withLock { $0 } }
  }
}
