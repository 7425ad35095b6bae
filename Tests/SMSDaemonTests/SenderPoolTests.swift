import FlowrouteSimulator
import SMSCore
import SMSDaemon
import SMSJSON
import SMSSystem
import TestSupport
import Testing

@Suite("A spool with a pool of senders", .serialized, .timeLimit(.minutes(10)), .throttled)
struct SenderPoolTests {
  private static let first = "12065550101"
  private static let second = "12065550102"

  /// The fixture's configuration with a pool instead of a default sender.
  private static func configure(_ fixture: DaemonFixture, senders: [String]) throws {
    let path = fixture.configurationPath
    let bytes = try FileDescriptor(opening: path, .readOnly).read(upTo: 1 << 20)
    let list = senders.map { "\"\($0)\"" }.joined(separator: ", ")
    let text = String(decoding: bytes, as: UTF8.self)
      .replacing(/(default_from: "\d+"|senders: \[[^\]]*\])/, with: "senders: [\(list)]")
      .replacing(/numbers: \[[^\]]*\]/, with: "numbers: [\"\(first)\", \"\(second)\"]")
    try fixture.write("config.json5", text)
  }

  private static func running(
    members: String = "",
    _ test: (DaemonFixture, FlowrouteSimulator, Daemon) async throws -> Void
  ) async throws {
    var provider = SimulatorConfiguration()
    provider.numbers = [first, second]
    let simulator = try await FlowrouteSimulator.start(provider)
    let fixture = try DaemonFixture(port: simulator.port, members: members)
    try configure(fixture, senders: [first, second])
    let daemon = try await fixture.start()
    try await DaemonFixture.ending(daemon, simulator) {
      try await test(fixture, simulator, daemon)
    }
  }

  @Test("a list with a value that is wrong is not said to be empty too")
  func oneFault() {
    let error = #expect(throws: ConfigurationError.self) {
      let text = ConfigurationTests.smallest.replacing(
        "default: {}",
        with: #"default: { senders: ["x"] }"#
      )
      _ = try Configuration.decode(Array(text.utf8), path: "config.json5")
    }
    #expect(error?.lines.count { $0.contains("senders") } == 1, "\(error?.lines ?? [])")
  }

  @Test("recipients keep their numbers, through restarts, until a number leaves the pool")
  func sticky() async throws {
    try await Self.running { fixture, simulator, daemon in
      for (id, phone) in [("a", 142), ("b", 143), ("c", 142), ("d", 143)] {
        try fixture.submit(id, to: "12065550\(phone)", body: "Text \(id)")
        _ = try await fixture.result(id, is: "sent")
      }
      let senders = await simulator.messages.map(\.from)
      #expect(senders == [Self.first, Self.second, Self.first, Self.second])
      try fixture.submit("named", to: "12065550142", members: #", "from": "\#(Self.second)""#)
      #expect(
        try await fixture.result("named", is: "sent")["from"]?.string == Self.second
      )
      try fixture.submit(
        "dry",
        to: "12065550143",
        members: #", "dry_run": true, "ack": "dry-ack""#
      )
      let dry = try await fixture.result("dry-ack", is: "checked")
      #expect(dry["from"]?.string == Self.second && dry["account"]?.string == "main")
      try Self.configure(fixture, senders: [Self.first])
      await daemon.reload()
      try fixture.submit("e", to: "12065550143", body: "Text e")
      #expect(try await fixture.result("e", is: "sent")["from"]?.string == Self.first)
      try Self.configure(fixture, senders: [Self.second, Self.first])
      await daemon.reload()
      try fixture.submit("f", to: "12065550143", body: "Text f")
      #expect(try await fixture.result("f", is: "sent")["from"]?.string == Self.first)
    }
  }

  @Test("codes come from the recipient's number, and a batch's lines from theirs")
  func codesAndBatches() async throws {
    try await Self.running { fixture, simulator, _ in
      try fixture.submit("a", to: "12065550142")
      _ = try await fixture.result("a", is: "sent")
      try fixture.drop("v", #"{"id": "v", "kind": "verify", "to": "12065550143"}"#)
      #expect(try await fixture.result("v", is: "sent")["from"]?.string == Self.second)
      let lines = [
        #"{"kind": "batch", "id": "sale", "defaults": {"body": "Sale"}}"#,
        #"{"to": "12065550142"}"#, #"{"to": "12065550143"}"#, #"{"to": "12065550144"}"#,
      ]
      let name: FileName = "sale.jsonl"
      try Directory(path: fixture.directory.path("spool/default/incoming"))
        .writeReplacing(name, Array((lines.joined(separator: "\n") + "\n").utf8), durable: false)
      _ = try await fixture.result("sale", is: "done")
      let sent = await simulator.messages.filter { $0.body == "Sale" }
      let senders = Dictionary(uniqueKeysWithValues: sent.map { ($0.to, $0.from) })
      #expect(senders["12065550142"] == Self.first && senders["12065550143"] == Self.second)
      #expect(senders.count == 3)
    }
  }

  @Test("who sent STOP to one number of the pool gets nothing from the others, codes neither")
  func optOut() async throws {
    try await Self.running(members: "listener: { port: 0 }, opt_out: { scope: \"number\" },") {
      fixture,
      simulator,
      daemon in
      await simulator.setCallbacks(messages: await daemon.callbackURLs?.messages, receipts: nil)
      try fixture.submit("a", to: "12065550142")
      _ = try await fixture.result("a", is: "sent")
      let stop = HandsetReply(from: "12065550142", to: Self.second, body: "STOP", copies: 1)
      let id = try #require(await simulator.receive(stop))
      _ = try await fixture.received(id)
      try fixture.submit("b", to: "12065550142")
      let failed = try await fixture.result("b", is: "failed")
      #expect(failed["error"]?.object?["code"]?.string == "recipient_opted_out")
      #expect(failed["from"]?.string == Self.first, "it keeps its number")
      try fixture.drop("v", #"{"id": "v", "kind": "verify", "to": "12065550142"}"#)
      let code = try await fixture.result("v", is: "failed")
      #expect(code["error"]?.object?["code"]?.string == "recipient_opted_out")
    }
  }
}
