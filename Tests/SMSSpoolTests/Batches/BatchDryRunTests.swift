import SMSCore
import SMSJSON
import SMSSystem
import TestSupport
import Testing

@testable import SMSSpool

@Suite("Dry runs of batches", .serialized) struct BatchDryRunTests {
  private static let header = #"{"kind": "batch", "id": "b", "ack": "t", "dry_run": true}"#

  private func fixture(
    _ text: String,
    _ change: (inout IntakeSettings, inout IntakeDependencies) -> Void = { _, _ in },
    _ prepare: (IntakeFixture) async throws -> Void = { _ in }
  ) async throws -> IntakeFixture {
    let fixture = try IntakeFixture()
    try await prepare(fixture)
    let intake = fixture.another(change)
    await intake.start()
    await intake.idle()
    try fixture.drop("a.jsonl", text)
    await intake.lookNow()
    await intake.idle()
    await intake.stop()
    #expect(try fixture.names(in: .taken) == [])
    #expect(await fixture.store.batches.isEmpty)
    #expect(await !fixture.store.calls.contains(.accept))
    return fixture
  }

  @Test("say what would become of it: counts, segments, time, price; nothing enters the ledger")
  func answer() async throws {
    let lines = [
      #"{"to": "12065550142", "body": "Hello"}"#,
      #"{"to": "12065550142", "body": "é", "expires_at": "2020-01-01T00:00:00Z"}"#,
      #"{"to": "12065550142", "body": "\#(String(repeating: "x", count: 200))"}"#,
    ]
    let fixture = try await fixture(([Self.header] + lines).joined(separator: "\n")) {
      $0.prices = ["main": Prices(perSegment: 0.01)]
      $1.outlook = { _ in SendingOutlook(messagesPerSecond: 2, isPaused: false) }
    } _: {
      await $0.ledger.set(waiting: 4)
    }
    let result = try fixture.json("t.json", in: .results)
    #expect(
      result.members.map(\.name) == [
        "id", "kind", "status", "final", "outcome", "messages", "segments", "encodings",
        "normalized", "repeated", "opted_out", "errors", "blocked_by", "expected_seconds",
        "would_expire", "price", "updated_at", "ack", "metadata",
      ]
    )
    #expect(result["status"] == "checked" && result["outcome"] == "queued")
    #expect(result["messages"] == 3 && result["segments"] == 4)
    #expect(result["encodings"] == ["ascii": 2, "ucs2": 1])
    #expect(result["expected_seconds"]?.number?.double == 3.5)
    #expect(result["would_expire"] == 1 && result["price"]?.number?.double == 0.04)
    #expect(try fixture.names(in: .results) == ["t.json"])
  }

  @Test("say what is wrong with the lines, and the file is not kept")
  func faults() async throws {
    let fixture = try await fixture(Self.header + "\n" + #"{"to": "1", "body": "x"}"#)
    let result = try fixture.json("t.json", in: .results)
    #expect(result["outcome"] == "rejected" && result["fault_count"] == 1)
    #expect(result["faults"]?.array?.first?.object?["line"] == 2)
    #expect(result["segments"] == nil && result["messages"] == 1)
    #expect(try fixture.names(in: .rejected) == [])
  }

  @Test("need no room in the queue")
  func room() async throws {
    let text = BatchIntakeTests.lines(5, header: Self.header)
    let fixture = try await fixture(text) { settings, _ in
      settings.maxQueued = 10
    } _: {
      await $0.ledger.set(waiting: 10)
    }
    _ = fixture
  }

  @Test("do not replace the result of a request that has their id, and say so")
  func known() async throws {
    let header = #"{"kind": "batch", "id": "x", "dry_run": true}"#
    let fixture = try await fixture(BatchIntakeTests.lines(1, header: header)) { _, _ in
    } _: {
      try $0.drop("x.json")
      await $0.start()
      await $0.intake.stop()
    }
    let error = try fixture.error("1-a.jsonl.reason.json", in: .rejected)
    #expect(error["hint"]?.string?.contains("Give it an `ack`") == true)
    #expect(try fixture.names(in: .results) == ["a.json"])
  }

  @Test("tell the same batch from another with its id")
  func identity() async throws {
    let header = #"{"kind": "batch", "id": "b"}"#
    for (count, outcome) in [(2, "repeated"), (3, "rejected")] {
      let fixture = try IntakeFixture()
      await fixture.start()
      try fixture.drop("first.jsonl", BatchIntakeTests.lines(2, header: header))
      await fixture.look()
      try fixture.drop("second.jsonl", BatchIntakeTests.lines(count, header: Self.header))
      await fixture.look()
      let result = try fixture.json("t.json", in: .results)
      #expect(result["outcome"] == .string(outcome))
      #expect((result["error"]?.object?["code"] == "duplicate_id") == (count == 3))
      #expect(await fixture.store.batches.count == 1)
    }
  }
}
