import SMSSystem
import TestSupport
import Testing

/// The power goes while the daemon works: what it has said holds, and nothing is doubled.
@Suite(
  .enabled(if: SlowTests.areWanted, RunSettings.skipped),
  .enabled(DiskImage.missing) { await DiskImage.isPossible() }
)
struct PowerCutTests {
  @Test("After power cuts everything that was accepted is delivered once, and no result lied")
  func cuts() async throws {
    let began = Clocks.monotonic
    SlowTests.report(
      "\(RunSettings.cuts) power cuts. Again: \(RunSettings.replay) --filter PowerCut"
    )
    try await DiskImage.with { image in
      let run = try await PowerCutRun(image)
      let summary = try await run.run()
      SlowTests.report("power: \(summary), \((Clocks.monotonic - began) / 1_000_000_000) s")
    }
  }

  @Test("After power cuts each message of a batch is sent once, and its results are true")
  func cutsDuringBatch() async throws {
    try await DiskImage.with { image in
      let summary = try await BatchPowerCutRun(image).run()
      SlowTests.report("power: \(summary). Again: \(RunSettings.replay) --filter PowerCut")
    }
  }
}
