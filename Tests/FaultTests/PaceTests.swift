import FlowrouteSimulator
import SMSSandbox
import SMSSystem
import TestSupport
import Testing

@Suite(
  "The pace of the running daemon",
  .timeLimit(.minutes(10)),
  .enabled(if: SlowTests.areWanted, Privileges.slow)
)
struct PaceTests {
  @Test("Reloads to lower and higher rates in the middle of a stream make no burst")
  func reloads() async throws {
    let simulator = try await FlowrouteSimulator.start()
    let fixture = try FaultFixture(port: simulator.port, rate: 40)
    let daemon = try await fixture.serve()
    let ids = (1...260).map { "job-\($0)" }
    try fixture.submit(ids)
    var changes: [(at: Int64, rate: Int)] = [(0, 40)]
    for (count, rate) in [(60, 10), (80, 50), (160, 20), (180, 60)] {
      try await fixture.wait(until: { $0.messages >= count }, at: simulator)
      try fixture.configure(base: "http://127.0.0.1:\(simulator.port)", rate: rate)
      let offset = daemon.log.text.count
      try daemon.process.send(.hangUp)
      try await daemon.logged("reloaded", after: offset)
      changes.append((Clocks.monotonic, rate))
    }
    try await fixture.wait(for: ids, toBe: "sent")
    try await fixture.expectOnce(ids, at: simulator)
    expectPaced(await simulator.messages.map(\.arrivedAt).sorted(), changes)
    try await daemon.stop()
    await simulator.stop()
  }

  /// No second, whichever way it is cut, holds more than the highest rate in force during it.
  ///
  /// A rate counts from the reload's end; before that the earlier one may still be in force.
  private func expectPaced(_ times: [Int64], _ changes: [(at: Int64, rate: Int)]) {
    var first = 0
    for (index, time) in times.enumerated() {
      while time - times[first] >= 1_000_000_000 { first += 1 }
      let before = changes.last { $0.at <= times[first] }?.rate ?? 0
      let during = changes.filter { $0.at > times[first] && $0.at <= time }.map(\.rate).max() ?? 0
      // One more for what waited in a socket while this machine was busy.
      #expect(index - first + 1 <= max(before, during) + 1)
    }
  }
}
