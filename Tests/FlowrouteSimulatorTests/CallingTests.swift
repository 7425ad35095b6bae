import TestSupport
import Testing

@testable import FlowrouteSimulator

@Suite("Calls of the provider", .timeLimit(.minutes(10)), .throttled)
struct CallingTests {
  @Test("go to this machine only")
  func targets() {
    let target = CallbackTarget("http://127.0.0.1:8025/flowroute/x?y=1")
    #expect(target?.port == 8025 && target?.path == "/flowroute/x?y=1")
    #expect(CallbackTarget("http://localhost:80")?.path == "/")
    #expect(CallbackTarget("http://[::1]:80/x")?.host == "[::1]:80")
    for url in [
      "https://127.0.0.1:8025/x", "http://10.0.0.1:8025/x", "http://127.0.0.1/x", "127.0.0.1:8025",
      "http://127.0.0.1:0/", "http://127.0.0.1:8025/a b", "http://127.0.0.1:99999/",
    ] {
      #expect(CallbackTarget(url) == nil, "\(url)")
    }
  }

  @Test("bring two receipts of a message that names a URL, in the documented shape")
  func receipts() async throws {
    let server = try ScriptedServer(
      .readRequest,
      .answer("200 OK"),
      .readRequest,
      .answer("200 OK")
    )
    try await Client.run { client in
      let body = """
        {"to":"12065550142","from":"12065550101","body":"Hi","dlr_callback":"\(server.url)/r"}
        """
      let id = await client.post("/v2.1/messages", body).json?.data?.id?.string
      let calls = try await server.requests.next(2)
      let bodies = calls.map { String(decoding: $0.body, as: UTF8.self) }
      #expect(bodies.allSatisfy { $0.contains(#""id":"\#(id ?? "none")""#) })
      #expect(bodies[0].contains(#""level":1"#) && bodies[0].contains(#""status_code":null"#))
      #expect(bodies[1].contains(#""level":2"#) && bodies[1].contains(#""status_code":1003"#))
      await client.simulator.wait { $0.callbacks == 2 }
    }
  }

  @Test("bring the copies of a receipt to the byte as the first one")
  func copies() async throws {
    let server = try ScriptedServer { _ in [.readRequest, .answer("200 OK")] }
    var configuration = SimulatorConfiguration()
    configuration.receipts.levels = [2]
    configuration.receipts.copies = 50
    try await Client.run(configuration) { client in
      await client.simulator.setCallbacks(messages: nil, receipts: server.url)
      _ = await client.send()
      let calls = try await server.requests.next(50)
      #expect(Set(calls.map(\.body)).count == 1)
    }
  }

  @Test("show in the record of the message, the newest first")
  func records() async throws {
    try await Client.run { client in
      let id = await client.send().json?.data?.id?.string ?? "none"
      let before = await client.get("/v2.1/messages/\(id)").body
      #expect(before.contains(#""status":"message buffered","delivery_receipts""#))
      #expect(before.contains(#""status_code":1003"#) && before.contains(#""status_code":null"#))
      await client.simulator.setCallbacks(messages: nil, receipts: "http://127.0.0.1:1/r")
      #expect(await client.simulator.sendReceipt(of: id, code: 1_004))
      let after = await client.get("/v2.1/messages/\(id)").body
      #expect(after.contains(#""status":"delivered","delivery_receipts""#))
      #expect(after.contains(#""delivery_receipts":[{"level":2,"status":"delivered""#))
    }
  }

  @Test("that are not answered with 200 are made again")
  func repeated() async throws {
    let server = try ScriptedServer { number in
      [.readRequest, .answer(number == 0 ? "503 Later" : "200 OK")]
    }
    var configuration = SimulatorConfiguration()
    configuration.callbackRepeatDelay = 1_000_000
    try await Client.run(configuration) { client in
      await client.simulator.setCallbacks(messages: server.url, receipts: nil)
      let reply = await client.post(
        "/_simulator/reply",
        #"{"from":"12065550142","to":"12065550101","body":"STOP","shape":"flat"}"#
      )
      #expect(reply.status == 202)
      let calls = try await server.requests.next(2)
      #expect(calls[0].body == calls[1].body)
      await client.simulator.wait { $0.callbacks == 1 }
      #expect(await client.simulator.statistics.failedCallbacks == 1)
      #expect(await client.send().status == 400)
      _ = await client.post(
        "/_simulator/reply",
        #"{"from":"12065550142","to":"12065550101","body":"unstop"}"#
      )
      #expect(await client.send().status == 202)
    }
  }

  @Test("are refused where nobody wants them")
  func unwanted() async throws {
    try await Client.run { client in
      let reply = #"{"from":"12065550142","to":"12065550101","body":"x"}"#
      #expect(await client.post("/_simulator/reply", reply).status == 422)
      #expect(await client.post("/_simulator/reply", "{}").status == 400)
      #expect(await client.post("/_simulator/receipt", #"{"id":"mdr2-1"}"#).status == 422)
      #expect(await client.get("/_simulator/receipt").status == 405)
    }
  }
}
