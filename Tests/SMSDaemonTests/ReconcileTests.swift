import FlowrouteSimulator
import SMSDaemon
import SMSJSON
import TestSupport
import Testing

/// Doubt settled over real HTTP; the rules themselves are tested with the dispatcher.
@Suite("The daemon, in doubt,", .timeLimit(.minutes(10)), .throttled)
struct ReconcileTests {
  @Test(
    "finds what was taken without an answer, in each version",
    arguments: ["v2", "v2.1", "v2.2"]
  )
  func found(api: String) async throws {
    let simulator = try await FlowrouteSimulator.start()
    let fixture = try DaemonFixture(
      port: simulator.port,
      api: api,
      members: DaemonFixture.quickLooks
    )
    let daemon = try await fixture.start()
    try fixture.submit("lost", to: "12065550604", body: #"Grüße, \"quoted\" \\ and 🎿"#)
    let result = try await fixture.result("lost", is: "sent")
    await daemon.drain()
    let messages = await simulator.messages
    #expect(messages.map(\.id) == [result["provider_message_id"]?.string])
    #expect(result["attempts"]?.number?.text == "1" && result["error"] == nil)
    await simulator.stop()
  }

  @Test(
    "never sends again what a list shows in another form",
    arguments: RecordForm.Text.allCases,
    [RecordForm.Time.exact, .minute]
  )
  func forms(text: RecordForm.Text, time: RecordForm.Time) async throws {
    let simulator = try await FlowrouteSimulator.start()
    var form = RecordForm()
    (form.text, form.time) = (text, time)
    await simulator.setRecordForm(form)
    let fixture = try DaemonFixture(port: simulator.port, members: DaemonFixture.quickLooks)
    let daemon = try await fixture.start()
    try fixture.submit("lost", to: "12065550604", body: #" Don’t & won’t:\nüber alles, with 🎿 "#)
    let result = try await fixture.result("lost") { $0["final"]?.bool == true }
    await daemon.drain()
    let isTold = ![.ascii, .redacted, .empty, .null, .missing].contains(text)
    #expect(result["status"]?.string == (isTold ? "sent" : "uncertain"))
    #expect(await simulator.messages.count == 1)
    await simulator.stop()
  }

  @Test(
    "sends nothing into a page, an empty account or a filter, and all of it when that is over",
    arguments: ["login-page", "errors", "no-funds", "filter-page", "407"]
  )
  func trouble(name: String) async throws {
    let simulator = try await FlowrouteSimulator.start()
    let fault = try #require(Fault(name: name))
    await simulator.insertFault(FaultRule(fault, method: "POST", times: 3))
    let fixture = try DaemonFixture(
      port: simulator.port,
      members: DaemonFixture.quickLooks,
      probeSeconds: 0.2
    )
    let daemon = try await fixture.start()
    for index in 0..<10 { try fixture.submit("m-\(index)", to: "1206555014\(index)") }
    for index in 0..<10 { _ = try await fixture.result("m-\(index)", is: "sent") }
    await daemon.drain()
    #expect(await simulator.messages.count == 10)
    if !["login-page", "errors"].contains(name) {
      #expect(fixture.log.contains { $0.contains("account paused") })
    }
    await simulator.stop()
  }

  @Test("sends again what was not taken, in each version", arguments: ["v2", "v2.1", "v2.2"])
  func notTaken(api: String) async throws {
    let simulator = try await FlowrouteSimulator.start()
    let fixture = try DaemonFixture(
      port: simulator.port,
      api: api,
      members: DaemonFixture.quickLooks
    )
    let daemon = try await fixture.start()
    try fixture.submit("dropped", to: "12065551603")
    try fixture.submit("failing", to: "12065551502")
    let results = [
      try await fixture.result("dropped", is: "sent"),
      try await fixture.result("failing", is: "sent"),
    ]
    await daemon.drain()
    #expect(results.map { $0["attempts"]?.number?.text } == ["2", "2"])
    let ids = await simulator.messages.map(\.id)
    #expect(Set(ids) == Set(results.compactMap { $0["provider_message_id"]?.string }))
    #expect(ids.count == 2)
    await simulator.stop()
  }

  @Test("does not send again while the list cannot be read, and ends as uncertain with its time")
  func uncertain() async throws {
    let simulator = try await FlowrouteSimulator.start()
    await simulator.insertFault(FaultRule(Fault(.status(502)), method: "GET"))
    let fixture = try DaemonFixture(port: simulator.port, members: DaemonFixture.quickLooks)
    let daemon = try await fixture.start()
    // Long enough that a busy machine has sent it by then.
    try fixture.submit("lost", to: "12065550604", members: ", \"ttl_seconds\": 12")
    let result = try await fixture.result("lost") { $0["final"]?.bool == true }
    await daemon.drain()
    #expect(result["status"]?.string == "uncertain")
    #expect(result["error"]?.object?["code"]?.string == "connection_lost")
    #expect(result["error"]?.object?["hint"]?.string?.contains("portal") == true)
    #expect(await simulator.messages.count == 1)
    #expect(fixture.log.contains { $0.contains("look failed") })
    await simulator.stop()
  }

  @Test("learns the id of a message whose answer told none, and reads registration's delay")
  func nameless() async throws {
    var configuration = SimulatorConfiguration()
    configuration.registrationDelay = 1_000_000_000
    let simulator = try await FlowrouteSimulator.start(configuration)
    let fixture = try DaemonFixture(port: simulator.port, members: DaemonFixture.quickLooks)
    let daemon = try await fixture.start()
    try fixture.submit("nameless", to: "12065550608")
    let id = try await fixture.providerID(of: "nameless")
    await daemon.drain()
    #expect(await simulator.messages.map(\.id) == [id])
    await simulator.stop()
  }
}
