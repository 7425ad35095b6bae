import FlowrouteSimulator
import TestSupport
import Testing

@Suite("MMS", .throttled)
struct MMSTests {
  private static let url = "https://example.com/a.jpg"

  private static func body(_ members: String) -> String {
    #"{"to": "12065550142", "from": "12065550101", \#(members)}"#
  }

  @Test(
    "is taken with media, or with a text that is to go as one",
    arguments: [
      #""media_urls": ["\#(url)"]"#, #""body": "Hi", "media_urls": ["\#(url)"], "is_mms": true"#,
      #""body": "Hi", "is_mms": true"#, #""body": "Hi", "is_mms": "true""#,
    ]
  )
  func accepted(_ members: String) async throws {
    try await Client.run { client in
      for version in ["v2.1", "v2.2"] {
        let reply = await client.post("/\(version)/messages", Self.body(members))
        #expect(reply.status == 202)
      }
      let messages = await client.simulator.messages
      #expect(messages.allSatisfy(\.isMMS) && messages.count == 2)
      #expect(messages[0].mediaURLs == (members.contains("media") ? [Self.url] : []))
      #expect(messages[0].body == (members.contains("Hi") ? "Hi" : nil))
    }
  }

  @Test("v2 has none: the members mean nothing there")
  func version2() async throws {
    try await Client.run { client in
      let text = await client.post("/v2/messages", Self.body(#""body": "Hi", "is_mms": true"#))
      #expect(text.status == 200)
      let media = await client.post("/v2/messages", Self.body(#""media_urls": ["\#(Self.url)"]"#))
      #expect(media.status == 403)
      #expect(await client.simulator.messages.map(\.isMMS) == [false])
    }
  }

  @Test("files on this machine are fetched, and what is wrong with them is said")
  func fetched() async throws {
    var configuration = SimulatorConfiguration()
    configuration.mmsPerSecond = nil
    configuration.messagesPerSecond = nil
    // Another simulator serves them: one that waits for itself would wait for ever.
    let server = try await FlowrouteSimulator.start()
    let urls = await server.serve([
      InboundFile(bytes: Array("picture".utf8)),
      InboundFile(bytes: [UInt8](repeating: 1, count: 767_840)),
      InboundFile(bytes: [UInt8](repeating: 1, count: 767_841)),
    ])
    try await Client.run(configuration) { client in
      for media in [#""\#(urls[0])", "\#(Self.url)""#, #""\#(urls[1])""#] {
        let body = Self.body(#""media_urls": [\#(media)]"#)
        #expect(await client.post("/v2.1/messages", body).status == 202)
      }
      for (url, words) in [
        (urls[2], "over 767840 byte limit"), (urls[0] + "x", "not be fetched"),
        ("http://127.0.0.1:1/a.jpg", "not be fetched"),
      ] {
        let answer = await client.post("/v2.1/messages", Self.body(#""media_urls": ["\#(url)"]"#))
        #expect(answer.status == 422 && answer.body.contains(words))
      }
      let files = await client.simulator.messages.map(\.files)
      #expect(files.count == 2 && files[0].map(\.bytes) == [Array("picture".utf8)])
      #expect(files[1].map(\.bytes.count) == [767_840])
    }
    await server.stop()
  }

  @Test("media that cannot be taken get 422, with the provider's words where they are known")
  func refused() async throws {
    try await Client.run { client in
      for (host, words) in [
        ("too-large", "is over 767840 byte limit."), ("missing", "be fetched."),
      ] {
        let urls = #""media_urls": ["\#(Self.url)", "https://\#(host).example.com/b.jpg"]"#
        let reply = await client.post("/v2.1/messages", Self.body(urls))
        #expect(reply.status == 422)
        let detail = try #require(reply.json?.errors?[0]?.detail?.string)
        #expect(detail.hasPrefix("Error fetching media: File at") && detail.hasSuffix(words))
      }
      #expect(await client.simulator.messages.isEmpty)
    }
  }

  @Test("one goes a second, each version for itself, and texts have their own limit")
  func limit() async throws {
    var configuration = SimulatorConfiguration()
    configuration.mmsPerSecond = 1
    configuration.clock = ManualClock(wall: 0).simulatorClock
    try await Client.run(configuration) { client in
      let mms = Self.body(#""body": "Hi", "is_mms": true"#)
      #expect(await client.post("/v2.1/messages", mms).status == 202)
      #expect(await client.post("/v2.1/messages", mms).status == 429)
      #expect(await client.post("/v2.2/messages", mms).status == 202)
      #expect(await client.post("/v2.1/messages", Self.body(#""body": "Hi""#)).status == 202)
      #expect(await client.simulator.statistics.peakMMSPerSecond >= 2)
    }
  }
}
