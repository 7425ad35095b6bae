import FlowrouteSimulator
import TestSupport
import Testing

@Suite("Keys, paths and methods", .throttled)
struct AccessTests {
  @Test("the keys' encoding is that of RFC 7617")
  func encoding() async throws {
    let change: (inout SimulatorConfiguration) -> Void = {
      $0.credentials = Credentials(accessKey: "Aladdin", secretKey: "open sesame")
    }
    try await Client.run(.with(change)) { client in
      let header = "basic QWxhZGRpbjpvcGVuIHNlc2FtZQ=="
      let path = "/v2.1/messages?start_date=2026-11-23"
      let request = Client.request("GET", path, authorization: header)
      #expect(await client.exchange(request).status == 200)
    }
  }

  @Test(
    "other keys are a 401 on every path, known or not",
    arguments: [nil, "", "Basic", "Basic MTIwNjU1NTA6d3Jvbmc=", "Bearer MTIwNjU1NTA6d3Jvbmc="],
    ["/v2/messages", "/v2.2/messages/mdr2-1", "/nothing"]
  )
  func unauthorized(_ authorization: String?, _ path: String) async throws {
    try await Client.run { client in
      let request = Client.request("GET", path, authorization: authorization)
      let reply = await client.exchange(request)
      #expect(reply.status == 401)
      #expect(reply.json?.errors?[0]?.title == "Unauthorized")
      #expect(reply.json?.errors?[0]?.detail == "Authentication failed.")
      #expect(await client.simulator.requests.map(\.isAuthorized) == [false])
    }
  }

  @Test(
    "unknown paths are a 404",
    arguments: ["/", "/v2.1", "/v3/messages", "/v2.1/messages/", "/v2.1/messages/a/b", "/v2.1/x"]
  )
  func unknownPath(_ path: String) async throws {
    try await Client.run { client in
      #expect(await client.get(path).status == 404)
    }
  }

  @Test(
    "a known path with another method is a 405 that names the right ones",
    arguments: [
      ("PUT", "/v2.1/messages", "GET, POST"),
      ("DELETE", "/v2/messages/mdr1-1", "GET"),
      ("POST", "/v2.2/messages/sms_callback", "GET, PUT, DELETE"),
    ]
  )
  func method(_ method: String, _ path: String, _ allowed: String) async throws {
    try await Client.run { client in
      let reply = await client.exchange(Client.request(method, path))
      #expect(reply.status == 405)
      #expect(reply.headers["allow"] == allowed)
    }
  }

  @Test("keys are changed while it runs, by call and by API")
  func changedKeys() async throws {
    try await Client.run { client in
      let change = #"{"access_key":"12065550","secret_key":"wrong"}"#
      #expect(await client.post("/_simulator/keys", change).status == 204)
      #expect(await client.send().status == 401)
      await client.simulator.setCredentials(.demo)
      #expect(await client.send().status == 202)
      #expect(await client.post("/_simulator/keys", "{}").status == 400)
    }
  }

  @Test("many requests go over one connection")
  func keepAlive() async throws {
    try await Client.run { client in
      let connection = RawConnection(port: client.simulator.port)
      let body = #"{"to":"12065550142","from":"12065550101","body":"x"}"#
      for _ in 0..<3 {
        await connection.write(Client.request("POST", "/v2.1/messages", body: body))
        let (bytes, end) = await connection.read(until: Reply.length)
        #expect(end == .enough)
        #expect(Reply(bytes, end).status == 202)
      }
      let statistics = await client.simulator.statistics
      #expect(statistics.connections == 1)
      #expect(statistics.messages == 3)
      #expect(statistics.answers == [202: 3])
    }
  }

  @Test("a request in pieces is one request")
  func pieces() async throws {
    try await Client.run { client in
      let connection = RawConnection(port: client.simulator.port)
      let body = #"{"to":"12065550142","from":"12065550101","body":"in pieces"}"#
      let request = Client.request("POST", "/v2.1/messages", body: body)
      for character in request { await connection.write(String(character)) }
      let (bytes, end) = await connection.read(until: Reply.length)
      #expect(Reply(bytes, end).status == 202)
      #expect(await client.simulator.messages.map(\.body) == ["in pieces"])
    }
  }

  @Test("a port that is taken is an error that says which")
  func portTaken() async throws {
    try await Client.run { client in
      var configuration = SimulatorConfiguration()
      configuration.port = client.simulator.port
      await #expect(throws: SimulatorError.cannotListen(port: client.simulator.port)) {
        try await FlowrouteSimulator.start(configuration)
      }
    }
  }
}
