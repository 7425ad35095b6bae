import Testing

/// The daemon is killed while the provider calls it, and what it said it had it has.
@Suite(.enabled(if: SlowSuite.isWanted, SlowSuite.skipped))
struct InboxKillTests {
  @Test("Killed while receipts and texts come, it keeps each that it answered with 200, once")
  func kills() async throws {
    let summary = try await InboxRun().run()
    SlowSuite.tell("inbox: \(summary). Again: \(SlowSuite.replay) --filter InboxKillTests")
  }
}
