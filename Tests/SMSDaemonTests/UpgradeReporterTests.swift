import SMSCore
import SMSSystem
import Synchronization
import TestSupport
import Testing

@testable import SMSDaemon

@Suite("The upgrade of a ledger", .throttled)
struct UpgradeReporterTests {
  @Test("is logged at once, each ten seconds and at its end, and asks for time meanwhile")
  func lines() async throws {
    let directory = try TemporaryDirectory()
    let socket = try NotifySocket(in: directory)
    let lines = Mutex<[String]>([])
    let log = Log(
      format: .journal,
      level: .info,
      sink: { line in lines.withLock { $0.append(line) } }
    )
    let now = Mutex(MonotonicTime(nanoseconds: 0))
    let reporter = UpgradeReporter(
      log: log,
      notifier: StateNotifier(ServiceNotifier(environment: ["NOTIFY_SOCKET": socket.name])),
      clock: { now.withLock { $0 } }
    )
    for second in 0...24 {
      now.withLock { $0 = MonotonicTime(nanoseconds: Int64(second) * 1_000_000_000) }
      reporter.take(LedgerUpgrade(from: 4, to: 5, isDone: false))
    }
    reporter.take(LedgerUpgrade(from: 4, to: 5, isDone: true))
    log.flush()
    #expect(
      lines.withLock { $0 } == [
        "<5>ledger upgrading from=4 to=5 seconds=0\n",
        "<5>ledger upgrading from=4 to=5 seconds=10\n",
        "<5>ledger upgrading from=4 to=5 seconds=20\n",
        "<5>ledger upgraded from=4 to=5 seconds=24\n",
      ]
    )
    for _ in 0..<3 { #expect(try await socket.next() == "EXTEND_TIMEOUT_USEC=60000000") }
  }
}
