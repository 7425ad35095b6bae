import FlowrouteSimulator
import SMSCore
import SMSDaemon
import SMSJSON
import SMSSystem
import TestSupport
import Testing

@Suite("Updates of a producer", .serialized, .timeLimit(.minutes(10)), .throttled)
struct UpdateTests {
  private static func time(in seconds: Double) -> String {
    RFC3339.text(WallTime(nanoseconds: Clocks.wall).advanced(by: Interval(seconds: seconds)))
  }

  private static func run(
    _ test: (DaemonFixture, FlowrouteSimulator) async throws -> Void
  ) async throws {
    try await DaemonFixture.run(members: DaemonFixture.quickLooks, test)
  }

  @Test("A message that waits is changed, its result says so, and its request stays the same")
  func changed() async throws {
    try await Self.run { fixture, simulator in
      let later = Self.time(in: 3_600)
      let first = #""to": "12065550142", "body": "Old", "ack": "t-1", "not_before": "\#(later)""#
      try fixture.ask("m", first)
      let queued = try await fixture.result("m", is: "queued")
      #expect(queued["priority"] == "normal")
      try fixture.ask(
        "u",
        #""kind": "update", "message": "m", "body": "New ü", "priority": "high", "metadata": {"a": 1}"#
      )
      let done = try await fixture.result("u", is: "done")
      #expect(done["updated"] == ["priority", "body"] && done["metadata"] == ["a": 1])
      let changed = try await fixture.result("m") { $0["priority"] == "high" }
      #expect(changed["status"] == "queued" && changed["encoding"] == "ucs2")
      try fixture.ask("m", first.replacing("t-1", with: "t-2"))
      let again = try await fixture.result("m") { $0["acks"] == ["t-1", "t-2"] }
      #expect(again["encoding"] == "ucs2")
      try fixture.ask(
        "v",
        #""kind": "update", "message": "m", "not_before": "\#(Self.time(in: -1))""#
      )
      _ = try await fixture.result("v", is: "done")
      _ = try await fixture.result("m", is: "sent")
      #expect(await simulator.messages.map(\.body) == ["New ü"])
    }
  }

  @Test("An update waits for the answer under way, and is too late if the message was sent")
  func tooLate() async throws {
    try await Self.run { fixture, simulator in
      // Accepted, and answered after five seconds.
      try fixture.ask("m", #""to": "12065550600", "body": "Old""#)
      while await simulator.messages.isEmpty { await Task.yield() }
      try fixture.ask("u", #""kind": "update", "message": "m", "body": "New", "ack": "t""#)
      #expect(try await fixture.result("u", is: "queued")["final"] == false)
      let error = try await fixture.result("u", is: "failed")["error"]?.object
      #expect(error?["code"] == "too_late")
      #expect(await simulator.messages.map(\.body) == ["Old"])
    }
  }

  @Test("A message that was refused is sent with the text that an update gave it meanwhile")
  func inTime() async throws {
    try await Self.run { fixture, simulator in
      await simulator.insertFault(FaultRule(Fault(.status(503)), method: "POST"))
      try fixture.ask("m", #""to": "12065550142", "body": "Old""#)
      _ = try await fixture.result("m", is: "deferred")
      try fixture.ask("u", #""kind": "update", "message": "m", "body": "New""#)
      _ = try await fixture.result("u", is: "done")
      await simulator.removeFaults()
      _ = try await fixture.result("m", is: "sent")
      #expect(await simulator.messages.map(\.body) == ["New"])
    }
  }
}
