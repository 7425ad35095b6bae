import TestSupport
import Testing

@testable import FlowrouteSimulator

@Suite("Faults on the wire", .throttled)
struct FaultTests {
  struct Row: CustomTestStringConvertible, Sendable {
    let fault: String
    /// nil: no byte comes.
    let status: Int?
    var end = RawConnection.End.enough
    let stored: Int

    var testDescription: String { fault }
  }

  static let rows = [
    Row(fault: "400", status: 400, stored: 0),
    Row(fault: "401", status: 401, stored: 0),
    Row(fault: "403", status: 403, stored: 0),
    Row(fault: "422", status: 422, stored: 0),
    Row(fault: "429", status: 429, stored: 0),
    Row(fault: "500", status: 500, stored: 0),
    Row(fault: "503", status: 503, stored: 0),
    Row(fault: "504", status: 504, stored: 0),
    Row(fault: "599", status: 599, stored: 0),
    Row(fault: "accept-then-500", status: 500, stored: 1),
    Row(fault: "opted-out", status: 400, stored: 0),
    Row(fault: "opted-out-in-detail", status: 400, stored: 0),
    Row(fault: "drop", status: nil, end: .closed, stored: 0),
    Row(fault: "drop-unread", status: nil, end: .closed, stored: 0),
    Row(fault: "accept-then-drop", status: nil, end: .closed, stored: 1),
    Row(fault: "reset", status: nil, end: .reset, stored: 0),
    Row(fault: "accept-then-reset", status: nil, end: .reset, stored: 1),
    Row(fault: "truncated", status: 202, end: .closed, stored: 1),
    Row(fault: "no-id", status: 202, stored: 1),
  ]

  @Test(
    "the wire shows what the fault says, once, and the next request is answered",
    arguments: rows
  )
  func once(_ row: Row) async throws {
    try await Client.run { client in
      let rule = #"{"fault":"\#(row.fault)","times":1,"match":{"path":"/v2.1/messages"}}"#
      #expect(await client.post("/_simulator/faults", rule).status == 204)
      let reply = await client.send()
      #expect(reply.status == row.status)
      #expect(reply.end == row.end)
      #expect(await client.simulator.messages.count == row.stored)
      #expect(await client.send().status == 202)
    }
  }

  @Test("a page of HTML comes with 502, nothing with 504")
  func gatewayBodies() async throws {
    try await Client.run { client in
      let bad = await client.send(to: "12065550502")
      #expect(bad.status == 502)
      #expect(bad.headers["content-type"] == "text/html")
      #expect(bad.body.hasPrefix("<html>"))
      let timeout = await client.send(to: "12065550504")
      #expect(timeout.status == 504)
      #expect(timeout.body.isEmpty)
    }
  }

  @Test("Retry-After comes only where it is asked for")
  func retryAfter() async throws {
    try await Client.run { client in
      #expect(await client.send(to: "12065550429").headers["retry-after"] == nil)
      let reply = await client.send(to: "12065550430")
      #expect(reply.status == 429)
      #expect(reply.headers["retry-after"] == "2")
      let rule = #"{"fault":"503","retry_after":-7}"#
      #expect(await client.post("/_simulator/faults", rule).status == 204)
      #expect(await client.send().headers["retry-after"] == "-7")
    }
  }

  @Test("a truncated answer has the status, the length of the whole, and half of the JSON")
  func truncated() async throws {
    try await Client.run { client in
      let reply = await client.send(to: "12065550607")
      #expect(reply.status == 202)
      #expect(reply.end == .closed)
      let length = try #require(reply.headers["content-length"].flatMap { Int($0) })
      #expect(reply.body.utf8.count == length / 2)
      #expect(reply.body.hasPrefix(#"{"data":{"id":"mdr2-"#))
      #expect(reply.json == nil)
    }
  }

  @Test("an answer without an id is JSON without an id")
  func withoutIdentifier() async throws {
    try await Client.run { client in
      let reply = await client.send(to: "12065550608")
      #expect(reply.status == 202)
      #expect(reply.json == .object(["data": .object([:])]))
    }
  }

  @Test("1110 is in `code`, or only in the words")
  func optedOut() async throws {
    try await Client.run { client in
      let coded = await client.send(to: "12065550400").json?.errors?[0]
      #expect(coded?.code == 1110)
      #expect(coded?.detail?.string?.contains("1110") == false)
      let worded = await client.send(to: "12065550411").json?.errors?[0]
      #expect(worded?.code == nil)
      #expect(worded?.detail?.string?.contains("1110") == true)
    }
  }

  @Test("a slow answer comes after its delay, a hanging one never", arguments: [true, false])
  func delays(_ isAccepted: Bool) async throws {
    try await Client.run { client in
      let name = isAccepted ? "accept-then-hang" : "hang"
      await client.simulator.insertFault(
        FaultRule(try #require(Fault(name: "slow", delay: 60_000_000)), times: 1)
      )
      await client.simulator.insertFault(
        FaultRule(try #require(Fault(name: name, delay: 60_000_000)), times: 1)
      )
      let clock = ContinuousClock()
      var reply: Reply?
      let slow = await clock.measure { reply = await client.send() }
      #expect(reply?.status == 202)
      #expect(slow >= .milliseconds(60))
      let hanging = await clock.measure { reply = await client.send() }
      #expect(reply?.status == nil)
      #expect(reply?.end == .closed)
      #expect(hanging >= .milliseconds(60))
      #expect(await client.simulator.messages.count == (isAccepted ? 2 : 1))
      #expect(await client.simulator.statistics.unanswered == 1)
    }
  }

  @Test(
    "the next lists fail as told, sends do not, and then lists work again",
    arguments: ["401", "429", "500", "503", "drop", "truncated"]
  )
  func lists(_ name: String) async throws {
    try await Client.run { client in
      let match = #"{"method":"GET","path":"/v2.1/messages"}"#
      let fault = #"{"fault":"\#(name)","times":2,"match":\#(match)}"#
      #expect(await client.post("/_simulator/faults", fault).status == 204)
      #expect(await client.send().status == 202)
      let list = "/v2.1/messages?start_date=2020-01-01"
      for _ in 0..<2 {
        let reply = await client.get(list)
        #expect(reply.status == (name == "truncated" ? 200 : Int(name)))
        #expect(reply.json?.data == nil)
        #expect(await client.send().status == 202)
      }
      #expect(await client.get(list).json?.data?.count == 3)
    }
  }

  @Test("a connection dropped before reading never sees its body read")
  func unread() async throws {
    try await Client.run { client in
      await client.simulator.insertFault(FaultRule(Fault(.dropUnread), times: 1))
      let connection = RawConnection(port: client.simulator.port)
      let body = #"{"to":"12065550142","from":"12065550101","body":"x"}"#
      let request = Client.request("POST", "/v2.1/messages", body: body)
      await connection.write(String(request.dropLast(body.count)))
      let (bytes, end) = await connection.read(until: Reply.length)
      #expect(bytes.isEmpty)
      #expect(end == .closed)
    }
  }

  @Test("stopping ends the connections whose answers are held back")
  func stopWhileHeld() async throws {
    try await Client.run { client in
      await client.simulator.insertFault(FaultRule(Fault(.hang), path: "/v2/messages"))
      async let held = client.send("v2")
      await client.simulator.wait { $0.requests == 1 }
      await client.simulator.stop()
      let reply = await held
      #expect(reply.status == nil)
    }
  }
}
