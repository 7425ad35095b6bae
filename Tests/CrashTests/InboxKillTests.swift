import TestSupport
import Testing

/// The daemon is killed while the provider calls it, and what it said it had it has.
@Suite(.enabled(if: SlowTests.areWanted, RunSettings.skipped))
struct InboxKillTests {
  @Test("Killed while receipts and texts come, it keeps each that it answered with 200, once")
  func kills() async throws {
    let summary = try await InboxRun().run()
    SlowTests.report("inbox: \(summary). Again: \(RunSettings.replay) --filter InboxKillTests")
  }
}
