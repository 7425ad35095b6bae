import FlowrouteSimulator
import SMSDaemon
import SMSJSON
import SMSSystem
import TestSupport
import Testing

@Suite("Caps", .serialized, .timeLimit(.minutes(10)), .throttled)
struct CapTests {
  private static let long = String(repeating: "long ", count: 40)

  private func run(
    account: String = "",
    spool: String = "",
    _ test: (DaemonFixture, FlowrouteSimulator) async throws -> Void
  ) async throws {
    try await DaemonFixture.withTwoNumbers(
      members: DaemonFixture.quickLooks + "max_segments: 2,",
      spoolMembers: spool,
      accountMembers: account,
      test
    )
  }

  /// The segments that the simulator got, by its own count of letters.
  private func segments(_ simulator: FlowrouteSimulator) async -> Int {
    await simulator.messages.reduce(0) { $0 + (($1.body ?? "").utf8.count > 160 ? 2 : 1) }
  }

  @Test("no more segments than a day's cap leave, also after restarts; urgent ones and codes do")
  func day() async throws {
    try await run(account: "caps: { segments_per_day: 5 }", spool: "allow_urgent: true") {
      fixture,
      simulator in
      let first = try await fixture.start()
      try fixture.submit("one", body: Self.long)
      try fixture.submit("two", body: Self.long)
      _ = try await fixture.result("one", is: "sent")
      _ = try await fixture.result("two", is: "sent")
      try fixture.submit("three", body: Self.long)
      while !fixture.log.contains(where: { $0.contains("cap closed") }) { await Task.yield() }
      let line = fixture.log.first { $0.contains("cap closed") }
      #expect(line?.contains("cap=account/main/segments_per_day") == true)
      #expect(line?.contains("used=4 limit=5") == true)
      try fixture.submit("four")
      try fixture.submit("now", members: #", "priority": "urgent""#)
      _ = try await fixture.result("now", is: "sent")
      try fixture.drop("code", #"{"kind": "verify", "to": "12065550142"}"#)
      _ = try await fixture.result("code", is: "sent")
      await first.drain()
      #expect(await segments(simulator) == 6)

      let second = try await fixture.start()
      try fixture.submit("five")
      try fixture.submit("again", members: #", "priority": "urgent""#)
      _ = try await fixture.result("again", is: "sent")
      #expect(await segments(simulator) == 7)
      // A wider cap lets what waited go.
      try fixture.configure(
        members: "max_segments: 2,",
        spoolMembers: "allow_urgent: true",
        accountMembers: "caps: { segments_per_day: 50 }",
        numbers: ["12065550101", "12065550102"]
      )
      await second.reload()
      for id in ["three", "four", "five"] { _ = try await fixture.result(id, is: "sent") }
      await second.drain()
      #expect(await segments(simulator) == 11)
    }
  }

  @Test("a refused message makes room, and another number is not in the group")
  func group() async throws {
    let group = """
      number_groups: [{ name: "one", numbers: ["12065550101"], segments_per_day: 2 }]
      """
    try await run(account: group) { fixture, simulator in
      let daemon = try await fixture.start()
      try fixture.submit("refused", to: "12065550400")
      _ = try await fixture.result("refused", is: "failed")
      for id in ["a", "b"] {
        try fixture.submit(id)
        _ = try await fixture.result(id, is: "sent")
      }
      try fixture.submit("c")
      for id in ["d", "e", "f"] {
        try fixture.submit(id, members: #", "from": "12065550102""#)
        _ = try await fixture.result(id, is: "sent")
      }
      await daemon.drain()
      #expect(await simulator.messages.count == 5)
    }
  }

  @Test("a recipient gets as many messages of a spool in a day as it allows, others go on")
  func recipient() async throws {
    try await run(spool: "caps: { messages_per_recipient_per_day: 2 }") { fixture, simulator in
      let daemon = try await fixture.start()
      for id in ["a", "b"] {
        try fixture.submit(id)
        _ = try await fixture.result(id, is: "sent")
      }
      try fixture.submit("c")
      try fixture.submit("d", to: "12065550143")
      _ = try await fixture.result("d", is: "sent")
      await daemon.drain()
      let again = try await fixture.start()
      try fixture.submit("e", to: "12065550143")
      _ = try await fixture.result("e", is: "sent")
      await again.drain()
      #expect(await simulator.messages.count == 4)
    }
  }
}
