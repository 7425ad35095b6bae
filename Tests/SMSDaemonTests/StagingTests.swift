import FlowrouteSimulator
import SMSDaemon
import SMSJSON
import SMSSystem
import TestSupport
import Testing

@Suite("What an account does not send", .serialized, .timeLimit(.minutes(10)), .throttled)
struct StagingTests {
  private static let guests = #"allowed_recipients: ["12065550142"],"#
  private static let dryRun = #"mode: "dry_run", price_per_segment: 0.0079,"#
  private static let help = #"auto_replies: [{ match: "help", body: "Call 206-555-0100." }]"#

  /// Runs a test with a daemon, which has ended when this returns.
  private func run(
    account: String,
    _ test: (DaemonFixture, FlowrouteSimulator, Daemon) async throws -> Void
  ) async throws {
    let simulator = try await FlowrouteSimulator.start()
    let fixture = try DaemonFixture(
      port: simulator.port,
      members: "listener: { port: 0 },",
      spoolMembers: Self.help,
      accountMembers: account
    )
    let daemon = try await fixture.start()
    await simulator.setCallbacks(messages: await daemon.callbackURLs?.messages, receipts: nil)
    try await DaemonFixture.ending(daemon, simulator) {
      try await test(fixture, simulator, daemon)
    }
  }

  private func code(_ result: JSONObject) -> String? { result["error"]?.object?["code"]?.string }

  /// Submits a batch of two texts, to 12065550142 and 12065550143.
  private func submitBatch(_ fixture: DaemonFixture) throws {
    let lines = [
      #"{"kind": "batch", "id": "b"}"#, #"{"to": "12065550142", "body": "A line"}"#,
      #"{"to": "12065550143", "body": "A line"}"#,
    ]
    try Directory(path: fixture.directory.path("spool/default/incoming"))
      .writeReplacing("b.jsonl", Array((lines.joined(separator: "\n") + "\n").utf8), durable: false)
  }

  @Test("of a guest list, others get no message, no line of a batch, no code and no reply")
  func guestList() async throws {
    try await run(account: Self.guests) { fixture, simulator, daemon in
      try fixture.submit("guest")
      _ = try await fixture.result("guest", is: "sent")
      try fixture.submit("other", to: "12065550143")
      let other = try await fixture.result("other", is: "suppressed")
      #expect(other["final"] == true && other["attempts"] == 0)
      #expect(code(other) == "not_allowed_recipient")
      try submitBatch(fixture)
      let counts = try await fixture.result("b", is: "done")["counts"]?.object
      #expect(counts?["sent"] == 1 && counts?["suppressed"] == 1)
      try fixture.drop("login", #"{"kind": "verify", "to": "12065550143"}"#)
      #expect(code(try await fixture.result("login", is: "failed")) == "not_allowed_recipient")
      let reply = HandsetReply(from: "12065550143", to: "12065550101", body: "Help")
      let id = try #require(await simulator.receive(reply))
      #expect(
        code(try await fixture.result("reply-\(id)", is: "suppressed")) == "not_allowed_recipient"
      )
      #expect(await simulator.messages.map(\.to) == ["12065550142", "12065550142"])
      #expect(fixture.log.contains { $0.contains("account restricted account=main") })

      try fixture.configure(members: "listener: { port: 0 },", spoolMembers: Self.help)
      await daemon.reload()
      try fixture.submit("later", to: "12065550143")
      _ = try await fixture.result("later", is: "sent")
    }
  }

  @Test("an account in dry-run mode makes no request, and says what messages would cost")
  func dryRun() async throws {
    try await run(account: Self.dryRun) { fixture, simulator, _ in
      try fixture.submit("one", body: "Grüße")
      let one = try await fixture.result("one", is: "suppressed")
      #expect(code(one) == "dry_run" && one["price"]?.number?.double == 0.0079)
      #expect(one["segments"] == 1 && one["encoding"] == "ucs2")
      try submitBatch(fixture)
      let batch = try await fixture.result("b", is: "done")
      #expect(batch["counts"]?.object?["suppressed"] == 2)
      #expect(batch["errors"]?.object?["dry_run"] == 2)
      try fixture.drop("login", #"{"kind": "verify", "to": "12065550142"}"#)
      #expect(code(try await fixture.result("login", is: "failed")) == "dry_run")
      #expect(await simulator.requests.isEmpty)
    }
  }

  @Test("a reload holds back what waits already, and a dry run of a request says so")
  func reload() async throws {
    try await run(account: "") { fixture, simulator, daemon in
      let paused = Credentials(accessKey: "x", secretKey: "y")
      await simulator.setCredentials(paused)
      try fixture.submit("one")
      _ = try await fixture.result("one", is: "deferred")
      try fixture.submit("two", to: "12065550143", members: #", "ack": "t""#)
      _ = try await fixture.result("two") { $0["ack"]?.string == "t" }
      try fixture.configure(
        members: "listener: { port: 0 },",
        spoolMembers: Self.help,
        accountMembers: Self.dryRun
      )
      await simulator.setCredentials(.demo)
      await daemon.reload()
      #expect(code(try await fixture.result("one", is: "suppressed")) == "dry_run")
      #expect(code(try await fixture.result("two", is: "suppressed")) == "dry_run")
      #expect(await simulator.messages.isEmpty)
      try fixture.submit("three", members: #", "dry_run": true"#)
      let preview = try await fixture.result("three", is: "checked")
      #expect(preview["outcome"] == "suppressed" && code(preview) == "dry_run")
    }
  }
}
