import FlowrouteSimulator
import TestSupport
import Testing

@Suite("The numbers' API", .throttled)
struct NumbersTests {
  @Test("lists ten numbers unless told, and links to the next page")
  func pages() async throws {
    try await Client.run { client in
      let first = await client.get("/v2/numbers/available?starts_with=206").json
      #expect(first?.data?.count == 10)
      let next = try #require(first?.links?.next?.string)
      #expect(next.hasSuffix("/v2/numbers/available?limit=10&offset=10"))
      let own = await client.get("/v2/numbers").json
      #expect(own?.data?.count == 1 && own?.links?.next == nil)
      #expect(own?.data?[0]?.attributes?.messaging_enabled == .boolean(true))
      for query in ["limit=0", "limit=201", "offset=-1", "starts_with=2a6"] {
        #expect(await client.get("/v2/numbers?\(query)").status == 422)
      }
    }
  }

  @Test("takes digits with a plus sign as a whole number's first ones")
  func startsWith() async throws {
    try await Client.run { client in
      for (query, count) in [("206", 1), ("%2B1206", 1), ("%2B206", 0), ("1206", 0)] {
        let found = await client.get("/v2/numbers?starts_with=\(query)").json
        #expect(found?.data?.count == count, "\(query)")
      }
      #expect(await client.get("/v2/numbers?alias=desk").json?.data?.count == 0)
    }
  }

  @Test("sells each number once, and sends from it once it is enabled")
  func purchase() async throws {
    try await Client.run { client in
      let path = "/v2/numbers/12065550123"
      #expect(await client.get(path).status == 404)
      let bought = await client.post(path, #"{"messaging_enabled": true}"#)
      #expect(bought.status == 201)
      // The answer shows the number before its task is done.
      let data = bought.json?.data
      #expect(data?.attributes?.messaging_enabled == .boolean(false))
      #expect(data?.relationships?.message_provision?.data?.id?.string != nil)
      #expect(await client.post(path, "").status == 422)
      #expect(await client.send(from: "12065550123").status == 202)
      #expect(await client.exchange(Client.request("DELETE", path)).status == 204)
      #expect(await client.exchange(Client.request("DELETE", path)).status == 404)
      #expect(await client.send(from: "12065550123").status == 403)
      #expect(await client.post(path, "").status == 201)
      #expect(await client.send(from: "12065550123").status == 403)
    }
  }

  @Test("takes its time for a task, and says how it goes")
  func tasks() async throws {
    let clock = ManualClock(wall: 0)
    try await Client.run(.with { $0.clock = clock.simulatorClock }) { client in
      let plan = #"{"delay_ms": 1000, "outcome": "failed"}"#
      #expect(await client.post("/_simulator/provisioning", plan).status == 204)
      let body = #"{"numbers": ["12065550101"], "action": "disable"}"#
      let begun = await client.post("/v2/message-provision", body)
      #expect(begun.status == 201)
      let task = try #require(begun.json?.data?.id?.string)
      let status = "/v2/message-provision/status/\(task)"
      #expect(await client.get(status).json?.data?.attributes?.status == "processing")
      clock.advance(1_000_000_000)
      #expect(await client.get(status).json?.data?.attributes?.status == "failed")
      #expect(await client.send().status == 202)
      #expect(await client.post("/_simulator/provisioning", "{}").status == 204)
      #expect(await client.post("/v2/message-provision", body).status == 201)
      #expect(await client.send().status == 403)
    }
  }

  @Test("answers 207 where a number is bought but cannot be enabled")
  func multiStatus() async throws {
    try await Client.run(.with { $0.provisioning.outcome = .unavailable }) { client in
      let body = #"{"messaging_enabled": true}"#
      #expect(await client.post("/v2/numbers/12065550123", body).status == 207)
      let patch = #"{"type": "number", "alias": "a", "messaging_enabled": false}"#
      let path = "/v2/numbers/12065550101"
      #expect(await client.exchange(Client.request("PATCH", path, body: patch)).status == 207)
      #expect(await client.get(path).json?.data?.attributes?.alias == "a")
      let enable = #"{"numbers": ["12065550101"], "action": "enable"}"#
      #expect(await client.post("/v2/message-provision", enable).status == 503)
    }
  }

  @Test("refuses what is malformed")
  func malformed() async throws {
    try await Client.run { client in
      let path = "/v2/numbers/12065550101"
      for (method, path, body, status) in [
        ("PATCH", path, #"{"alias": "a"}"#, 422), ("PATCH", path, "x", 400),
        ("PATCH", "/v2/numbers/12065550102", #"{"type": "number"}"#, 404),
        ("POST", "\(path)/relationships/sms_callback", #"{"callback_url": "ftp://x"}"#, 422),
        ("POST", "\(path)/relationships/nothing", "{}", 404),
        ("POST", "/v2/message-provision", #"{"numbers": [], "action": "enable"}"#, 422),
        ("POST", "/v2/message-provision", #"{"numbers": ["12065550101"], "action": "x"}"#, 422),
        ("POST", "/v2/numbers/19995550100", "{}", 422), ("PUT", path, "{}", 405),
        ("POST", "/_simulator/provisioning", #"{"outcome": "maybe"}"#, 400),
      ] {
        let reply = await client.exchange(Client.request(method, path, body: body))
        #expect(reply.status == status, "\(method) \(path) \(body)")
      }
    }
  }
}
