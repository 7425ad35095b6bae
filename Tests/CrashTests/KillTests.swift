import SMSSystem
import Testing

/// The daemon is killed under load, again and again, and nothing is lost or doubled.
@Suite(.enabled(if: SlowSuite.isWanted, SlowSuite.skipped))
struct KillTests {
  @Test("Killed at random moments, it delivers each message once", arguments: KillLane.all)
  func kills(_ lane: KillLane) async throws {
    let began = Clocks.monotonic
    SlowSuite.tell("\(lane): \(lane.kills) kills. Again: \(SlowSuite.replay) --filter KillTests")
    let run = try await KillRun(lane)
    let summary = try await run.run()
    SlowSuite.tell("\(lane): \(summary), \((Clocks.monotonic - began) / 1_000_000_000) s")
  }
}
