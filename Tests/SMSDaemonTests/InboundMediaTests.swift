import FlowrouteSimulator
import SMSCore
import SMSDaemon
import SMSJSON
import SMSSystem
import TestSupport
import Testing

@Suite("The files of texts", .serialized, .timeLimit(.minutes(10)), .throttled)
struct InboundMediaTests {
  private static let number = "12065550142"
  private static let picture = [0xFF, 0xD8, 0xFF, 0xE0] + Array("a picture of a canary".utf8)

  private static func run(
    _ media: String,
    _ test: (DaemonFixture, FlowrouteSimulator, Daemon) async throws -> Void
  ) async throws {
    let simulator = try await FlowrouteSimulator.start()
    let members = "listener: { port: 0, inbound_media: \(media) },"
    let fixture = try DaemonFixture(port: simulator.port, members: members)
    let daemon = try await fixture.start()
    let url = await daemon.callbackURLs?.messages
    await simulator.setCallbacks(messages: url, receipts: nil)
    try await DaemonFixture.ending(daemon, simulator) { try await test(fixture, simulator, daemon) }
  }

  private static func send(
    _ files: [InboundFile],
    _ simulator: FlowrouteSimulator,
    body: String = "",
    shape: ReceiptPlan.Shape = .wrapped,
    copies: Int = 1
  ) async throws -> String {
    let reply = HandsetReply(
      from: number,
      to: "12065550101",
      body: body,
      shape: shape,
      copies: copies,
      files: files
    )
    return try #require(await simulator.receive(reply))
  }

  private static func details(_ message: JSONObject) -> [JSONObject] {
    message["media_details"]?.array?.compactMap(\.object) ?? []
  }

  private static func statuses(_ message: JSONObject) -> [String?] {
    details(message).map { $0["status"]?.string }
  }

  /// Waits until the file of a text shows that none of its own files is awaited.
  private static func ended(_ id: String, in fixture: DaemonFixture) async throws -> JSONObject {
    try await fixture.received(id) { message in
      Self.statuses(message).allSatisfy { $0 == "stored" || $0 == "failed" }
    }
  }

  private static func bytes(_ name: String, in fixture: DaemonFixture) throws -> [UInt8] {
    let name = try #require(FileName(name))
    return try Directory(path: fixture.directory.path("spool/default/received"))
      .read(name, upTo: 1 << 20)
  }

  @Test("are only listed unless the configuration asks for them")
  func listed() async throws {
    try await Self.run("false") { fixture, simulator, _ in
      let id = try await Self.send([InboundFile(bytes: Self.picture)], simulator)
      let message = try await fixture.received(id)
      #expect(message["media"]?.array?.count == 1 && message["body"]?.string == "")
      #expect(Self.statuses(message) == [nil])
      #expect(try fixture.receivedCount() == 1)
    }
  }

  @Test(
    "are stored beside the text, under names of ours, by what they are",
    arguments: [ReceiptPlan.Shape.wrapped, .flat]
  )
  func stored(_ shape: ReceiptPlan.Shape) async throws {
    try await Self.run("true") { fixture, simulator, _ in
      let id = try await Self.send(
        [
          InboundFile(name: "../../etc/cron.d/x\u{0}", bytes: Self.picture),
          InboundFile(name: "b.jpg", type: "image/jpeg", bytes: Array("#!/bin/sh\n".utf8)),
        ],
        simulator,
        body: "A canary of a text",
        shape: shape,
        copies: 3
      )
      let message = try await Self.ended(id, in: fixture)
      #expect(message["body"]?.string == "A canary of a text")
      let details = Self.details(message)
      #expect(details.map { $0["file"]?.string } == ["\(id)-1.jpg", "\(id)-2.bin"])
      #expect(details.map { $0["file_size"]?.number?.int64 } == [25, 10])
      #expect(details.map { $0["url"]?.string } == message["media"]?.array?.map(\.string))
      #expect(try Self.bytes("\(id)-1.jpg", in: fixture) == Self.picture)
      #expect(try Self.bytes("\(id)-2.bin", in: fixture) == Array("#!/bin/sh\n".utf8))
      #expect(try fixture.receivedCount() == 3)
      let received = try Directory(path: fixture.directory.path("spool/default/received"))
      let names = [FileName("\(id).json"), FileName("\(id)-1.jpg")].compactMap(\.self)
      let modes = try names.map { try received.status($0) }
      #expect(modes.count == 2 && modes[0].mode == modes[1].mode)
      #expect(modes[0].group == modes[1].group)
      let log = fixture.log.joined(separator: "\n")
      #expect(fixture.log.count { $0.contains(" media stored spool=default") } == 2)
      for secret in ["canary", Self.number, "/_simulator/media/", "cron"] {
        #expect(!log.contains(secret), "\(secret)")
      }
    }
  }

