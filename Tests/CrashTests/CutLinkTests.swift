import SMSSystem
import TestSupport
import Testing

/// The link to the provider breaks after a request was written, and heals when it was given up.
@Suite(
  .enabled(if: SlowTests.areWanted, RunSettings.skipped),
  .enabled(CutNetwork.missing) { await CutNetwork.isPossible() }
)
struct CutLinkTests {
  @Test("A request that timed out is not delivered when the link heals")
  func timedOut() async throws {
    let run = try await CutLinkRun(timeoutSeconds: 2)
    try await run.cutInMidRequest()
    try await run.daemonGivesUp()
    try await run.heal()
    try await run.arrivesOnce()
  }

  @Test("A request of a daemon that was killed is not delivered when the link heals")
  func killed() async throws {
    let run = try await CutLinkRun(timeoutSeconds: 60)
    try await run.cutInMidRequest()
    try await run.daemonDies()
    try await run.heal()
    try await run.arrivesOnce()
  }
}
