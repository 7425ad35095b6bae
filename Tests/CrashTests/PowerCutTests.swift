import SMSSystem
import TestSupport
import Testing

/// The power goes while the daemon works: what it has said holds, and nothing is doubled.
@Suite(
  .enabled(if: SlowSuite.isWanted, SlowSuite.skipped),
  .enabled(DiskImage.missing) { await DiskImage.isPossible() }
)
struct PowerCutTests {
  @Test("After power cuts everything that was accepted is delivered once, and no result lied")
  func cuts() async throws {
    let began = Clocks.monotonic
    SlowSuite.tell("\(SlowSuite.cuts) power cuts. Again: \(SlowSuite.replay) --filter PowerCut")
    try await DiskImage.with { image in
      let run = try await PowerCutRun(image)
      let summary = try await run.run()
      SlowSuite.tell("power: \(summary), \((Clocks.monotonic - began) / 1_000_000_000) s")
    }
  }
}
