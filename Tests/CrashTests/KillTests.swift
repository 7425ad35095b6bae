import SMSSystem
import TestSupport
import Testing

/// The daemon is killed under load, again and again, and nothing is lost or doubled.
@Suite(.enabled(if: SlowTests.areWanted, RunSettings.skipped))
struct KillTests {
  @Test("Killed at random moments, it delivers each message once", arguments: KillLane.all)
  func kills(_ lane: KillLane) async throws {
    let began = Clocks.monotonic
    SlowTests.report(
      "\(lane): \(lane.kills) kills. Again: \(RunSettings.replay) --filter KillTests"
    )
    let run = try await KillRun(lane)
    let summary = try await run.run()
    SlowTests.report("\(lane): \(summary), \((Clocks.monotonic - began) / 1_000_000_000) s")
  }
}
