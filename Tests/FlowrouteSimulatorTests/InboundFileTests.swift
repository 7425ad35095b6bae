import FoundationEssentials
import TestSupport
import Testing

@testable import FlowrouteSimulator

@Suite("Pictures from handsets", .timeLimit(.minutes(10)), .throttled)
struct InboundFileTests {
  private struct Call: Decodable {
    struct Included: Decodable {
      struct Attributes: Decodable {
        let url: String
        let type: String
        let size: Int

        enum CodingKeys: String, CodingKey {
          case url
          case type = "mime_type"
          case size = "file_size"
        }
      }

      let id: String
      let type: String
      let attributes: Attributes
    }

    let included: [Included]
  }

  private static let reply = """
    {"from":"12065550142","to":"12065550101","body":"","media":[
      {"base64":"aGVsbG8=","mime_type":"image/png","file_name":"a.png"},
      {"url":"https://media.example.com/x"}
    ]}
    """

  @Test("come with a call to mms_callback, and are served without keys; faults may be set for them")
  func served() async throws {
    let server = try ScriptedServer(.readRequest, .answer("200 OK"))
    try await Client.run { client in
      await client.simulator.setCallbacks(messages: server.url, receipts: nil)
      #expect(await client.post("/_simulator/reply", Self.reply).status == 202)
      let body = Array(try await server.requests.next().body)
      let text = String(decoding: body, as: UTF8.self)
      #expect(text.contains(#""body":null"#) && text.contains(#""is_mms":true,"status":"""#))
      let included = try JSONDecoder().decode(Call.self, from: Data(body)).included
      #expect(included.map(\.attributes.type) == ["image/png", "image/jpeg"])
      #expect(included.map(\.attributes.size) == [5, 0])
      #expect(included.last?.attributes.url == "https://media.example.com/x")
      let url = try #require(included.first?.attributes.url)
      #expect(url.hasPrefix(client.simulator.url + "/_simulator/media/"))
      let path = String(url.dropFirst(client.simulator.url.count))
      let got = await client.exchange(Client.request("GET", path, authorization: nil))
      #expect(got.status == 200 && got.body == "hello")
      await client.simulator.insertFault(FaultRule(Fault(.status(503)), path: path, times: 1))
      #expect(await client.get(path).status == 503)
      #expect(await client.get(path).status == 200)
      let list = await client.get("/v2.1/messages?start_date=2020-01-01")
      #expect(list.body.contains(#""included":[{"type":"media""#))
    }
  }

  @Test("are refused without mms_callback, and if their content is not valid Base64")
  func refused() async throws {
    try await Client.run { client in
      let reply = await client.post("/_simulator/reply", Self.reply)
      #expect(reply.status == 422 && reply.body.contains("mms_callback"))
      let bad = Self.reply.replacing("aGVsbG8=", with: "%%%")
      #expect(await client.post("/_simulator/reply", bad).status == 400)
    }
  }
}
