import TestSupport
import Testing

/// The daemon is killed while it accepts, sends and cancels batches.
@Suite(.enabled(if: SlowTests.areWanted, RunSettings.skipped))
struct BatchKillTests {
  @Test("Killed at any moment, it sends each message of a batch once, and its results are true")
  func kills() async throws {
    let summary = try await BatchKillRun().run()
    SlowTests.report("batches: \(summary). Again: \(RunSettings.replay) --filter BatchKillTests")
  }
}
