import FlowrouteSimulator
import SMSDaemon
import SMSJSON
import SMSSystem
import TestSupport
import Testing

@Suite("Texts that are not repeated", .serialized, .timeLimit(.minutes(10)), .throttled)
struct RepetitionTests {
  private static let other = #", "from": "12065550102""#

  /// Runs a test with a provider and a fixture whose spool repeats nothing for an hour.
  private func run(
    _ test: (DaemonFixture, FlowrouteSimulator) async throws -> Void
  ) async throws {
    try await DaemonFixture.withTwoNumbers(
      members: DaemonFixture.quickLooks,
      spoolMembers: "dedup_seconds: 3600",
      test
    )
  }

  private func expectRepetition(
    _ id: String,
    of first: String,
    _ fixture: DaemonFixture
  ) async throws {
    let result = try await fixture.result(id, is: "suppressed")
    #expect(result["error"]?.object?["code"] == "duplicate_text")
    #expect(result["duplicate_of"]?.string == first)
    let line = "suppressed kind=message spool=default id=\(id) code=duplicate_text"
    #expect(fixture.log.contains { $0.contains(line) })
  }

  @Test("the same text goes to a phone once, also after a restart, in batches and from any number")
  func sent() async throws {
    try await run { fixture, simulator in
      let first = try await fixture.start()
      try fixture.submit("one", body: "Disk full")
      _ = try await fixture.result("one", is: "sent")
      try fixture.submit("two", body: "Disk full", members: Self.other)
      try await expectRepetition("two", of: "one", fixture)
      try fixture.submit("fan", body: "Fan broken")
      _ = try await fixture.result("fan", is: "sent")
      await first.drain()

      let second = try await fixture.start()
      try fixture.submit("three", body: "Disk full")
      try await expectRepetition("three", of: "one", fixture)
      let lines = [
        #"{"kind": "batch", "id": "b", "results": "files"}"#,
        #"{"to": "12065550142", "body": "Disk full"}"#,
        #"{"to": "12065550143", "body": "Disk full"}"#,
        #"{"to": "12065550143", "body": "Disk full"}"#,
      ]
      try Directory(path: fixture.directory.path("spool/default/incoming"))
        .writeReplacing(
          "b.jsonl",
          Array((lines.joined(separator: "\n") + "\n").utf8),
          durable: false
        )
      let batch = try await fixture.result("b", is: "done")
      #expect(batch["counts"]?.object?["suppressed"] == 2)
      #expect(batch["errors"]?.object?["duplicate_text"] == 2)
      try await expectRepetition("b.2", of: "one", fixture)
      try await expectRepetition("b.4", of: "b.3", fixture)
      await second.drain()
      #expect(
        await simulator.messages.map { "\($0.to) \($0.body ?? "")" }
          == ["12065550142 Disk full", "12065550142 Fan broken", "12065550143 Disk full"]
      )
    }
  }

  @Test("while it is under way from one number, it waits to go from another")
  func inFlight() async throws {
    try await run { fixture, simulator in
      await simulator.insertFault(
        FaultRule(Fault(.slow, delay: 1_000_000_000), from: "12065550101")
      )
      let daemon = try await fixture.start()
      try fixture.submit("one")
      try fixture.submit("two", members: Self.other)
      _ = try await fixture.result("one", is: "sent")
      try await expectRepetition("two", of: "one", fixture)
      await daemon.drain()
      #expect(await simulator.messages.count == 1)
    }
  }

  @Test("in doubt too, and it goes if the doubt ends unsent", arguments: [true, false])
  func inDoubt(_ isTaken: Bool) async throws {
    try await run { fixture, simulator in
      let daemon = try await fixture.start()
      await simulator.insertFault(
        FaultRule(Fault(.drop, accepts: isTaken), from: "12065550101")
      )
      try fixture.submit("one")
      _ = try await fixture.result("one", is: "deferred")
      try fixture.submit("two", members: Self.other)
      if isTaken {
        _ = try await fixture.result("one", is: "sent")
        try await expectRepetition("two", of: "one", fixture)
      } else {
        _ = try await fixture.result("two", is: "sent")
        _ = try await fixture.result("one") { $0["final"] == true }
      }
      await daemon.drain()
      #expect(await simulator.messages.count == 1)
    }
  }

  @Test("a code is no repetition, and another spool repeats what this one has sent")
  func exempt() async throws {
    try await run { fixture, simulator in
      try fixture.configure(
        spools: ["default", "other"],
        members: "verification: { resend_after_seconds: 0 },",
        spoolMembers: "dedup_seconds: 3600"
      )
      let daemon = try await fixture.start()
      for id in ["v-1", "v-2"] {
        try fixture.drop(id, #"{"kind": "verify", "to": "12065550142"}"#)
        _ = try await fixture.result(id, is: "sent")
      }
      try fixture.submit("one")
      _ = try await fixture.result("one", is: "sent")
      try fixture.submit("one", spool: "other")
      _ = try await fixture.result("one", is: "sent", spool: "other")
      await daemon.drain()
      #expect(await simulator.messages.count == 4)
    }
  }
}
