import TestSupport
import Testing

@testable import FlowrouteSimulator

@Suite("The simulator's own calls", .throttled)
struct AdminTests {
  @Test("the accepted messages come as JSON lines, in order")
  func messages() async throws {
    try await Client.run { client in
      _ = await client.send(body: "first")
      _ = await client.send("v2", body: #"a \"quoted\"\nline\u0007"#)
      let reply = await client.get("/_simulator/messages")
      #expect(reply.headers["content-type"] == "application/jsonl")
      let lines = reply.body.split(separator: "\n").map { Reply(body: String($0)).json }
      #expect(lines.map { $0?.body } == ["first", "a \"quoted\"\nline\u{7}"])
      #expect(lines.map { $0?.version } == ["v2.1", "v2"])
      let ids = await client.simulator.messages.map(\.id)
      #expect(lines.map { $0?.id?.string } == ids)
    }
  }

  @Test("the statistics count answers by status, and not the simulator's own calls")
  func statistics() async throws {
    try await Client.run { client in
      _ = await client.send()
      _ = await client.send(to: "12065550500")
      _ = await client.send(to: "12065550603")
      let json = await client.get("/_simulator/statistics").json
      #expect(json?.requests == 3)
      #expect(json?.messages == 1)
      #expect(json?.answers == .object(["202": 1, "500": 1]))
      #expect(json?.unanswered == 1)
      #expect(json?.connections == 4)
      // Three, unless the machine took more than a second for them.
      #expect([1, 2, 3].contains(json?.peak_per_second))
    }
  }

  @Test("lists are counted apart from sends, by the most within a second too")
  func lists() async throws {
    let clock = ManualClock(wall: 0)
    try await Client.run(.with { $0.clock = clock.simulatorClock }) { client in
      for step in [0, 400_000_000, 599_999_999, 1, 2_000_000_000] as [Int64] {
        clock.advance(step)
        _ = await client.get("/v2.1/messages?start_date=1970-01-01")
      }
      _ = await client.send()
      _ = await client.get("/v2.1/messages/x")
      let json = await client.get("/_simulator/statistics").json
      #expect(json?.lists == 5)
      #expect(json?.peak_lists_per_second == 3)
      #expect(json?.peak_per_second == 1)
      #expect(json?.arrivals_per_second == .array([1]))
    }
  }

  @Test("requests are remembered with what came and what was answered")
  func requests() async throws {
    try await Client.run { client in
      _ = await client.send()
      _ = await client.get("/v2/messages/x?limit=1")
      let requests = await client.simulator.requests
      #expect(requests.map(\.method) == ["POST", "GET"])
      #expect(requests.map(\.path) == ["/v2.1/messages", "/v2/messages/x"])
      #expect(requests.map(\.query) == [[:], ["limit": "1"]])
      #expect(requests.map(\.contentType) == ["application/json", nil])
      #expect(requests.map(\.status) == [202, 404])
      #expect(requests.map(\.isAuthorized) == [true, true])
    }
  }

  @Test("only the latest requests are remembered")
  func bounded() async throws {
    try await Client.run(.with { $0.requestLog = 2 }) { client in
      for name in ["a", "b", "c", "d", "e", "f", "g"] {
        _ = await client.get("/v2/messages/\(name)")
      }
      #expect(await client.simulator.requests.map(\.path) == ["/v2/messages/f", "/v2/messages/g"])
    }
  }

  @Test("an unknown call is a 404 that names them, another method a 405")
  func unknownCall() async throws {
    try await Client.run { client in
      let reply = await client.get("/_simulator/x")
      #expect(reply.status == 404)
      #expect(reply.json?.errors?[0]?.detail?.string?.contains("statistics") == true)
      #expect(await client.get("/_simulator/faults").status == 405)
      #expect(await client.post("/_simulator/messages", "x").status == 405)
      #expect(await client.get("/_simulator/keys").status == 405)
      #expect(await client.post("/_simulator/clock", #"{"skew_ms":1e18}"#).status == 400)
    }
  }

  @Test("an answer takes at least the latency")
  func latency() async throws {
    try await Client.run(.with { $0.latency = 30_000_000 }) { client in
      let took = await ContinuousClock().measure { _ = await client.send() }
      #expect(took >= .milliseconds(30))
    }
  }

  @Test("the jitter is within its bound, and the same seed gives the same")
  func jitter() {
    let request = HTTPRequest(
      method: "GET",
      path: "/",
      query: [:],
      authorization: nil,
      contentType: nil
    )
    func delays(seed: UInt64) -> [Int64] {
      let provider = SimulatedProvider(
        .with {
          $0.latency = 50
          $0.jitter = 20
          $0.seed = seed
        }
      )
      return (0..<200).map { _ in provider.answer(request).delay }
    }
    #expect(delays(seed: 1) == delays(seed: 1))
    #expect(delays(seed: 1) != delays(seed: 2))
    #expect(Set(delays(seed: 1)) == Set(50...70))
  }

  @Test("whoever waits for a count is woken when it is reached, and when the simulator stops")
  func waiting() async throws {
    try await Client.run { client in
      async let two: Void = client.simulator.wait { $0.messages == 2 }
      _ = await client.send()
      _ = await client.send()
      await two
      async let never: Void = client.simulator.wait { $0.messages == 3 }
      await client.simulator.stop()
      await never
    }
  }
}

extension Reply {
  /// A reply that is all body.
  init(body: String) {
    self.init(Array(body.utf8), .enough)
  }
}
