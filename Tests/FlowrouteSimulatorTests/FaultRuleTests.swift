import TestSupport
import Testing

@testable import FlowrouteSimulator

@Suite("Which request meets which fault", .throttled)
struct FaultRuleTests {
  @Test("a rule strikes what it matches, as often as it says, the oldest first")
  func matching() async throws {
    try await Client.run { client in
      let simulator = client.simulator
      await simulator.insertFault(FaultRule(Fault(.status(503)), to: "12065550142", times: 2))
      await simulator.insertFault(FaultRule(Fault(.status(500)), from: "12065550101"))
      await simulator.insertFault(FaultRule(Fault(.status(502)), method: "GET", path: "/v2/*"))
      #expect(await client.send().status == 503)
      #expect(await client.send("v2.2", to: "+12065550142").status == 503)
      #expect(await client.send().status == 500)
      #expect(await client.get("/v2/messages/x").status == 502)
      #expect(await client.get("/v2.1/messages/x").status == 404)
      #expect(await client.exchange(Client.request("DELETE", "/_simulator/faults")).status == 204)
      #expect(await client.send().status == 202)
    }
  }

  @Test("a rule with numbers strikes sends only")
  func numbersMatchSends() async throws {
    try await Client.run { client in
      await client.simulator.insertFault(FaultRule(Fault(.status(500)), to: "12065550142"))
      #expect(await client.get("/v2.1/messages?start_date=2026-11-23").status == 200)
      #expect(await client.send().status == 500)
    }
  }

  @Test("wrong keys and the rate limit come before faults, wrong values after")
  func order() async throws {
    let clock = ManualClock(wall: 0).simulatorClock
    let limited = SimulatorConfiguration.with {
      $0.messagesPerSecond = 1
      $0.clock = clock
    }
    try await Client.run(limited) { client in
      await client.simulator.insertFault(FaultRule(Fault(.status(500))))
      let request = Client.request("GET", "/v2.1/messages", authorization: nil)
      #expect(await client.exchange(request).status == 401)
      #expect(await client.post("/v2.1/messages", "no JSON").status == 500)
      #expect(await client.post("/v2.1/messages", "no JSON").status == 429)
    }
  }

  @Test("a fault that accepts does not accept what is not acceptable")
  func acceptedOnlyIfAcceptable() async throws {
    try await Client.run { client in
      await client.simulator.insertFault(FaultRule(Fault(.drop, accepts: true)))
      #expect(await client.send(to: "2065550142").status == 422)
    }
  }

  struct Form: CustomTestStringConvertible, Sendable {
    let testDescription: String
    let status: Int

    init(_ json: String, _ status: Int) {
      testDescription = json
      self.status = status
    }
  }

  @Test(
    "a form that is not a rule is refused",
    arguments: [
      Form("{}", 400), Form("500", 400), Form(#"{"fault":500}"#, 400),
      Form(#"{"fault":"399"}"#, 422), Form(#"{"fault":"+50"}"#, 422),
      Form(#"{"fault":"explode"}"#, 422), Form(#"{"fault":"accept-then-drop-unread"}"#, 422),
      Form(#"{"fault":"500","times":0}"#, 422), Form(#"{"fault":"500","delay_ms":-1}"#, 422),
      Form(#"{"fault":"500","delay_ms":9223372036854775807}"#, 422),
      Form(#"{"fault":"500","match":{"to":"142"}}"#, 422),
      Form(#"{"fault":"drop-unread","match":{"to":"12065550142"}}"#, 422),
    ]
  )
  func refusedForm(_ form: Form) async throws {
    try await Client.run { client in
      let reply = await client.post("/_simulator/faults", form.testDescription)
      #expect(reply.status == form.status)
      #expect(reply.json?.errors?[0]?.detail?.string?.isEmpty == false)
      #expect(await client.send().status == 202)
    }
  }

  @Test("every name is a fault, and survives `accept-then-`")
  func names() {
    for name in Fault.names + ["400", "599"] {
      #expect(Fault(name: name) != nil)
      #expect(Fault(name: "accept-then-" + name)?.accepts == (name == "drop-unread" ? nil : true))
    }
  }
}
