import FlowrouteSimulator
import SMSArguments
import SMSCommands
import SMSDaemon
import SMSJSON
import SMSSystem
import Synchronization
import TestSupport
import Testing

@Suite("The commands about one person", .timeLimit(.minutes(10)), .throttled)
struct EraseCommandTests {
  private static let number = "12065550142"

  @Test("erase asks at a terminal, and only yes means yes", arguments: ["yes", "Y", "no", "", nil])
  func asked(_ answer: String?) async throws {
    try await LiveFixture.run { live in
      _ = await live.run("submit", "--to", Self.number, "--body", "Hi", "--id", "a", "--wait")
      let errors = Mutex("")
      let console = Console { stream, text in
        if stream == .error { errors.withLock { $0 += text } }
      }
      var context = Context(
        console: console,
        wall: { Clocks.wall },
        monotonic: { Clocks.monotonic }
      )
      context.hasTerminal = { true }
      context.answer = { question in
        errors.withLock { $0 += question }
        return answer
      }
      let words = ["erase", Self.number, "--config", live.fixture.configuration]
      let exit = await Program(context).run(words)
      let asked = errors.withLock { $0 }
      #expect(asked.contains("12065550142: 1 message, 0 codes, 0 enrollments and 0 received texts"))
      #expect(asked.contains("Erase this? It cannot be undone. [y/N] "))
      let agreed = ["yes", "y"].contains(answer?.lowercased())
      #expect(exit == (agreed ? .done : .endedOtherwise))
      let list = await live.run("list", "--to", Self.number)
      #expect(list.output.contains(agreed ? "(erased)" : "12065550142"), "\(list)")
    }
  }

  @Test("erase --json prints the report, and nothing else")
  func report() async throws {
    try await LiveFixture.run { live in
      _ = await live.run("submit", "--to", Self.number, "--body", "Hi", "--id", "a", "--wait")
      let run = await live.run("erase", Self.number, "--yes", "--json")
      #expect(run.exit == .done && run.error.isEmpty, "\(run.error)")
      let report = try #require(try JSONParser.parse(Array(run.output.utf8)).object)
      #expect(
        report.members.map(\.name) == ["phone", "digest", "erased", "kept", "missed"]
      )
      #expect(report["phone"]?.string == "1206•••0142")
      #expect(report["erased"]?.object?["jobs"]?.number?.int64 == 1)
      #expect(report["erased"]?.object?["files"]?.number?.int64 == 1)
      #expect(report["missed"]?.array?.isEmpty == true)
    }
  }

  @Test("erase refuses a number of yours, and what is no number")
  func refused() async throws {
    try await LiveFixture.run { live in
      let own = await live.run("erase", "12065550101", "--yes")
      #expect(own.exit == .usage && own.error.contains("12065550101 is a number of yours"))
      let none = await live.run("erase", "911", "--yes")
      #expect(none.exit == .usage && none.error.contains("NUMBER must have 11 digits"))
    }
  }

  @Test("export of a phone that nothing is held about is whole, and empty")
  func nothing() async throws {
    try await LiveFixture.run { live in
      let run = await live.run("export", "206-555-0199")
      let export = try #require(try JSONParser.parse(Array(run.output.utf8)).object)
      #expect(
        export.members.map(\.name) == [
          "phone", "exported_at", "jobs", "codes", "enrollments", "senders", "received",
          "opt_outs", "opt_out_events", "automatic_replies", "audit", "mentions", "files",
        ]
      )
      #expect(export["phone"]?.string == "12065550199")
      #expect(export.members.dropFirst(2).allSatisfy { $0.value.array?.isEmpty == true })
    }
  }

  @Test("export writes a text as long as it is held, and never a code or what it is made from")
  func texts() async throws {
    // Ten digits are nowhere else by chance.
    try await LiveFixture.run(members: "verification: { code_length: 10 },") { live in
      _ = await live.run("optout", "add", Self.number)
      _ = await live.run("submit", "--to", Self.number, "--body", "Failed", "--id", "a", "--wait")
      _ = await live.run("optout", "remove", Self.number)
      _ = await live.run("submit", "--to", Self.number, "--body", "Sent", "--id", "b", "--wait")
      _ = await live.run("verify", "start", "--to", Self.number, "--id", "c", "--wait")
      let run = await live.run("export", Self.number, "--json")
      let export = try #require(try JSONParser.parse(Array(run.output.utf8)).object)
      let jobs = (export["jobs"]?.array ?? []).compactMap(\.object)
      #expect(jobs.map { $0["id"]?.string } == ["c", "b", "a"])
      #expect(jobs.map { $0["text"]?.string } == [nil, nil, "Failed"])
      let code = try #require(await live.simulator.messages.last?.body?.suffix(10))
      #expect(!run.output.contains(code) && !run.output.contains("nonce"))
    }
  }
}
