import FlowrouteSimulator
import SMSJSON
import SMSSandbox
import SMSSystem
import TestSupport
import Testing

@Suite(
  "A long run under load with faults",
  .enabled(if: SlowTests.areWanted, Privileges.slow)
)
struct SoakTests {
  /// `SMSDISPATCH_SOAK_SECONDS`, 20 unless told.
  private static let seconds =
    Environment.value(of: "SMSDISPATCH_SOAK_SECONDS").flatMap { Int($0) } ?? 20

  private static let perSecond = 20

  /// What the provider does wrong, each second another.
  private static let faults = [
    Fault(.status(500)), Fault(.status(500), accepts: true), Fault(.status(502)),
    Fault(.status(503), retryAfter: 1), Fault(.status(504), accepts: true), Fault(.drop),
    Fault(.drop, accepts: true), Fault(.reset, accepts: true), Fault(.dropUnread),
    Fault(.truncated), Fault(.withoutIdentifier), Fault(.slow, delay: 800_000_000),
    Fault(.hang, accepts: true, delay: 7_000_000_000), Fault(.status(429), retryAfter: 1),
  ]

  @Test("Descriptors, threads and memory stay flat, and each message goes out once")
  func flat() async throws {
    let simulator = try await FlowrouteSimulator.start()
    let fixture = try FaultFixture(port: simulator.port, rate: 200)
    let daemon = try await fixture.serve()
    let executor = QueueExecutor(label: "soak")
    var random = SeededRandom(seed: 7)
    var samples: [SoakSample] = []
    var ids: [String] = []
    let began = Clocks.monotonic
    for second in 1...Self.seconds {
      let batch = (1...Self.perSecond).map { "job-\(second)-\($0)" }
      try fixture.submit(batch)
      ids += batch
      // Of the list call too, so that looks fail now and then.
      let method = random.oneIn(6) ? "GET" : "POST"
      let fault = random.pick(Self.faults)
      await simulator.insertFault(FaultRule(fault, method: method, times: 1 + random.below(4)))
      await executor.rest(nanoseconds: began + Int64(second) * 1_000_000_000 - Clocks.monotonic)
      samples.append(try SoakSample(of: daemon))
    }
    let run = SoakFigures(samples)
    SlowTests.report("soak: \(ids.count) messages in \(Self.seconds) s, \(run)")
    await simulator.removeFaults()
    try await fixture.wait(for: ids, toBe: "sent")
    try await fixture.expectOnce(ids, at: simulator)
    #expect(run.growth(\.descriptors) <= 4, "\(run)")
    #expect(run.growth(\.threads) <= 4, "\(run)")
    #expect(
      run.growth(\.residentBytes) <= max(3 << 20, run.settled(\.residentBytes) / 12),
      "\(run)"
    )
    try await daemon.stop()
    await simulator.stop()
  }
}
