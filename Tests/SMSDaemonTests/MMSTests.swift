import FlowrouteSimulator
import SMSCore
import SMSDaemon
import SMSJSON
import SMSSystem
import TestSupport
import Testing

@Suite("MMS, from the request to the provider", .serialized, .timeLimit(.minutes(10)), .throttled)
struct MMSTests {
  private static let url = "https://pictures.example.com/secret-7d31/a.jpg"
  private static let media = #", "media_urls": ["\#(url)"]"#

  private func run(
    api: String = "v2.1",
    members: String = DaemonFixture.quickLooks,
    _ test: (DaemonFixture, FlowrouteSimulator) async throws -> Void
  ) async throws {
    var configuration = SimulatorConfiguration()
    configuration.mmsPerSecond = 1
    let simulator = try await FlowrouteSimulator.start(configuration)
    let fixture = try DaemonFixture(port: simulator.port, api: api, members: members)
    try await test(fixture, simulator)
    await simulator.stop()
  }

  /// Whether the state holds an address anywhere in the ledger's files.
  private func holdsAddress(_ fixture: DaemonFixture) throws -> Bool {
    let state = try Directory(path: fixture.directory.path("state"))
    let names: [FileName] = ["ledger.sqlite", "ledger.sqlite-wal"]
    return names.contains { name in
      let bytes = (try? state.read(name, upTo: 1 << 28)) ?? []
      return String(decoding: bytes, as: UTF8.self).contains("secret-7d31")
    }
  }

  @Test(
    "it goes with its media, its result says so, and no address stays",
    arguments: ["v2.1", "v2.2"]
  )
  func sent(_ api: String) async throws {
    try await run(api: api) { fixture, simulator in
      let daemon = try await fixture.start()
      try fixture.drop("a", #"{"to": "12065550142"\#(Self.media)}"#)
      let result = try await fixture.result("a", is: "sent")
      #expect(result["is_mms"] == true && result["media"] == 1 && result["segments"] == .null)
      #expect(
        !String(decoding: JSONWriter.write(.object(result)), as: UTF8.self).contains("secret")
      )
      try fixture.submit("b", body: "Hi", members: #", "is_mms": true"#)
      let text = try await fixture.result("b", is: "sent")
      #expect(text["is_mms"] == true && text["media"] == 0)
      try fixture.submit("c", body: "Hi")
      let plain = try await fixture.result("c", is: "sent")
      #expect(plain["is_mms"] == nil && plain["segments"] == 1)
      await daemon.drain()
      #expect(try !holdsAddress(fixture))
      let messages = await simulator.messages
      #expect(messages.map(\.isMMS) == [true, true, false])
      #expect(messages.map(\.mediaURLs) == [[Self.url], [], []])
      #expect(messages.map(\.body) == [nil, "Hi", "Hi"])
    }
  }

  @Test("four take three seconds, none gets a 429, and texts do not wait for them")
  func pace() async throws {
    try await run { fixture, simulator in
      let daemon = try await fixture.start()
      for id in 1...4 { try fixture.submit("m\(id)", body: "\(id)", members: Self.media) }
      for id in 1...10 { try fixture.submit("t\(id)", body: "\(id)") }
      for id in 1...10 { _ = try await fixture.result("t\(id)", is: "sent") }
      #expect(await simulator.messages.count(where: \.isMMS) < 4)
      for id in 1...4 { _ = try await fixture.result("m\(id)", is: "sent") }
      let statistics = await simulator.statistics
      #expect(statistics.peakMMSPerSecond == 1 && statistics.answers[429] == nil)
      await daemon.drain()
    }
  }

  @Test("media that the provider cannot take end it, with a hint, and without their address")
  func faults() async throws {
    try await run { fixture, simulator in
      let daemon = try await fixture.start()
      for (id, code) in [("too-large", "media_too_large"), ("missing", "media_not_fetched")] {
        let url = "https://\(id).example.com/secret-7d31.jpg"
        try fixture.drop(id, #"{"to": "12065550142", "media_urls": ["\#(url)"]}"#)
        let result = try await fixture.result(id, is: "failed")
        let error = try #require(result["error"]?.object)
        #expect(error["code"]?.string == code && error["http_status"] == 422)
        #expect(error["provider_detail"]?.string?.contains("media_urls[0]") == true)
        #expect(
          !String(decoding: JSONWriter.write(.object(result)), as: UTF8.self).contains("7d31")
        )
      }
      #expect(await simulator.messages.isEmpty)
      await daemon.drain()
    }
  }

  @Test("a lost answer is settled by the list, also after a restart", arguments: [false, true])
  func doubt(_ restarts: Bool) async throws {
    try await run { fixture, simulator in
      await simulator.insertFault(FaultRule(Fault(.drop, accepts: true), method: "POST", times: 1))
      var daemon = try await fixture.start()
      try fixture.drop("a", #"{"to": "12065550142"\#(Self.media)}"#)
      if restarts {
        _ = try await fixture.result("a") { $0["error"] != nil || $0["status"] == "sent" }
        await daemon.drain()
        daemon = try await fixture.start()
      }
      _ = try await fixture.result("a", is: "sent")
      #expect(await simulator.messages.count == 1)
      await daemon.drain()
    }
  }

  @Test("an account that speaks v2 takes none, and a batch carries them in its lines")
  func versionsAndBatches() async throws {
    try await run(api: "v2") { fixture, _ in
      let daemon = try await fixture.start()
      try fixture.drop("a", #"{"to": "12065550142"\#(Self.media)}"#)
      let result = try await fixture.result("a", is: "rejected")
      #expect(result["error"]?.object?["code"] == "mms_not_supported")
      await daemon.drain()
    }
    try await run { fixture, simulator in
      let daemon = try await fixture.start()
      let lines = [
        #"{"kind": "batch", "id": "b", "defaults": {"media_urls": ["\#(Self.url)"]}}"#,
        #"{"to": "12065550142", "body": "One"}"#, #"{"to": "12065550143"}"#,
      ]
      try Directory(path: fixture.directory.path("spool/default/incoming")).writeReplacing(
        "b.jsonl",
        Array((lines.joined(separator: "\n") + "\n").utf8),
        durable: false
      )
      let batch = try await fixture.result("b", is: "done")
      #expect(batch["counts"]?.object?["sent"] == 2 && batch["segments"] == 0)
      #expect(await simulator.messages.map(\.mediaURLs) == [[Self.url], [Self.url]])
      await daemon.drain()
    }
  }
}
