import FlowrouteSimulator
import SMSCore
import SMSDaemon
import TestSupport
import Testing

@Suite("Housekeeping", .timeLimit(.minutes(10)), .throttled)
struct HousekeepingTests {
  @Test("memory goes back when there has been nothing to do for a while")
  func releasesMemory() async throws {
    let simulator = try await FlowrouteSimulator.start()
    let fixture = try DaemonFixture(port: simulator.port)
    let (releases, release) = AsyncStream.makeStream(of: Void.self)
    let daemon = try await fixture.start { options in
      // The runs of retention release memory as well; there is none in this test.
      options.housekeeping.firstRun = Interval(seconds: 1_000_000)
      options.housekeeping.quiet = Interval(milliseconds: 1)
      options.releaseMemory = { release.yield() }
    }
    var seen = releases.makeAsyncIterator()
    try fixture.submit("one")
    _ = try await fixture.result("one", is: "sent")
    await seen.next()
    await daemon.drain()
    await simulator.stop()
  }
}
