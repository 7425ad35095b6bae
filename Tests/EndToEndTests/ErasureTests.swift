import FlowrouteSimulator
import SMSJSON
import SMSSystem
import TestSupport
import Testing

/// A person's data, exported and erased by the built programs, and looked for in every file.
@Suite("A person's data", .timeLimit(.minutes(10)), .throttled)
struct ErasureTests {
  private static let number = "12065550142"
  private static let digits = "2065550142"
  /// How the ledger stores the number as an integer.
  private static let stored = (0..<6).reversed().map {
    UInt8(truncatingIfNeeded: 12_065_550_142 >> ($0 * 8))
  }
  private static let texts = [digits, "(206) 555-0142", "canary-text", "canary-meta", "canary-bad"]

  private static let sent = """
    {
      "id": "sent", "to": "12065550142", "body": "canary-text",
      "metadata": {"x": "canary-meta"}
    }
    """

  /// Leaves something of the phone wherever a daemon without a listener does.
  private func fill(_ fixture: ProgramFixture) async throws {
    let incoming = try Directory(path: fixture.directory.path("spool/incoming"))
    let requests: [(FileName, String)] = [
      ("sent.json", Self.sent),
      ("code.json", #"{"id": "code", "kind": "verify", "to": "12065550142"}"#),
      (
        "bad.json",
        #"{"id": "bad", "to": "+1 (206) 555-0142", "body": "canary-bad", "priority": "soon"}"#
      ),
      (
        "other.json",
        #"{"id": "other", "to": "12065550143", "body": "Hi", "metadata": {"for": "12065550142"}}"#
      ),
    ]
    for (name, request) in requests {
      try incoming.writeReplacing(name, Array(request.utf8), durable: false)
    }
    #expect(try await fixture.status(of: "sent") == "sent")
    #expect(try await fixture.status(of: "code") == "sent")
    #expect(try await fixture.status(of: "bad") == "rejected")
    #expect(try await fixture.status(of: "other") == "sent")
    let added = try await run(fixture, "optout", "add", "12065550142")
    #expect(added.status == .exited(0))
    let removed = try await run(fixture, "optout", "remove", "12065550142")
    #expect(removed.status == .exited(0))
  }

  private func run(
    _ fixture: ProgramFixture,
    _ words: String...
  ) async throws -> (status: SMSSystem.ExitStatus, output: String, error: String) {
    var command = ChildCommand(
      "timeout",
      ["30", try CurrentProcess.program(beside: "smsdispatch")] + words
        + ["--config", fixture.configuration],
      environment: [:]
    )
    command.output = .file(fixture.directory.path("run.out"))
    command.error = .file(fixture.directory.path("run.err"))
    let status = try await ChildProcess(command).wait()
    return (status, try fixture.read("run.out"), try fixture.read("run.err"))
  }

  private func files(_ fixture: ProgramFixture, holding texts: [String]) throws -> [String] {
    try ["state", "spool"].flatMap {
      try FilesBelow(fixture.directory.path($0)).holding(texts)
    }
  }

  private func isStored(_ fixture: ProgramFixture) throws -> Bool {
    let state = try Directory(path: fixture.directory.path("state"))
    // The log first: what leaves it is in the file by then.
    return try (["ledger.sqlite-wal", "ledger.sqlite"] as [FileName]).contains { name in
      guard try state.contains(name) else { return false }
      return try state.read(name, upTo: 1 << 28).firstRange(of: Self.stored) != nil
    }
  }

  private func object(_ text: String) throws -> JSONObject {
    try #require(try JSONParser.parse(Array(text.utf8)).object)
  }

  private func entries(_ name: String, of export: JSONObject) -> [JSONObject] {
    (export[name]?.array ?? []).compactMap(\.object)
  }

  @Test("export shows all of it, erase removes it from every file, and what stays is found again")
  func erased() async throws {
    let simulator = try await FlowrouteSimulator.start()
    let fixture = try ProgramFixture(port: simulator.port)
    let daemon = try await fixture.serve()
    try await fill(fixture)

    let export = try object(try await run(fixture, "export", Self.number).output)
    #expect(Set(entries("jobs", of: export).map { $0["id"]?.string }) == ["sent", "code"])
    #expect(entries("jobs", of: export).allSatisfy { $0["history"]?.array?.count == 1 })
    #expect(entries("codes", of: export).map { $0["standing"]?.string } == ["live"])
    #expect(entries("opt_out_events", of: export).count == 2)
    #expect(entries("audit", of: export).count == 2)
    #expect(entries("mentions", of: export).contains { $0["place"]?.string == "job.metadata" })
    let paths = entries("files", of: export).compactMap { $0["path"]?.string }
    for name in ["results/sent.json", "results/code.json", "rejected/1-bad.json"] {
      #expect(paths.contains { $0.hasSuffix(name) }, "\(name) in \(paths)")
    }

    let unasked = try await run(fixture, "erase", Self.number)
    #expect(unasked.status == .exited(1) && unasked.error.contains("--yes"))
    #expect(try isStored(fixture))
    let erased = try await run(fixture, "erase", "206-555-0142", "--yes")
    #expect(erased.status == .exited(0), "\(erased.error)")
    #expect(erased.output.contains("erased 2 messages, 1 code, 0 enrollments"))
    #expect(erased.output.contains("Kept: 0 opt-outs with 2 events"))

    let list = try await run(fixture, "list", "--to", Self.number, "--json")
    #expect(list.output.split(separator: "\n").count == 2 && !list.output.contains(Self.digits))
    #expect(try await run(fixture, "history", Self.number).output.contains("sent"))
    #expect(try await run(fixture, "audit").output.contains("erase"))
    let rest = try object(try await run(fixture, "export", Self.number).output)
    #expect(entries("jobs", of: rest).allSatisfy { $0["erased"]?.bool == true })
    #expect(entries("mentions", of: rest).isEmpty && entries("files", of: rest).isEmpty)

    let sent = await simulator.messages.count
    try Directory(path: fixture.directory.path("spool/incoming")).writeReplacing(
      "again.json",
      Array(Self.sent.utf8),
      durable: false
    )
    #expect(try await fixture.status(of: "sent") == "sent")
    #expect(await simulator.messages.count == sent)

    try daemon.send(.terminate)
    _ = try await daemon.wait()
    #expect(try files(fixture, holding: Self.texts) == [])
    // The history of opt-outs keeps the number.
    #expect(try isStored(fixture))
    let second = try await fixture.serve()
    try second.send(.terminate)
    _ = try await second.wait()
    #expect(try files(fixture, holding: Self.texts) == [])
    await simulator.stop()
  }

  @Test("without opt-outs no byte of the ledger holds the number, even after a kill")
  func bytes() async throws {
    let simulator = try await FlowrouteSimulator.start()
    let fixture = try ProgramFixture(port: simulator.port)
    let daemon = try await fixture.serve()
    try fixture.submit("one", body: "canary-text")
    #expect(try await fixture.status(of: "one") == "sent")
    #expect(try isStored(fixture))
    #expect(try await run(fixture, "erase", Self.number, "--yes").status == .exited(0))
    try daemon.send(.kill)
    _ = try await daemon.wait()
    let next = try await fixture.serve()
    try next.send(.terminate)
    _ = try await next.wait()
    #expect(try !isStored(fixture))
    #expect(try files(fixture, holding: Self.texts) == [])
    await simulator.stop()
  }

  @Test("a message that waits keeps its phone from being erased, until it is canceled")
  func waiting() async throws {
    let simulator = try await FlowrouteSimulator.start()
    let fixture = try ProgramFixture(port: simulator.port)
    let daemon = try await fixture.serve()
    #expect(try await run(fixture, "hold", "--all").status == .exited(0))
    let request = #"{"id": "one", "to": "12065550142", "body": "Hi", "ack": "one-1"}"#
    try Directory(path: fixture.directory.path("spool/incoming"))
      .writeReplacing("one.json", Array(request.utf8), durable: false)
    let results = try Directory(path: fixture.directory.path("spool/results"))
    let isAccepted = try await DirectoryWatch.wait(in: results) {
      try results.contains("one.json") ? true : nil
    }
    #expect(isAccepted)
    let refused = try await run(fixture, "erase", Self.number, "--yes")
    #expect(refused.status == .exited(1))
    #expect(refused.error.contains("1 message to 12065550142 has not ended"))
    #expect(try await run(fixture, "cancel", "one").status == .exited(0))
    #expect(try await run(fixture, "erase", Self.number, "--yes").status == .exited(0))
    try daemon.send(.terminate)
    _ = try await daemon.wait()
    #expect(try !isStored(fixture))
    await simulator.stop()
  }
}
