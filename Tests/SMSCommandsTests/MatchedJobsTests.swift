import SMSCommands
import SMSDaemon
import SMSJSON
import SMSSystem
import Synchronization
import TestSupport
import Testing

@Suite("Commands on all that matches", .serialized, .timeLimit(.minutes(10)), .throttled)
struct MatchedJobsTests {
  @Test("Without a terminal and --yes, the count and a sample are shown, and nothing is changed")
  func unconfirmed() async throws {
    try await LiveFixture.run { live in
      try await live.submitHeld(7)
      let run = await live.run("cancel", "--to", "206-555-0142")
      #expect(run.exit == .endedOtherwise)
      #expect(run.lines.count == 7 && run.lines[0].hasPrefix("ACCEPTED (UTC)"))
      #expect(run.lines[1].contains("m7") && run.lines[6] == "and 2 older")
      #expect(run.error.contains("smsdispatch cancel: 7 jobs match; nothing was changed"))
      #expect(run.error.contains("Add --yes to cancel them."))
      let json = await live.run("hold", "--status", "queued", "--json")
      #expect(json.exit == .endedOtherwise)
      let object = try #require(try JSONParser.parse(Array(json.output.utf8)).object)
      #expect(object["matched"]?.number?.int64 == 7 && object["sample"]?.array?.count == 5)
      #expect(await live.run("list", "--status", "queued").lines.count == 8)
      #expect(await live.run("audit", "--json").lines.count == 1)
    }
  }

  @Test("A cancel ends what matches, and what is canceled counts once")
  func cancel() async throws {
    try await LiveFixture.run { live in
      try await live.submitHeld(3)
      _ = await live.run("submit", "--to", "2065550143", "--body", "Hi", "--id", "other")
      while await live.run("list", "--json").lines.count < 5 {}
      let run = await live.run("cancel", "--to", "12065550142", "--yes")
      #expect(run.exit == .done, "\(run.error)")
      #expect(run.output == "3 jobs canceled\n")
      for id in ["m1", "m2", "m3"] {
        #expect(await live.run("wait", id).output.hasPrefix("\(id): canceled"))
      }
      #expect(await live.run("list", "--status", "canceled", "--json").lines.count == 3)
      let requests = await live.run("list", "--spool", "operator", "--status", "canceled")
      #expect(requests.lines.count == 2 && requests.output.contains("(cancel)"))
      let status = await live.run("status", "--json")
      let all = try #require(try JSONParser.parse(Array(status.output.utf8)).object)
      #expect(all["spools"]?.object?["default"]?.object?["canceled"]?.number?.int64 == 3)
      let audit = await live.run("audit", "--limit", "1")
      #expect(audit.lines[1].contains("cancel   to=12065550142 through="))
      #expect(audit.lines[1].hasSuffix("done, 3"))
      #expect(await live.run("release", "--all").exit == .done)
      #expect(await live.run("wait", "other").exit == .done)
      let none = await live.run("cancel", "--to", "12065550142", "--yes")
      #expect(none.exit == .done && none.error == "No such jobs; nothing was changed.\n")
    }
  }

