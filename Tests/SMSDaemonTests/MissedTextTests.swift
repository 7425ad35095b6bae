import FlowrouteSimulator
import SMSCore
import SMSDaemon
import SMSJSON
import SMSSystem
import TestSupport
import Testing

@Suite("Texts that no call brought", .serialized, .timeLimit(.minutes(10)), .throttled)
struct MissedTextTests {
  private static let members = "listener: { port: 0 },"
  private static let helpReply = #" auto_replies: [{ match: "help", body: "Call 206-555-0100." }]"#

  /// Reads the list all the time, without waiting for texts to be old enough.
  private static func eager(_ options: inout DaemonOptions) {
    options.catchUp.age = .zero
    options.catchUp.settling = Interval(milliseconds: 20)
    options.catchUp.interval = Interval(milliseconds: 20)
    options.catchUp.retry = Interval(milliseconds: 20)
  }

  /// Runs a test after a first start, from which on texts are caught up with.
  private static func run(
    _ test: (DaemonFixture, FlowrouteSimulator) async throws -> Void
  ) async throws {
    let simulator = try await FlowrouteSimulator.start()
    let fixture = try DaemonFixture(
      port: simulator.port,
      members: members,
      spoolMembers: helpReply
    )
    // Nobody has been listening yet, so that this text is nobody's.
    _ = await simulator.receive(reply("too early"))
    let first = try await fixture.start(changing: eager)
    await simulator.wait { $0.lists >= 1 }
    await first.drain()
    try await test(fixture, simulator)
    await simulator.stop()
  }

  private static func reply(_ body: String, from: String = "12065550142") -> HandsetReply {
    HandsetReply(from: from, to: "12065550101", body: body)
  }

  /// Waits until the list was read as often again.
  private static func reads(_ count: Int, of simulator: FlowrouteSimulator) async {
    let lists = await simulator.statistics.lists
    await simulator.wait { $0.lists >= lists + count }
  }

  /// Waits for that many files, and returns them by their texts.
  private static func received(
    _ count: Int,
    in fixture: DaemonFixture
  ) async throws -> [JSONObject] {
    let files = try Directory(path: fixture.directory.path("spool/default/received"))
    let names = try await DirectoryWatch.wait(in: files) { () throws -> [String]? in
      var listing = try files.listing()
      var names: [String] = []
      while let entry = try listing.next() {
        if let id = entry.name.stem(before: ".json") { names.append(id) }
      }
      return names.count >= count ? names : nil
    }
    #expect(names.count == count)
    var objects: [JSONObject] = []
    for id in names { objects.append(try await fixture.received(id)) }
    return objects
  }

  @Test("of the time while the daemon was down come at its next start, with their effects")
  func outage() async throws {
    try await Self.run { fixture, simulator in
      _ = await simulator.receive(Self.reply("While you were out"))
      _ = await simulator.receive(Self.reply("STOP", from: "12065550143"))
      let daemon = try await fixture.start(changing: Self.eager)
      let texts = try await Self.received(2, in: fixture).compactMap { $0["body"]?.string }
      #expect(Set(texts) == ["While you were out", "STOP"])
      try fixture.submit("one", to: "12065550143")
      let refused = try await fixture.result("one", is: "failed")
      #expect(refused["error"]?["code"]?.string == "recipient_opted_out")
      await Self.reads(3, of: simulator)
      #expect(try fixture.receivedCount() == 2)
      let page = await daemon.metrics(accepting: nil)
      let metrics = String(decoding: page.body, as: UTF8.self)
      #expect(metrics.contains("smsdispatch_texts_caught_up_total{account=\"main\"} 2"))
      await daemon.drain()
      #expect(fixture.log.contains { $0.contains(" caught up account=main texts=") })
      #expect(!fixture.log.joined().contains("too early"))
    }
  }

  @Test("are none that a call brought, whatever ids the list has", arguments: [false, true])
  func once(hasOwnIdentifiers: Bool) async throws {
    try await Self.run { fixture, simulator in
      var form = RecordForm()
      form.hasOwnIdentifiers = hasOwnIdentifiers
      await simulator.setRecordForm(form)
      // What is new is left to the calls, as usual.
      let called = try await fixture.start()
      await simulator.setCallbacks(messages: await called.callbackURLs?.messages, receipts: nil)
      for body in ["yes", "Yes!", "yes"] {
        _ = await simulator.receive(Self.reply(body))
      }
      await simulator.wait { $0.callbacks == 3 }
      await called.drain()
      let daemon = try await fixture.start(changing: Self.eager)
      await Self.reads(3, of: simulator)
      _ = try await Self.received(3, in: fixture)
      // The next one comes by the list alone, although its text is known.
      await simulator.setCallbacks(messages: nil, receipts: nil)
      _ = await simulator.receive(Self.reply("yes"))
      _ = try await Self.received(4, in: fixture)
      await Self.reads(3, of: simulator)
      #expect(try fixture.receivedCount() == 4)
      await daemon.drain()
    }
  }

  @Test("get an automatic reply only if they are not old")
  func replies() async throws {
    try await Self.run { fixture, simulator in
      _ = await simulator.receive(Self.reply("help", from: "12065550143"))
      let strict = try await fixture.start { options in
        Self.eager(&options)
        options.catchUp.answering = Interval(milliseconds: -1)
      }
      let old = try #require(try await Self.received(1, in: fixture).first)
      await strict.drain()
      _ = await simulator.receive(Self.reply("help"))
      let daemon = try await fixture.start(changing: Self.eager)
      let texts = try await Self.received(2, in: fixture)
      let fresh = try #require(texts.first { $0["id"] != old["id"] }?["id"]?.string)
      _ = try await fixture.result("reply-\(fresh)", is: "sent")
      await daemon.drain()
      #expect(await simulator.messages.map(\.to) == ["12065550142"])
    }
  }

  @Test("are looked for again after a list that could not be read, which is logged once")
  func failure() async throws {
    try await Self.run { fixture, simulator in
      let list = "/v2.1/messages"
      await simulator.insertFault(
        FaultRule(Fault(.status(403)), method: "GET", path: list, times: 3)
      )
      _ = await simulator.receive(Self.reply("Hello"))
      let daemon = try await fixture.start(changing: Self.eager)
      _ = try await Self.received(1, in: fixture)
      await daemon.drain()
      #expect(
        fixture.log.count { $0.contains(" catch-up failed account=main code=forbidden") } == 1
      )
    }
  }

  @Test("are left alone while the listener is off")
  func off() async throws {
    try await Self.run { fixture, simulator in
      try fixture.configure(members: "")
      let lists = await simulator.statistics.lists
      let daemon = try await fixture.start(changing: Self.eager)
      _ = await simulator.receive(Self.reply("Hello"))
      try fixture.submit("one")
      _ = try await fixture.result("one", is: "sent")
      #expect(await simulator.statistics.lists == lists)
      try fixture.configure(members: Self.members)
      await daemon.reload()
      _ = try await Self.received(1, in: fixture)
      await daemon.drain()
    }
  }
}