  @Test("that cannot be had fail, each with what to do about it, and the others come")
  func failed() async throws {
    try await Self.run("{ max_bytes: 30, max_files: 5 }") { fixture, simulator, daemon in
      let id = try await Self.send(
        [
          InboundFile(bytes: [], url: "https://169.254.169.254:80/latest/meta-data"),
          InboundFile(bytes: [], url: "http://127.0.0.1:1/x"),
          InboundFile(bytes: [UInt8](repeating: 0x42, count: 31)),
          InboundFile(bytes: Self.picture), InboundFile(bytes: [], url: "https://a:b@example.com/"),
          InboundFile(bytes: Self.picture),
        ],
        simulator
      )
      let message = try await Self.ended(id, in: fixture)
      let codes = Self.details(message).map { $0["error"]?.object?["code"]?.string }
      #expect(
        codes == ["link_refused", "link_refused", "too_large", nil, "link_refused", "too_many"]
      )
      #expect(Self.details(message)[3]["file"]?.string == "\(id)-4.jpg")
      let errors = Self.details(message).compactMap { $0["error"]?.object }
      #expect(errors.allSatisfy { $0["hint"]?.string?.isEmpty == false })
      #expect(try fixture.receivedCount() == 2)
      #expect(fixture.log.count { $0.contains(" media failed spool=default") } == 4)
      let metrics = await daemon.metrics(accepting: nil)
      let text = String(decoding: metrics.body, as: UTF8.self)
      #expect(text.contains(#"smsdispatch_media_files_total{outcome="stored"} 1"#))
      #expect(text.contains(#"smsdispatch_media_files_total{outcome="failed"} 4"#))
      #expect(text.contains("smsdispatch_media_bytes_total 25"))
    }
  }

  @Test(
    "that a server does not give at once stay pending, also over a restart, and hold nothing up"
  )
  func pending() async throws {
    let simulator = try await FlowrouteSimulator.start()
    let members = "listener: { port: 0, inbound_media: true },"
    let fixture = try DaemonFixture(port: simulator.port, members: members)
    let lines = LogLines()
    let first = try await fixture.start(changing: lines.attach)
    await simulator.setCallbacks(messages: await first.callbackURLs?.messages, receipts: nil)
    let fault = Fault(.status(503))
    await simulator.insertFault(FaultRule(fault, path: "/_simulator/media/*"))
    let id = try await Self.send([InboundFile(bytes: Self.picture)], simulator, body: "Look")
    let early = try await fixture.received(id)
    #expect(Self.statuses(early) == ["pending"] && early["body"]?.string == "Look")
    let line = try await lines.next(containing: "media deferred")
    #expect(line.contains("spool=default") && line.contains("code=unreachable status=503 tries=1"))
    try fixture.submit("one")
    _ = try await fixture.result("one", is: "sent")
    await first.drain()
    #expect(try fixture.receivedCount() == 1)

    await simulator.removeFaults()
    // The next try is half a minute away.
    let second = try await fixture.start()
    #expect(Self.statuses(try await fixture.received(id)) == ["pending"])
    await second.drain()
    await simulator.stop()
  }

  @Test("that are being fetched when the daemon stops are fetched after its next start")
  func interrupted() async throws {
    let simulator = try await FlowrouteSimulator.start()
    let members = "listener: { port: 0, inbound_media: true },"
    let fixture = try DaemonFixture(port: simulator.port, members: members)
    let first = try await fixture.start()
    await simulator.setCallbacks(messages: await first.callbackURLs?.messages, receipts: nil)
    await simulator.insertFault(FaultRule(Fault(.hang), path: "/_simulator/media/*"))
    let requests = await simulator.statistics.requests
    let id = try await Self.send([InboundFile(bytes: Self.picture)], simulator, body: "Look")
    await simulator.wait { $0.requests > requests }
    await first.drain()
    #expect(fixture.log.last?.contains(" stopped") == true)
    #expect(try fixture.receivedCount() == 1)
    await simulator.removeFaults()
    let second = try await fixture.start()
    let message = try await Self.ended(id, in: fixture)
    #expect(Self.details(message).map { $0["file"]?.string } == ["\(id)-1.jpg"])
    #expect(message["body"]?.string == "Look")
    await second.drain()
    await simulator.stop()
  }

  @Test("of a text that only the provider's list brought come too")
  func missed() async throws {
    let simulator = try await FlowrouteSimulator.start()
    let members = "listener: { port: 0, inbound_media: true },"
    let fixture = try DaemonFixture(port: simulator.port, members: members)
    func eager(_ options: inout DaemonOptions) {
      options.catchUp.age = .zero
      options.catchUp.settling = Interval(milliseconds: 20)
      options.catchUp.interval = Interval(milliseconds: 20)
    }
    let first = try await fixture.start(changing: eager)
    await simulator.wait { $0.lists >= 1 }
    await first.drain()
    _ = await simulator.receive(
      HandsetReply(
        from: Self.number,
        to: "12065550101",
        body: "While you were out",
        files: [InboundFile(bytes: Self.picture)]
      )
    )
    let second = try await fixture.start(changing: eager)
    let received = try Directory(path: fixture.directory.path("spool/default/received"))
    let name = try await DirectoryWatch.wait(in: received) { () throws -> FileName? in
      var listing = try received.listing()
      while let entry = try listing.next() {
        if entry.name.hasSuffix("-1.jpg") { return entry.name }
      }
      return nil
    }
    #expect(try received.read(name, upTo: 1 << 10) == Self.picture)
    await second.drain()
    await simulator.stop()
  }

  @Test("are erased with their text")
  func erased() async throws {
    try await Self.run("true") { fixture, simulator, _ in
      let id = try await Self.send(
        [InboundFile(bytes: Self.picture), InboundFile(bytes: Self.picture)],
        simulator
      )
      _ = try await Self.ended(id, in: fixture)
      #expect(try fixture.receivedCount() == 3)
      try fixture.drop(
        "erase",
        #"{"id": "erase", "kind": "erase", "to": "\#(Self.number)"}"#,
        at: "state/operator/incoming"
      )
      let received = try Directory(path: fixture.directory.path("spool/default/received"))
      _ = try await DirectoryWatch.wait(in: received) {
        try fixture.receivedCount() == 0 ? true : nil
      }
    }
  }

  @Test("wait while the spool's disk is short of space, and the text does not")
  func disk() async throws {
    let simulator = try await FlowrouteSimulator.start()
    let fixture = try DaemonFixture(port: simulator.port)
    let members = "listener: { port: 0, inbound_media: true },"
    try fixture.configure(members: members, minFreeMegabytes: 1_000_000_000)
    let lines = LogLines()
    let daemon = try await fixture.start(changing: lines.attach)
    await simulator.setCallbacks(messages: await daemon.callbackURLs?.messages, receipts: nil)
    let id = try await Self.send([InboundFile(bytes: Self.picture)], simulator, body: "Look")
    let line = try await lines.next(containing: "media paused")
    #expect(line.contains("spool=default") && line.contains("needed_mb=1000000016"))
    #expect(Self.statuses(try await fixture.received(id)) == ["pending"])
    #expect(await simulator.statistics.requests == 0)
    await daemon.drain()
    await simulator.stop()
  }
}

/// The lines that a daemon logs, one after the other.
private struct LogLines: Sendable {
  private let lines = Mailbox<String>()

  func attach(_ options: inout DaemonOptions) {
    options.logSink = { [lines] in lines.send($0) }
  }

  /// The next line with a text; those before it are dropped.
  func next(containing text: String) async throws -> String {
    while true {
      let line = try await lines.next()
      if line.contains(text) { return line }
    }
  }
}