  @Test("A hold and a release of what matches leave the switches alone")
  func hold() async throws {
    try await LiveFixture.run { live in
      try await live.submitHeld(2)
      let hold = await live.run("hold", "--spool", "default", "--priority", "normal", "--yes")
      #expect(hold.output == "2 jobs held\n")
      #expect(await live.run("release", "--all").exit == .done)
      let list = await live.run("list", "--status", "held", "--json")
      #expect(list.lines.count == 2)
      let release = await live.run("release", "--since", "1h", "--yes", "--json")
      let result = try #require(try JSONParser.parse(Array(release.output.utf8)).object)
      #expect(result["status"] == "done" && result["affected"]?.number?.int64 == 2)
      for id in ["m1", "m2"] { #expect(await live.run("wait", id).exit == .done) }
    }
  }

  @Test("A terminal is asked, and only yes means yes", arguments: ["y", "Yes", "n", "", nil])
  func asked(_ answer: String?) async throws {
    try await LiveFixture.run { live in
      try await live.submitHeld(1)
      let questions = Mutex<[String]>([])
      let console = Console { _, _ in }
      var context = Context(
        console: console,
        wall: { Clocks.wall },
        monotonic: { Clocks.monotonic }
      )
      context.hasTerminal = { true }
      context.answer = { question in
        questions.withLock { $0.append(question) }
        return answer
      }
      let words = ["cancel", "--spool", "default", "--config", live.fixture.configuration]
      let exit = await Program(context).run(words)
      #expect(questions.withLock { $0 } == ["Cancel 1 job? [y/N] "])
      let agreed = ["y", "Yes"].contains(answer)
      #expect(exit == (agreed ? .done : .endedOtherwise))
      let canceled = await live.run("list", "--status", "canceled", "--json").lines.count
      #expect(canceled == (agreed ? 1 : 0))
    }
  }

  @Test("A retry and a flush of what matches")
  func retry() async throws {
    try await LiveFixture.run { live in
      for id in ["a", "b"] {
        let words = ["--to", "12065550403", "--body", id, "--id", id, "--wait"]
        let run = await live.fixture.run(
          ["submit"] + words + ["--config", live.fixture.configuration]
        )
        #expect(run.exit == .endedOtherwise)
      }
      let retry = await live.run("retry", "--error", "forbidden", "--yes")
      #expect(retry.output == "2 jobs submitted again\n")
      for id in ["a.retry-1", "b.retry-1"] {
        #expect(await live.run("wait", id).exit == .endedOtherwise)
      }
      let flush = await live.run("flush", "--error", "timeout")
      #expect(flush.exit == .done && flush.error == "No such jobs; nothing was changed.\n")
    }
  }

  struct Refused: CustomTestStringConvertible, Sendable {
    let line: String
    let message: String
    var testDescription: String { line }

    init(_ line: String, _ message: String) {
      self.line = line
      self.message = message
    }
  }

  @Test(
    "What is not clear is refused, status 64",
    arguments: [
      Refused("cancel", "give an ID, or options such as --to, --status and --since"),
      Refused("cancel x --to 12065550142", "an ID and --to cannot be combined"),
      Refused("cancel --status sent", "--status must be one of queued, deferred, held,"),
      Refused("cancel --status queud", "did you mean \"queued\"?"),
      Refused("retry --error forbiden", "did you mean \"forbidden\"?"),
      Refused("retry --status queued", "--status must be one of failed, expired, canceled,"),
      Refused("flush --priority hihg", "did you mean \"high\"?"),
      Refused("flush --to 911", "--to must have 11 digits"),
      Refused("release --status deferred", "--status must be one of held to release anything"),
      Refused("hold --spool a,b", "--spool alone is one spool, as a whole"),
      Refused("hold --account a --account b", "--account alone is one account, as a whole"),
      Refused("hold --all --to 12065550142", "--all and --to cannot be combined"),
      Refused("hold", "give one of --all, --spool NAME, --account NAME, or an ID; or options"),
      Refused("release --sender 12065550101 --error timeout", "--sender and --error cannot be"),
      Refused("release --until tomorrow", "--until must be a time like"),
      Refused("cancel --metadata order", "--metadata must be of the form KEY=VALUE"),
    ]
  )
  func unclear(_ row: Refused) async throws {
    let fixture = try CommandFixture()
    let words = row.line.split(separator: " ").map(String.init)
    let run = await fixture.run(words + ["--config", fixture.configuration])
    #expect(run.exit == .usage)
    #expect(run.error.contains(row.message), "\(run.error)")
  }

  @Test("A name that nobody knows is refused with the nearest one")
  func names() async throws {
    try await LiveFixture.run { live in
      let account = await live.run("cancel", "--account", "mian", "--yes")
      #expect(account.exit == .usage && account.error.contains("Did you mean main?"))
      let spool = await live.run("cancel", "--spool", "defualt", "--yes")
      #expect(spool.exit == .usage && spool.error.contains("Did you mean default?"))
    }
  }
}

extension LiveFixture {
  /// Holds everything, and submits messages `m1`, `m2` and so on, which wait then.
  fileprivate func submitHeld(_ count: Int) async throws {
    #expect(await run("hold", "--all").exit == .done)
    for number in 1...count {
      _ = await run("submit", "--to", "2065550142", "--body", "Hi \(number)", "--id", "m\(number)")
      while await run("list", "--json").lines.count <= number {}
    }
  }
}
