import TestSupport
import Testing

/// The daemon is killed while it cancels all that matches, and goes on where it was.
@Suite(.enabled(if: SlowTests.areWanted, RunSettings.skipped))
struct CommandKillTests {
  @Test("Killed between the steps of a cancel, it cancels each job once or sends it once")
  func kills() async throws {
    let summary = try await CommandKillRun().run()
    SlowTests.report("commands: \(summary). Again: \(RunSettings.replay) --filter CommandKillTests")
  }
}
