import FlowrouteSimulator
import SMSCommands
import SMSCore
import SMSSystem
import TestSupport
import Testing

@Suite("update", .serialized, .timeLimit(.minutes(10)), .throttled)
struct UpdateCommandTests {
  @Test("What is given is changed, shown, and sent so; what is held stays held")
  func changes() async throws {
    try await LiveFixture.run { live in
      #expect(await live.run("hold", "--all").exit == .done)
      _ = await live.run("submit", "--to", "2065550142", "--body", "One", "--id", "one")
      let long = String(repeating: "long ", count: 40)
      let update = await live.run(
        "update",
        "one",
        "--spool",
        "default",
        "--body",
        long,
        "--priority",
        "high",
        "--ttl",
        "900"
      )
      #expect(update.exit == .done, "\(update.error)")
      #expect(update.output == "one: updated ttl_seconds, priority, body\n")
      let shown = await live.run("show", "one").output
      #expect(shown.contains("high") && shown.contains("2 segments, ascii"), "\(shown)")
      let audit = await live.run("audit").output
      #expect(audit.contains("update") && !audit.contains("long long"), "\(audit)")
      #expect(await live.simulator.messages.isEmpty)
      #expect(await live.run("release", "--all").exit == .done)
      #expect(await live.run("wait", "one").exit == .done)
      #expect(await live.simulator.messages.map(\.body) == [long])
      let late = await live.run("update", "one", "--priority", "bulk")
      #expect(late.exit == .endedOtherwise)
      #expect(late.error.contains("one of spool default is sent already"))
    }
  }

  @Test("A message for later goes now if it is told so")
  func now() async throws {
    try await LiveFixture.run { live in
      await Self.submitForLater(live)
      let update = await live.run("update", "later", "--not-before", Self.time(in: -1), "--json")
      #expect(update.exit == .done && update.output.contains(#""updated":["not_before"]"#))
      #expect(await live.run("wait", "later").exit == .done)
    }
  }

  @Test("What cannot be is refused, with the reason")
  func refused() async throws {
    try await LiveFixture.run { live in
      await Self.submitForLater(live, "--expires-at", Self.time(in: 7_200))
      let late = await live.run("update", "later", "--not-before", Self.time(in: 7_200))
      #expect(late.exit == .endedOtherwise)
      #expect(late.error.contains("it would expire at"), "\(late.error)")
      let urgent = await live.run("update", "later", "--priority", "urgent")
      #expect(urgent.exit == .endedOtherwise && urgent.error.contains("allow_urgent"))
      #expect(await live.run("update", "nope", "--priority", "high").exit == .noSuchID)
      #expect(await live.run("cancel", "later").exit == .done)
    }
  }

  @Test(
    "A command line that says nothing or too much is wrong, status 64",
    arguments: [
      ["one"], [], ["one", "--normalize", "ascii"], ["one", "--not-before", "tomorrow"],
      ["one", "--not-before", "2026-11-23T08:00:00"], ["one", "--priority", "low"],
      ["one", "--ttl", "5", "--expires-at", "2026-11-23T08:00:00Z"],
      ["one", "--priority", "high", "--normalize", "ascii"],
    ]
  )
  func usage(words: [String]) async throws {
    #expect(await CommandFixture.run(["update"] + words).exit == .usage)
  }

  /// Submits a message that goes in an hour.
  private static func submitForLater(_ live: LiveFixture, _ more: String...) async {
    let words = ["--to", "2065550142", "--body", "Later", "--id", "later", "--not-before"]
    _ = await live.run(["submit"] + words + [time(in: 3_600)] + more)
  }

  private static func time(in seconds: Double) -> String {
    RFC3339.text(WallTime(nanoseconds: Clocks.wall).advanced(by: Interval(seconds: seconds)))
  }
}
