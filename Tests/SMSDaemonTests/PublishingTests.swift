import FlowrouteSimulator
import SMSDaemon
import SMSSystem
import TestSupport
import Testing

@Suite("Publishing", .serialized, .timeLimit(.minutes(5)), .throttled)
struct PublishingTests {
  @Test("goes on in other spools while one has no results directory, and again after a reload")
  func broken() async throws {
    let simulator = try await FlowrouteSimulator.start()
    let lab = try DaemonFixture(port: simulator.port)
    try lab.configure(spools: ["default", "other"])
    let daemon = try await lab.start()
    let spool = try Directory(path: lab.directory.path("spool/default"))
    try spool.removeDirectory("results")
    try spool.createFile("results").write([])
    try lab.submit("lost")
    await simulator.wait { $0.messages == 1 }
    try lab.submit("fine", spool: "other")
    _ = try await lab.result("fine", is: "sent", spool: "other")

    try spool.unlink("results")
    await daemon.reload()
    _ = try await lab.result("lost", is: "sent")
    await daemon.drain()
    await simulator.stop()
    #expect(lab.log.filter { $0.contains("publish failed spool=default") }.count == 1)
    #expect(lab.log.contains { $0.contains("publish recovered spool=default") })
  }
}
