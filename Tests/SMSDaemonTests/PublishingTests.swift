import FlowrouteSimulator
import SMSDaemon
import SMSSystem
import TestSupport
import Testing

@Suite("Publishing", .serialized, .timeLimit(.minutes(10)), .throttled)
struct PublishingTests {
  @Test("goes on in other spools while one has no results directory, and again after a reload")
  func broken() async throws {
    let simulator = try await FlowrouteSimulator.start()
    let fixture = try DaemonFixture(port: simulator.port)
    try fixture.configure(spools: ["default", "other"])
    let daemon = try await fixture.start()
    let spool = try Directory(path: fixture.directory.path("spool/default"))
    try spool.removeDirectory("results")
    try spool.createFile("results").write([])
    try fixture.submit("lost")
    await simulator.wait { $0.messages == 1 }
    try fixture.submit("fine", spool: "other")
    _ = try await fixture.result("fine", is: "sent", spool: "other")

    try spool.unlink("results")
    await daemon.reload()
    _ = try await fixture.result("lost", is: "sent")
    await daemon.drain()
    await simulator.stop()
    #expect(fixture.log.filter { $0.contains("publish failed spool=default") }.count == 1)
    #expect(fixture.log.contains { $0.contains("publish recovered spool=default") })
  }
}
