import FlowrouteSimulator
import TestSupport
import Testing

@Suite("Sending", .throttled)
struct SendingTests {
  @Test("v2 answers 200 with an mdr1 id and nothing else")
  func version2() async throws {
    try await Client.run { client in
      let reply = await client.send("v2")
      #expect(reply.status == 200)
      let id = try #require(reply.json?.data?.id?.string)
      #expect(id.hasPrefix("mdr1-") && id.utf8.count == 37)
      #expect(reply.json == .object(["data": .object(["id": .string(id)])]))
      #expect(await client.simulator.messages.map(\.id) == [id])
    }
  }

  @Test("v2.1 answers 202 with id, type and a link to the record")
  func version21() async throws {
    try await Client.run { client in
      let reply = await client.send("v2.1")
      #expect(reply.status == 202)
      #expect(reply.headers["content-type"] == "application/json")
      let id = try #require(reply.json?.data?.id?.string)
      #expect(id.hasPrefix("mdr2-") && id.utf8.count == 37)
      #expect(reply.json?.data?.type == "message")
      let link = client.simulator.url + "/v2.1/messages/\(id)"
      #expect(reply.json?.data?.links?.`self` == .string(link))
    }
  }

  @Test("v2.2 takes numbers with a plus and tells the price")
  func version22() async throws {
    try await Client.run { client in
      let text = String(repeating: "é", count: 71)
      let reply = await client.send("v2.2", to: "+12065550142", from: "+12065550101", body: text)
      #expect(reply.status == 202)
      #expect(reply.json?.data?.price_details?.segment_count == 2)
      #expect(reply.json?.data?.price_details?.charged_cost == .number(0.008))
      let message = try #require(await client.simulator.messages.first)
      #expect(message.version == .v22)
      #expect(message.to == "12065550142")
      #expect(message.from == "12065550101")
      #expect(message.body == text)
    }
  }

  @Test("the JSON:API shape and its media type are accepted by v2.1 and v2.2")
  func envelope() async throws {
    try await Client.run { client in
      let body =
        #"{"data":{"type":"message","attributes":{"to":"12065550142","from":"12065550101","body":"x","is_mms":"false"}}}"#
      for version in ["v2.1", "v2.2"] {
        let request = Client.request(
          "POST",
          "/\(version)/messages",
          body: body,
          contentType: "application/vnd.api+json; charset=utf-8"
        )
        #expect(await client.exchange(request).status == 202)
      }
      #expect(await client.post("/v2/messages", body).status == 403)
    }
  }

  @Test("v2 takes the text from `content` as well, and unknown members are ignored")
  func content() async throws {
    try await Client.run { client in
      let body = #"{"to":"12065550142","from":"12065550101","content":"x","dlr_callback":7}"#
      #expect(await client.post("/v2/messages", body).status == 200)
      #expect(await client.simulator.messages.map(\.body) == ["x"])
      #expect(await client.post("/v2.1/messages", body).status == 422)
    }
  }

  struct Refusal: CustomTestStringConvertible, Sendable {
    let testDescription: String
    var version = "v2.1"
    let body: String
    let status: Int
  }

  @Test(
    "what is not acceptable is refused and not stored",
    arguments: [
      Refusal(testDescription: "no JSON", body: "{to", status: 400),
      Refusal(testDescription: "cut JSON, v2", version: "v2", body: #"{"to":"#, status: 400),
      Refusal(testDescription: "an array", body: "[]", status: 422),
      Refusal(
        testDescription: "a number for `to`",
        body: #"{"to":12065550142,"from":"12065550101","body":"x"}"#,
        status: 422
      ),
      Refusal(
        testDescription: "10 digits",
        body: #"{"to":"2065550142","from":"12065550101","body":"x"}"#,
        status: 422
      ),
      Refusal(
        testDescription: "10 digits, v2",
        version: "v2",
        body: #"{"to":"2065550142","from":"12065550101","body":"x"}"#,
        status: 403
      ),
      Refusal(
        testDescription: "no sender",
        body: #"{"to":"12065550142","body":"x"}"#,
        status: 422
      ),
      Refusal(
        testDescription: "empty text",
        body: #"{"to":"12065550142","from":"12065550101","body":""}"#,
        status: 422
      ),
      Refusal(
        testDescription: "another's number as sender",
        body: #"{"to":"12065550142","from":"12065550199","body":"x"}"#,
        status: 403
      ),
    ]
  )
  func refused(_ row: Refusal) async throws {
    try await Client.run { client in
      let reply = await client.post("/\(row.version)/messages", row.body)
      #expect(reply.status == row.status)
      let error = reply.json?.errors?[0]
      #expect(error?.status == .number(Double(row.status)))
      #expect(error?.id?.string?.split(separator: "-").map(\.count) == [8, 4, 4, 4, 12])
      #expect(error?.title?.string?.isEmpty == false)
      #expect(await client.simulator.messages.isEmpty)
    }
  }

  @Test("v2 may answer 500 to a malformed number, as some of the provider's documents say")
  func malformedAsServerError() async throws {
    try await Client.run(.with { $0.v2Malformed = .serverError }) { client in
      #expect(await client.send("v2", to: "2065550142").status == 500)
      #expect(await client.send("v2.1", to: "2065550142").status == 422)
    }
  }

  @Test("another media type is a 415")
  func mediaType() async throws {
    try await Client.run { client in
      let body = #"{"to":"12065550142","from":"12065550101","body":"x"}"#
      for type in ["text/plain", "application/jsonp", nil] {
        let request = Client.request("POST", "/v2.1/messages", body: body, contentType: type)
        #expect(await client.exchange(request).status == 415)
      }
    }
  }

  @Test("a body above 1 MiB is a 413")
  func tooLarge() async throws {
    try await Client.run { client in
      let text = String(repeating: "x", count: 1 << 20)
      #expect(await client.send(body: text).status == 413)
    }
  }

  @Test("a handset that answered STOP to this number is a 400 with 1110, and only for this number")
  func optedOut() async throws {
    let change: (inout SimulatorConfiguration) -> Void = {
      $0.numbers = ["12065550101", "12065550102"]
      $0.optOuts = [OptOut(handset: "12065550142", number: "12065550101")]
    }
    try await Client.run(.with(change)) { client in
      let reply = await client.send()
      #expect(reply.status == 400)
      #expect(reply.json?.errors?[0]?.code == 1110)
      #expect(await client.send(from: "12065550102").status == 202)
      #expect(await client.send(to: "12065550143").status == 202)
    }
  }

  @Test("without keeping texts a record has none, and its price is still right")
  func withoutBodies() async throws {
    try await Client.run(.with { $0.keepsBodies = false }) { client in
      let id = try #require(await client.send().json?.data?.id?.string)
      let attributes = await client.get("/v2.1/messages/\(id)").json?.data?.attributes
      #expect(attributes?.body == .null)
      #expect(attributes?.amount_display == "$0.0040")
    }
  }
}
