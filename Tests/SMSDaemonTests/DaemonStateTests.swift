import SMSCore
import TestSupport
import Testing

@testable import SMSDaemon

@Suite("What the daemon says of itself", .throttled)
struct DaemonStateTests {
  private var state: DaemonState {
    var state = DaemonState(
      daemon: ProcessIdentity(process: 42, startTicks: 4711, boot: "boot"),
      version: "0.1.0",
      startedAt: WallTime(milliseconds: 1_795_420_800_000),
      configurationPath: "/etc/\"quoted\"/config.json5",
      phase: .draining
    )
    state.ledgerFailure = DaemonState.LedgerFailure(
      since: WallTime(milliseconds: 1_795_420_801_000),
      error: "disk full",
      hint: "Free space."
    )
    state.reloadRefusedAt = WallTime(milliseconds: 1_795_420_802_000)
    return state
  }

  @Test("is one line, and read as it was written")
  func roundTrip() {
    #expect(!state.line.contains("\n"))
    #expect(DaemonState(line: state.line) == state)
  }

  @Test("is not read from half a line, or from another program's")
  func garbage() {
    let line = state.line
    for text in ["", "{}", "[1]", String(line.dropLast()), String(line.prefix(40)), "4711"] {
      #expect(DaemonState(line: text) == nil, "\(text)")
    }
  }

  @Test("fits into its file, however long the hint of an error is")
  func longText() {
    var state = state
    state.ledgerFailure?.error = String(repeating: "e", count: 10_000)
    state.ledgerFailure?.hint = String(repeating: "h", count: 10_000)
    #expect(state.line.utf8.count < 2_000)
  }

  @Test("a ledger has been failing since the first of its failures, until it works again")
  func failingSince() throws {
    func error(_ cause: String) -> LedgerError {
      LedgerError(code: .io, operation: "write", path: "ledger", cause: cause, hint: "Free space.")
    }
    func after(_ seconds: Int64) -> WallTime { WallTime(milliseconds: seconds * 1_000) }
    let first = DaemonState.LedgerFailure(error("disk full"), after: nil, at: after(1))
    let next = try #require(
      DaemonState.LedgerFailure(error("disk failed"), after: first, at: after(2))
    )
    #expect(next.since == after(1) && next.error.contains("disk failed"))
    #expect(DaemonState.LedgerFailure(nil, after: next, at: after(3)) == nil)
    let again = DaemonState.LedgerFailure(error("disk full"), after: nil, at: after(4))
    #expect(again?.since == after(4))
  }
}
