import FlowrouteSimulator
import SMSDaemon
import SMSJSON
import SMSSystem
import TestSupport
import Testing

@Suite("The daemon", .serialized, .timeLimit(.minutes(10)), .throttled)
struct DaemonTests {
  @Test("sends, tells faults with hints, logs each attempt once, and keeps others out")
  func results() async throws {
    let simulator = try await FlowrouteSimulator.start()
    let fixture = try DaemonFixture(port: simulator.port)
    let daemon = try await fixture.start()

    let second = await #expect(throws: StartError.self) { try await fixture.start() }
    guard case .locked = second else { throw Unexpected() }

    try fixture.submit("one")
    let sent = try await fixture.result("one", is: "sent")
    #expect(
      sent.members.map(\.name) == [
        "id", "kind", "status", "final", "to", "from", "priority", "provider", "account",
        "provider_message_id", "segments", "encoding", "attempts", "accepted_at", "updated_at",
        "metadata",
      ]
    )
    #expect(sent["final"]?.bool == true)
    #expect(sent["provider_message_id"]?.string == (await simulator.messages.first?.id))
    #expect(sent["to"]?.string == "12065550142")

    try fixture.submit("two", to: "12065550403")
    let failed = try await fixture.result("two", is: "failed")["error"]?.object
    #expect(failed?["code"]?.string == "forbidden")
    #expect(failed?["hint"]?.string?.contains("12065550101") == true)

    await daemon.drain()
    await simulator.stop()
    let attempts = fixture.log.filter { $0.contains(" attempt=") }
    #expect(attempts.count == 2, "\(attempts)")
    let all = fixture.log.joined()
    for secret in ["A text for nobody", "12065550142", "12065550403", "demo0secret"] {
      #expect(!all.contains(secret))
    }
  }

  @Test("goes on at once with new keys after a 401, though the next probe is an hour off")
  func newKeys() async throws {
    let simulator = try await FlowrouteSimulator.start()
    let fixture = try DaemonFixture(port: simulator.port)
    try fixture.writeKeys(secret: "anotherkeythantheaccounts")
    let daemon = try await fixture.start()
    try fixture.submit("one")
    let error = try await fixture.result("one", is: "deferred")["error"]?.object
    #expect(error?["code"]?.string == "unauthorized")
    #expect(error?["hint"]?.string?.contains(fixture.directory.path("secret-key")) == true)

    try fixture.writeKeys(secret: "demo0secret0key0of0the0simulator")
    await daemon.reload()
    _ = try await fixture.result("one", is: "sent")
    await daemon.drain()
    await simulator.stop()
    #expect(!fixture.log.joined().contains("anotherkey"))
  }

  @Test("keeps its spools when a reload is refused; a good one adds and removes them")
  func spools() async throws {
    let simulator = try await FlowrouteSimulator.start()
    let fixture = try DaemonFixture(port: simulator.port)
    let daemon = try await fixture.start()
    try fixture.write("config.json5", "{ spools: 1 }")
    await daemon.reload()
    try fixture.submit("kept")
    _ = try await fixture.result("kept", is: "sent")
    try fixture.configure(spools: ["other"])
    await daemon.reload()
    try fixture.submit("gone")
    try fixture.submit("new", spool: "other")
    _ = try await fixture.result("new", is: "sent", spool: "other")
    await daemon.drain()
    #expect(await simulator.messages.count == 2)
    let incoming = try Directory(path: fixture.directory.path("spool/default/incoming"))
    #expect(try incoming.contains("gone.json"))
    #expect(fixture.log.contains { $0.contains("reload refused") })
    await simulator.stop()
  }

  @Test("waits in a drain for an answer that is slow")
  func drain() async throws {
    let simulator = try await FlowrouteSimulator.start()
    await simulator.insertFault(FaultRule(Fault(.slow, delay: 1_000_000_000), method: "POST"))
    let fixture = try DaemonFixture(port: simulator.port)
    let daemon = try await fixture.start()
    try fixture.submit("one")
    await simulator.wait { $0.messages == 1 }
    await daemon.drain()
    let name: FileName = "one.json"
    let bytes = try Directory(path: fixture.directory.path("spool/default/results"))
      .read(name, upTo: 1 << 20)
    #expect(try JSONParser.parse(bytes).object?["status"]?.string == "sent")
    await simulator.stop()
  }

  @Test("that crashed during an attempt finds out after the next start that it was sent")
  func crash() async throws {
    let simulator = try await FlowrouteSimulator.start()
    await simulator.insertFault(
      FaultRule(Fault(.slow, delay: 60_000_000_000), method: "POST", times: 1)
    )
    let first = try DaemonFixture(port: simulator.port)
    let daemon = try await first.start()
    try first.submit("one")
    await simulator.wait { $0.messages == 1 }

    // What the disk holds now is what a crash would leave.
    let second = try DaemonFixture(port: simulator.port, members: DaemonFixture.quickLooks)
    try first.copyState(to: second)
    let restarted = try await second.start()
    let result = try await second.result("one", is: "sent")
    await restarted.drain()
    #expect(second.log.contains { $0.contains("interrupted") })
    let messages = await simulator.messages
    #expect(messages.map(\.id) == [result["provider_message_id"]?.string])
    // Ends the attempt that the first daemon still waits for.
    await simulator.stop()
    await daemon.drain()
  }

  private struct Unexpected: Error {}
}
