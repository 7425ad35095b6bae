import FlowrouteSimulator
import SMSCommands
import SMSCore
import SMSJSON
import SMSSystem
import TestSupport
import Testing

@testable import SMSDaemon

@Suite("verify and enroll", .serialized, .throttled)
struct CodeCommandTests {
  @Test("A code is sent, checked wrong and right, by the id that start prints")
  func verify() async throws {
    try await LiveFixture.run { live in
      let start = await live.run(
        "verify",
        "start",
        "--to",
        "2065550142",
        "--id",
        "v-1",
        "--template",
        "It is {code}",
        "--wait"
      )
      #expect(start.exit == .done)
      #expect(start.output.contains("v-1: sent to 12065550142"))
      #expect(start.output.contains("5 attempts left"))
      let code = String(try #require(await live.simulator.messages.first?.body).suffix(6))
      let wrong = await live.run("verify", "check", "v-1", "--code", "none", "--id", "c-1")
      #expect(wrong.exit == .endedOtherwise)
      #expect(wrong.output == "c-1: denied (wrong_code), 4 attempts left\n")
      let right = await live.run("verify", "check", "v-1", "--code", code, "--json")
      #expect(right.exit == .done)
      let json = try JSONParser.parse(Array(right.output.utf8)).object
      #expect(json?["status"] == "approved")
    }
  }

  @Test("A phone is enrolled, listed and removed")
  func enroll() async throws {
    try await LiveFixture.run { live in
      let start = await live.run(
        "enroll",
        "start",
        "--subject",
        "u-7",
        "--to",
        "2065550142",
        "--id",
        "e-1",
        "--wait"
      )
      #expect(start.exit == .done, "\(start.error)")
      let pending = await live.run("enroll", "list", "--json")
      #expect(pending.output.contains(#""pending":"12065550142""#), "\(pending.output)")
      let code = String(try #require(await live.simulator.messages.first?.body).suffix(6))
      #expect(await live.run("enroll", "check", "e-1", "--code", code).exit == .done)
      let list = await live.run("enroll", "list")
      #expect(list.output.contains("u-7"))
      #expect(list.output.contains("12065550142"))
      #expect(await live.run("enroll", "remove", "u-7").exit == .done)
      let again = await live.run("enroll", "remove", "u-7")
      #expect(again.exit == .endedOtherwise)
      #expect(again.output.contains("unknown_subject"))
      #expect(await live.run("enroll", "list").output.isEmpty)
    }
  }

  @Test("A user's id that would act on the terminal is shown escaped")
  func oddSubject() async throws {
    try await LiveFixture.run { live in
      let words = ["enroll", "start", "--to", "2065550142", "--wait", "--subject"]
      let start = await live.fixture.run(
        words + ["a\u{202E}b", "--config", live.fixture.configuration]
      )
      #expect(start.exit == .done, "\(start.error)")
      let list = await live.run("enroll", "list")
      #expect(list.output.contains(#"a\u{202e}b"#), "\(list.output)")
    }
  }

  @Test("status says which exchange gets no more codes, and until when")
  func refusedPrefix() async throws {
    try await LiveFixture.run { live in
      #expect(await !live.run("status").output.contains("codes to"))
      let now = Moment.now().wall
      let prefix = EndedJob.GuardedPrefix(
        prefix: 206_555,
        until: now.advanced(by: Interval(seconds: 3600))
      )
      try await live.daemon.storage.ledger.note("prefix/206-555", Notes.refused(prefix, since: now))
      let status = await live.run("status")
      #expect(status.output.contains("refused   codes to 206-555: too few"), "\(status.output)")
      #expect(status.output.contains("verification.prefix_guard_share"))
      let json = try JSONParser.parse(Array(await live.run("status", "--json").output.utf8)).object
      let refused = try #require(json?["refused_prefixes"]?.array?.first?.object)
      #expect(refused["prefix"] == "206-555")
      #expect(refused["until"]?.string != nil)
    }
  }

  @Test(
    "What is missing or too much is a wrong command line",
    arguments: [
      ["verify", "start"], ["verify", "start", "--to", "2065550142", "--subject", "u"],
      ["verify", "check", "v-1"], ["verify", "check", "v 1", "--code", "1"],
      ["enroll", "start", "--to", "2065550142"], ["verify", "start", "--to", "123"],
      ["verify", "start", "--to", "2065550142", "--timeout", "3"],
    ]
  )
  func usage(_ words: [String]) async throws {
    let fixture = try CommandFixture()
    let run = await fixture.run(words + ["--config", fixture.configuration])
    #expect(run.exit == .usage, "\(run.error)")
    #expect(try fixture.incoming().isEmpty)
  }
}
