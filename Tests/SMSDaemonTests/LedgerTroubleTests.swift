import FlowrouteSimulator
import SMSCore
import SMSJSON
import SMSSystem
import TestSupport
import Testing

@testable import SMSDaemon

@Suite("A ledger that cannot be relied on while the daemon runs", .throttled)
struct LedgerTroubleTests {
  private func lines(_ fixture: DaemonFixture, _ words: String) -> Int {
    fixture.log.filter { $0.contains(words) }.count
  }

  @Test("a ledger that is moved away stops sending, and goes on when it is back")
  func displaced() async throws {
    let simulator = try await FlowrouteSimulator.start()
    let fixture = try DaemonFixture(port: simulator.port)
    let daemon = try await fixture.start()
    try fixture.submit("before")
    _ = try await fixture.result("before", is: "sent")

    let state = try Directory(path: fixture.directory.path("state"))
    try state.rename("ledger.sqlite", to: state, as: "aside")
    await daemon.storage.watch.look()
    await daemon.storage.watch.look()
    #expect(lines(fixture, "ledger displaced") == 1)
    #expect(lines(fixture, "smsdispatch backup FILE") == 1)
    let ledger = await daemon.storage.ledger
    let refused = await #expect(throws: LedgerError.self) { try await ledger.accept([]) }
    #expect(refused?.cause.contains("removed or replaced") == true)
    #expect(refused?.code == .displaced)
    #expect(ledger.refusal == refused)
    #expect(try await ledger.notes()[Notes.ledger]?.contains("\"displaced\"") == true)

    try state.rename("aside", to: state, as: "ledger.sqlite")
    await daemon.storage.watch.look()
    #expect(lines(fixture, "ledger back") == 1)
    #expect(try await ledger.notes()[Notes.ledger]?.contains("\"works\"") == true)
    #expect(ledger.refusal == nil)
    try fixture.submit("after")
    _ = try await fixture.result("after", is: "sent")
    await daemon.drain()
    #expect(lines(fixture, "ledger failed") == 0)
    #expect(lines(fixture, "ledger recovered") == 0)
    await simulator.stop()
    #expect(await simulator.messages.count == 2)
  }

  @Test("an answer under way is recorded after that, and nothing else leaves")
  func underWay() async throws {
    let simulator = try await FlowrouteSimulator.start()
    await simulator.insertFault(
      FaultRule(Fault(.slow, delay: 300_000_000), method: "POST", times: 1)
    )
    let fixture = try DaemonFixture(port: simulator.port)
    let daemon = try await fixture.start()
    try fixture.submit("one")
    await simulator.wait { $0.messages == 1 }
    let state = try Directory(path: fixture.directory.path("state"))
    try state.rename("ledger.sqlite", to: state, as: "aside")
    await daemon.storage.watch.look()
    _ = try await fixture.result("one", is: "sent")
    await daemon.drain()
    await simulator.stop()
  }

  @Test("damage is said once, with what to do, and ends no way but by a start")
  func damaged() async throws {
    let fixture = try DaemonFixture(port: 9)
    let daemon = try await fixture.start()
    let storage = Composition.ledger(in: fixture.directory.path("state"))
    await daemon.storage.ledger.markDamaged(storage.damage("table job: a page is torn"))
    await daemon.storage.ledger.markDamaged(storage.damage("table text: another"))
    _ = try await fixture.waitForLog("ledger damaged")
    await daemon.storage.watch.look()
    #expect(lines(fixture, "ledger damaged") == 1)
    #expect(lines(fixture, "ledger salvage") == 1)
    try await fixture.wait(for: "a note of it") {
      try await daemon.storage.ledger.notes()[Notes.ledger]?.contains("a page is torn") == true
    }
    await #expect(throws: LedgerError.self) { try await daemon.storage.ledger.accept([]) }
    await daemon.drain()
  }

  @Test("after an unclean end the ledger is checked, after a clean one it is not")
  func unclean() async throws {
    let first = try DaemonFixture(port: 9)
    let daemon = try await first.start()
    await daemon.drain()
    #expect(lines(first, "ledger checked") == 0)
    // Without the lock file, which says how the last daemon ended.
    let second = try DaemonFixture(port: 9)
    let state = try Directory.openOrMake(path: second.directory.path("state"), mode: 0o700)
    let old = try Directory(path: first.directory.path("state"))
    for name: FileName in ["ledger.sqlite", "secret.key"] {
      try state.writeReplacing(name, old.read(name, upTo: 1 << 28), mode: 0o600, durable: false)
    }
    let restarted = try await second.start()
    let line = try await second.waitForLog("ledger checked")
    #expect(line.contains("faults=0"))
    await restarted.drain()
  }

  @Test("a drain ends though the ledger answers nothing any more")
  func drainEnds() async throws {
    let fixture = try DaemonFixture(port: 9)
    let daemon = try await fixture.start()
    await daemon.storage.ledger.close()
    await daemon.drain(within: Interval(milliseconds: 200))
    await daemon.untilStopped()
    #expect(lines(fixture, "drained in part") == 1)
    #expect(lines(fixture, "stopped") == 0)
  }
}

extension DaemonFixture {
  /// Waits for a line of the log; the daemon writes it on a queue of its own.
  fileprivate func waitForLog(_ words: String) async throws -> String {
    try await wait(for: words) { self.log.contains { $0.contains(words) } }
    return log.first { $0.contains(words) } ?? ""
  }

  /// Waits half a minute at most until something holds.
  fileprivate func wait(for words: String, until holds: () async throws -> Bool) async throws {
    let queue = QueueExecutor(label: "watch")
    for _ in 0..<3000 {
      if try await holds() { return }
      await queue.rest(nanoseconds: 10_000_000)
    }
    throw Missing(words: words)
  }

  private struct Missing: Error { let words: String }
}
