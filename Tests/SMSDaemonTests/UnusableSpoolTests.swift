import FlowrouteSimulator
import Glibc
import SMSDaemon
import SMSSystem
import TestSupport
import Testing

@Suite("A spool that cannot be used", .timeLimit(.minutes(10)), .throttled)
struct UnusableSpoolTests {
  @Test("stops no other, says what it needs, and is taken up when it has that")
  func othersGoOn() async throws {
    let simulator = try await FlowrouteSimulator.start()
    let fixture = try DaemonFixture(port: simulator.port)
    try fixture.configure(spools: ["default", "broken"])
    let spool = try fixture.directory.directory.makeDirectory("spool", mode: 0o755)
    try spool.createFile("broken").write([])
    let daemon = try await fixture.start()
    try fixture.submit("one")
    _ = try await fixture.result("one", is: "sent")
    let pauses = fixture.log.filter { $0.contains("intake paused") }
    #expect(pauses.count == 1, "\(fixture.log)")
    #expect(pauses.first?.contains("spool=broken reason=directories") == true)
    #expect(pauses.first?.contains("hint=") == true)

    try spool.unlink("broken")
    try spool.makeDirectory("broken", mode: 0o2750)
    // Its intake tries again within a second and makes the rest.
    let broken = try spool.directory("broken")
    _ = try await DirectoryWatch.wait(in: broken) {
      try broken.contains(".taken") ? true : nil
    }
    try fixture.submit("two", spool: "broken")
    _ = try await fixture.result("two", is: "sent", spool: "broken")
    await daemon.drain()
    await simulator.stop()
    #expect(fixture.log.contains { $0.contains("intake resumed") })
  }

  @Test("takes nothing while its directory is another's, and is taken up when it has its own")
  func shared() async throws {
    let simulator = try await FlowrouteSimulator.start()
    let fixture = try DaemonFixture(port: simulator.port)
    try fixture.configure(spools: ["first", "second"])
    let spool = try fixture.directory.directory.makeDirectory("spool", mode: 0o755)
    try spool.makeDirectory("first", mode: 0o2750)
    try #require(symlink("first", fixture.directory.path("spool/second")) == 0)
    let daemon = try await fixture.start()
    let ids = (0..<20).map { "shared-\($0)" }
    for id in ids { try fixture.submit(id, spool: "second") }
    for id in ids { _ = try await fixture.result(id, is: "sent", spool: "first") }
    let pauses = fixture.log.filter { $0.contains("intake paused") }
    #expect(pauses.count == 1, "\(fixture.log)")
    #expect(pauses.first?.contains("spool=second reason=directories") == true)
    #expect(pauses.first?.contains("the spool first") == true)

    try spool.unlink("second")
    try spool.makeDirectory("second", mode: 0o2750)
    let second = try spool.directory("second")
    _ = try await DirectoryWatch.wait(in: second) {
      try second.contains(".taken") ? true : nil
    }
    try fixture.submit("own", spool: "second")
    _ = try await fixture.result("own", is: "sent", spool: "second")
    await daemon.drain()
    await simulator.stop()
    #expect(await simulator.messages.count == 21)
  }

  @Test("refuses the start if there is not an other, and says what it needs")
  func onlyOne() async throws {
    let fixture = try DaemonFixture(port: 1)
    let spool = try fixture.directory.directory.makeDirectory("spool", mode: 0o755)
    try spool.createFile("default").write([])
    let error = await #expect(throws: StartError.self) { try await fixture.start() }
    guard case .spools = error else {
      Issue.record("\(String(describing: error))")
      return
    }
    #expect(error?.lines.count == 2)
    #expect(error?.lines.first?.hasPrefix("spool default: ") == true)
  }

  @Test("refuses the start if it is the operator's")
  func operators() async throws {
    let fixture = try DaemonFixture(port: 1)
    let state = try fixture.directory.directory.makeDirectory("state", mode: 0o700)
    try state.createFile("operator").write([])
    let error = await #expect(throws: StartError.self) { try await fixture.start() }
    #expect(error?.lines.first?.hasPrefix("spool operator: ") == true)
  }
}
