import SMSCore
import SMSJSON
import SMSSystem
import TestSupport
import Testing

@testable import SMSSpool

@Suite("Batches in a spool", .serialized) struct BatchIntakeTests {
  static func lines(_ count: Int, header: String? = nil) -> String {
    let lines = (0..<count).map { #"{"to": "12065550142", "body": "Hello \#($0)"}"# }
    return ((header.map { [$0] } ?? []) + lines).joined(separator: "\n") + "\n"
  }

  @Test("one that is moved in is accepted whole, and its file goes")
  func moved() async throws {
    let fixture = try IntakeFixture()
    try fixture.drop("sale.jsonl", Self.lines(3, header: #"{"kind":"batch","ack":"t"}"#))
    // What lies there at the start may be half a file.
    await fixture.start()
    #expect(try fixture.names(in: .incoming) == ["sale.jsonl"])
    try fixture.drop("sale.jsonl", Self.lines(3, header: #"{"kind":"batch","ack":"t"}"#))
    await fixture.look()
    let batch = try #require(await fixture.store.batches.first)
    #expect(batch.isActive && batch.messages.count == 3)
    #expect(batch.submission.name == JobName(spool: "default", id: "sale"))
    #expect(batch.submission.ack == "t")
    #expect(batch.messages.map(\.name.id) == ["sale.2", "sale.3", "sale.4"])
    #expect(batch.messages.allSatisfy { $0.taken == batch.submission.taken })
    for which in [SpoolDirectory.incoming, .taken, .rejected, .results] {
      #expect(try fixture.names(in: which) == [])
    }
    #expect(fixture.reports.values.contains(.batchAccepted(id: "sale", messages: 3)))
  }

  @Test("a request to cancel one that is being checked waits until the ledger knows the batch")
  func canceledWhileChecked() async throws {
    let fixture = try IntakeFixture()
    await fixture.start()
    let (checks, ledger) = (fixture.dependencies.checks, fixture.ledger)
    let name = JobName(spool: "default", id: "sale")
    await fixture.store.before { call in
      guard call == .accept else { return }
      #expect(checks.isRunning(name) {})
      #expect(!checks.isRunning(JobName(spool: "other", id: "sale")) {})
      try? fixture.drop("stop.json", #"{"kind": "cancel", "message": "sale"}"#)
      try? fixture.drop("next.json")
      await fixture.intake.lookNow()
      while await ledger.submissions.isEmpty { await Task.yield() }
    }
    try fixture.drop("sale.jsonl", Self.lines(2))
    await fixture.look()
    await fixture.look()
    #expect(await ledger.submissions.map(\.name.id) == ["next", "sale", "stop"])
    #expect(!checks.isRunning(name) {})
    #expect(try fixture.names(in: .incoming) == [])
  }

  @Test("one whose check finds faults holds back no request to cancel it")
  func canceledAfterRefusal() async throws {
    let fixture = try IntakeFixture()
    await fixture.start()
    try fixture.drop("sale.jsonl", Self.lines(2) + "x\n")
    await fixture.look()
    try fixture.drop("stop.json", #"{"kind": "cancel", "message": "sale"}"#)
    await fixture.look()
    #expect(await fixture.ledger.submissions.map(\.name.id) == ["stop"])
  }

  @Test("one that is found is whole after 10 s without a change, with a newline at its end")
  func found() async throws {
    let fixture = try IntakeFixture()
    let incoming = try fixture.directory(.incoming)
    try incoming.writeReplacing("a.jsonl", Array(Self.lines(2).utf8), mode: 0o644, durable: false)
    await fixture.start()
    fixture.clock.advance(seconds: 9)
    await fixture.look()
    #expect(await fixture.store.batches.isEmpty)
    fixture.clock.advance(seconds: 2)
    await fixture.look()
    #expect(await fixture.store.batches.count == 1)
  }

  @Test("one without a newline at its end waits, and the report says so")
  func unfinished() async throws {
    let fixture = try IntakeFixture()
    let text = Array(Self.lines(2).utf8.dropLast())
    let incoming = try fixture.directory(.incoming)
    try incoming.writeReplacing("a.jsonl", text, mode: 0o644, durable: false)
    await fixture.start()
    fixture.clock.advance(seconds: 11)
    await fixture.look()
    #expect(try fixture.names(in: .incoming) == ["a.jsonl"])
    let wait = BatchWait(file: "a.jsonl", reason: .unfinished)
    #expect(fixture.reports.values.contains(.batchWaits(wait)))
    #expect(!fixture.reports.values.contains(.scanned(true)))
    // Its end comes, and 10 s later at most it is whole.
    let file = try incoming.openFile("a.jsonl", [.writeOnly, .append])
    try file.write([UInt8(ascii: "\n")])
    await fixture.look()
    fixture.clock.advance(seconds: 11)
    await fixture.look()
    #expect(await fixture.store.batches.count == 1)
    #expect(fixture.reports.values.last == .batchAccepted(id: "a", messages: 2))
  }

  @Test("a line with the id of the batch is a fault, and the batch takes no id")
  func ownID() async throws {
    let fixture = try IntakeFixture()
    await fixture.start()
    let lines = [
      #"{"kind": "batch", "id": "b"}"#, #"{"to": "12065550142", "body": "x", "id": "b"}"#,
    ]
    try fixture.drop("a.jsonl", lines.joined(separator: "\n") + "\n")
    await fixture.look()
    let result = try fixture.json("b.json", in: .results)
    #expect(result["status"] == "rejected" && result["fault_count"] == 1)
    #expect(result["error"]?.object?["code"] == "duplicate_id")
    let fault = try #require(result["faults"]?.array?.first?.object)
    #expect(fault["line"] == 2 && fault["message"] == "id: b is the id of the batch")
    #expect(await fixture.store.batches.isEmpty)
  }

  @Test("one with a fault is refused whole, with its faults in the result and beside the file")
  func faults() async throws {
    let fixture = try IntakeFixture()
    await fixture.start()
    try fixture.drop(
      "a.jsonl",
      #"{"kind": "batch", "id": "b", "ack": "t", "metadata": {"k": 1}}"# + "\n"
        + #"{"to": "12065550142", "body": "x"}"# + "\n" + #"{"to": "1", "body": ""}"# + "\n"
    )
    await fixture.look()
    for name: FileName in ["b.json", "t.json"] {
      let result = try fixture.json(name, in: .results)
      #expect(
        result.members.map(\.name) == [
          "id", "kind", "status", "final", "updated_at", "error", "fault_count", "faults", "file",
          "ack", "metadata",
        ]
      )
      #expect(result["id"] == "b" && result["kind"] == "batch" && result["status"] == "rejected")
      #expect(result["fault_count"] == 2 && result["metadata"] == ["k": 1])
      let fault = result["faults"]?.array?.first?.object
      #expect(fault?["line"] == 3 && fault?["member"] == "to")
      #expect(fault?["message"]?.string?.hasPrefix("to: must have 11 digits") == true)
      #expect(fault?["repair"] == "Write it like 12065550142.")
    }
    #expect(try fixture.names(in: .rejected) == ["1-a.jsonl", "1-a.jsonl.reason.json"])
    #expect(try fixture.names(in: .taken) == [])
    #expect(await fixture.store.batches.isEmpty)
  }

  @Test("an id on two lines is a fault, also that of another line's number")
  func twice() async throws {
    let fixture = try IntakeFixture()
    await fixture.start()
    try fixture.drop(
      "a.jsonl",
      [#""id": "x", "#, #""id": "x", "#, "", #""id": "a.3", "#]
        .map { #"{\#($0)"to": "12065550142", "body": "x"}"# }.joined(separator: "\n")
    )
    await fixture.look()
    let faults = try fixture.json("a.json", in: .results)["faults"]?.array ?? []
    #expect(
      faults.compactMap { $0.object?["message"]?.string } == [
        "id: x is the id of line 1 too", "id: a.3 is the id of line 3 too",
      ]
    )
  }

  @Test("ids whose hashes are the same are not taken for the same")
  func collision() async throws {
    let fixture = try IntakeFixture()
    let intake = fixture.another { $1.hash = { UInt64($0.utf8.count) } }
    await intake.start()
    await intake.idle()
    try fixture.drop("a.jsonl", Self.lines(20))
    await intake.lookNow()
    await intake.idle()
    #expect(await fixture.store.batches.first?.messages.count == 20)
    await intake.stop()
  }

  @Test("an id that was used for something else is a fault; the same message again is none")
  func conflicts() async throws {
    let fixture = try IntakeFixture()
    try fixture.drop(
      "x.json",
      #"{"id": "x", "to": "12065550142", "body": "x", "priority": "bulk"}"#
    )
    try fixture.drop("a.2.json", #"{"to": "12065550142", "body": "y"}"#)
    await fixture.start()
    try fixture.drop(
      "b.jsonl",
      #"{"id": "x", "to": "12065550142", "body": "x"}"# + "\n"
    )
    await fixture.look()
    #expect(await fixture.store.batches.map(\.submission.name.id) == ["b"])
    try fixture.drop(
      "a.jsonl",
      #"{"id": "x", "to": "12065550142", "body": "y"}"# + "\n"
        + #"{"to": "12065550142", "body": "y"}"# + "\n"
    )
    await fixture.look()
    let result = try fixture.json("a.json", in: .results)
    #expect(result["error"]?.object?["code"] == "duplicate_id")
    #expect(
      result["faults"]?.array?.compactMap { $0.object?["message"]?.string } == [
        "id: x was used for a request with other content",
        "id: a.2 was used for a request with other content",
      ]
    )
  }

  @Test("one again with an id of its own sends nothing twice; other content is refused")
  func again() async throws {
    let fixture = try IntakeFixture()
    await fixture.start()
    let header = #"{"kind": "batch", "id": "b"}"#
    for name: FileName in ["first.jsonl", "second.jsonl"] {
      try fixture.drop(name, Self.lines(2, header: header))
      await fixture.look()
    }
    #expect(await fixture.store.calls.count { $0 == .add } == 1)
    #expect(try fixture.names(in: .results) == [])
    try fixture.drop("third.jsonl", Self.lines(3, header: header))
    await fixture.look()
    #expect(try fixture.error("third.json", in: .results)["code"] == "duplicate_id")
    #expect(try fixture.names(in: .rejected).first == "1-third.jsonl")
  }

  @Test("one that does not fit waits in incoming/, and other files go on; too many are refused")
  func room() async throws {
    let fixture = try IntakeFixture(maxQueued: 10)
    await fixture.start()
    await fixture.ledger.set(waiting: 8)
    try fixture.drop("a.jsonl", Self.lines(5))
    try fixture.drop("b.jsonl", Self.lines(2))
    try fixture.drop("c.jsonl", Self.lines(11))
    await fixture.look()
    #expect(try fixture.names(in: .incoming) == ["a.jsonl"])
    #expect(await fixture.store.batches.map(\.submission.name.id) == ["b"])
    let refused = try fixture.json("c.json", in: .results)["faults"]?.array?.first?.object
    #expect(refused?["message"]?.string?.contains("11 messages, more than the spool's") == true)
    let reason = BatchWait.Reason.queue(lines: 5, waiting: 8, limit: 10)
    #expect(
      fixture.reports.values.contains(.batchWaits(BatchWait(file: "a.jsonl", reason: reason)))
    )
    await fixture.ledger.set(waiting: 0)
    await fixture.look()
    #expect(try fixture.names(in: .incoming) == [])
    #expect(fixture.reports.values.contains(.batchWaits(nil)))
    #expect(await fixture.store.batches.map(\.submission.name.id) == ["b", "a"])
  }

  @Test("one that leaves no room on a disk waits, and requests go on")
  func disk() async throws {
    let fixture = try IntakeFixture()
    let free = try fixture.root.directory.fileSystem().freeBytes
    let intake = fixture.another { settings, _ in settings.minFreeBytes = free - 64 << 20 }
    await intake.start()
    await intake.idle()
    try fixture.drop("a.jsonl", String(repeating: "\n", count: 1 << 20))
    try fixture.drop("x.json")
    await intake.lookNow()
    await intake.idle()
    #expect(try fixture.names(in: .incoming) == ["a.jsonl"])
    #expect(await fixture.ledger.submissions.map(\.name.id) == ["x"])
    await intake.stop()
  }

  @Test("an operator's spool takes none")
  func operators() async throws {
    let fixture = try IntakeFixture(rules: Sample.operatorRules)
    await fixture.start()
    try fixture.drop("a.jsonl", Self.lines(1))
    await fixture.look()
    let message = try fixture.error("a.json", in: .results)["message"]?.string
    #expect(message?.contains("batches are not taken in this spool") == true)
  }

  @Test("a link, a directory and a file that is too large are refused as those of requests are")
  func foreign() async throws {
    let fixture = try IntakeFixture()
    let incoming = try fixture.directory(.incoming)
    try incoming.makeSymbolicLink("a.jsonl", to: "/etc/passwd")
    let file = try incoming.createFile("b.jsonl", mode: 0o644)
    try file.write([0], at: 256 << 20)
    await fixture.start()
    #expect(try fixture.error("a.json", in: .results)["code"] == "unreadable_request")
    let large = try fixture.json("b.json", in: .results)
    #expect(large["error"]?.object?["code"] == "request_too_large" && large["kind"] == "batch")
  }

  @Test("the oldest of the refused ones are removed if they are too large together")
  func trimmed() throws {
    let fixture = try IntakeFixture()
    let rejected = try fixture.directory(.rejected)
    for name: FileName in [
      "2-b.jsonl", "10-a.jsonl", "1-a.jsonl", "1-a.jsonl.reason.json", "3-x.json",
    ] {
      try rejected.writeReplacing(name, [UInt8](repeating: 0, count: 100), durable: false)
    }
    try RejectedBatches.trim(rejected, to: 200)
    #expect(
      try fixture.names(in: .rejected) == [
        "1-a.jsonl.reason.json", "10-a.jsonl", "2-b.jsonl", "3-x.json",
      ]
    )
  }

  @Test("the example is accepted")
  func example() throws {
    var parts = #filePath.split(separator: "/", omittingEmptySubsequences: false)
    parts.removeLast(4)
    let path = parts.joined(separator: "/") + "/spool/examples/batch.jsonl"
    let batch = try BatchText(FileDescriptor(opening: path).read(upTo: 1 << 16))
    #expect(batch.faults.isEmpty, "\(batch.told)")
    #expect(batch.texts.first == "Hi Ada, 20 % off until Sunday.")
  }
}
