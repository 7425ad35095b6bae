import FlowrouteSimulator
import SMSCommands
import SMSCore
import SMSDaemon
import SMSJSON
import SMSSystem
import Synchronization
import TestSupport
import Testing

@Suite(
  "The commands about batches, with a daemon",
  .serialized,
  .timeLimit(.minutes(10)),
  .throttled
)
struct BatchLiveTests {
  private let simulator: FlowrouteSimulator
  private let fixture: CommandFixture

  init() async throws {
    simulator = try await FlowrouteSimulator.start()
    fixture = try CommandFixture(
      port: simulator.port,
      members: "uncertain: { looks_after_seconds: [0.05] },"
    )
  }

  private var now: WallTime { WallTime(nanoseconds: Clocks.wall) }

  /// Batch `b` in the ledger of a stopped daemon, its messages to numbers that end in 0, 1 and so on.
  private func fill(_ count: Int, isHeld: Bool = false) async throws {
    let messages = (1...count).map { number in
      var message = Accepted("b.\(number)", at: now)
      message.to = 12_065_550_200 + UInt64(number % 100)
      message.text = "Text \(number)"
      return message
    }
    try await fixture.prepare { ledger in try await ledger.acceptBatch("b", messages, at: now) }
  }

  private func serving(_ body: () async throws -> Void) async throws {
    let daemon = try await fixture.serve()
    let result: Result<Void, any Error>
    do {
      result = .success(try await body())
    } catch {
      result = .failure(error)
    }
    await daemon.drain()
    try result.get()
  }

  private func object(_ run: CommandFixture.Run) throws -> JSONObject {
    try #require(try JSONParser.parse(Array(run.output.utf8)).object, "\(run.error)")
  }

  /// Holds all there is, so that a batch waits.
  private func holdAll() async throws {
    try await serving { #expect(await fixture.run("hold", "--all").exit == .done) }
  }

  @Test("wait knows batches, and the lines of their messages")
  func wait() async throws {
    try await fill(20)
    try await serving {
      let whole = await fixture.run("wait", "b")
      #expect(whole.exit == .done, "\(whole.error)")
      #expect(whole.output == "b: done, 20 of 20 sent\n")
      let line = await fixture.run("wait", "b.17")
      #expect(line.exit == .done, "\(line.error)")
      #expect(line.output.hasPrefix("b.17: sent to 12065550217 (mdr2-"))
      #expect(await fixture.run("wait", "b.17", "--batch", "b").output == line.output)
      let none = await fixture.run("wait", "b.99", "--timeout", "0")
      #expect(none.exit == .tryAgain)
    }
    #expect(try fixture.lines(of: "b").count == 20)
    let shown = await fixture.run("batch", "show", "b", "--watch")
    #expect(shown.lines.first == "b: done  (spool default)")
    await simulator.stop()
  }

  @Test("hold and release are switches over the whole batch")
  func hold() async throws {
    try await holdAll()
    try await fill(3)
    try await serving {
      let hold = await fixture.run("batch", "hold", "b")
      #expect(hold.exit == .done, "\(hold.error)")
      #expect(hold.output == "held: batch b; 'smsdispatch batch release b' lets it go on\n")
      let shown = try object(await fixture.run("batch", "show", "b", "--json"))
      #expect(shown["status"] == "held")
      #expect(await fixture.run("release", "--all").exit == .done)
      #expect(
        await fixture.run("submit", "--to", "2065550142", "--body", "x", "--wait").exit == .done
      )
      #expect(
        await fixture.run("list", "--batch", "b", "--status", "queued", "--json").lines.count == 3
      )
      #expect(await fixture.run("status").output.contains("BATCH"))
      let release = await fixture.run("batch", "release", "b")
      #expect(release.output == "released: batch b\n")
      #expect(await fixture.run("wait", "b").exit == .done)
      let late = await fixture.run("batch", "hold", "b")
      #expect(late.exit == .endedOtherwise, "\(late.error)")
      let message = await fixture.run("batch", "hold", "b.1")
      #expect(message.exit == .noSuchID && message.error.contains("It came in batch b."))
    }
    #expect(await simulator.messages.count == 4)
    await simulator.stop()
  }

  @Test("cancel asks, and ends what was not sent, in steps with one result")
  func cancel() async throws {
    try await holdAll()
    try await fill(500)
    try await serving {
      let asked = await fixture.run("batch", "cancel", "b")
      #expect(asked.exit == .endedOtherwise)
      #expect(asked.error.contains("batch b has 500 messages left; nothing was changed"))
      #expect(await fixture.run("batch", "list", "--status", "canceled", "--json").output.isEmpty)
      let run = await fixture.run("batch", "cancel", "b", "--yes", "--json")
      #expect(run.exit == .done, "\(run.error)")
      let result = try object(run)
      #expect(result["status"] == "canceled" && result["affected"]?.number?.int64 == 500)
      let whole = await fixture.run("wait", "b")
      #expect(whole.exit == .done, "\(whole.error)")
      #expect(whole.output.hasPrefix("b: canceled, 0 of 500 sent, 500 canceled\n"))
      let again = await fixture.run("batch", "cancel", "b", "--yes")
      #expect(again.exit == .endedOtherwise, "\(again.output)")
      #expect(await fixture.run("release", "--all").exit == .done)
    }
    #expect(await simulator.messages.isEmpty)
    let report = await fixture.run("batch", "report", "b")
    #expect(
      report.lines.count == 501 && report.lines.dropFirst().allSatisfy { $0.contains(",canceled,") }
    )
    await simulator.stop()
  }

  @Test("a terminal is asked before a cancel, and only yes means yes", arguments: ["y", "n", nil])
  func asked(_ answer: String?) async throws {
    try await holdAll()
    try await fill(2)
    try await serving {
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
      let words = ["batch", "cancel", "b", "--config", fixture.configuration]
      let exit = await Program(context).run(words)
      #expect(questions.withLock { $0 } == ["Cancel what is left, 2 messages? [y/N] "])
      #expect(exit == (answer == "y" ? .done : .endedOtherwise))
    }
    await simulator.stop()
  }

  @Test("what matches in a batch is changed by itself, and retried outside of it")
  func matching() async throws {
    try await fill(3)
    await simulator.insertFault(FaultRule(Fault(.status(422)), method: "POST", times: 1))
    try await serving {
      let whole = await fixture.run("wait", "b")
      #expect(whole.exit == .endedOtherwise && whole.output.contains("2 of 3 sent, 1 failed"))
      let retry = await fixture.run("retry", "--batch", "b", "--status", "failed", "--yes")
      #expect(retry.output == "1 job submitted again\n", "\(retry.error)")
      let failed = try fixture.lines(of: "b").first { $0["status"] == "failed" }?["id"]?.string
      let again = await fixture.run("wait", "\(failed ?? "").retry-1")
      #expect(again.exit == .done, "\(again.error)")
      let errors = await fixture.run("batch", "show", "b")
      #expect(errors.output.contains("unprocessable: 1 message"))
    }
    #expect(await simulator.messages.count == 3)
    // The retry's result is the last line of the message that it repeats.
    let lines = try fixture.lines(of: "b")
    #expect(lines.count == 4 && lines.last?["retried_as"] != nil)
    await simulator.stop()
  }

  @Test("a person's lines are exported and erased, and the others stay")
  func person() async throws {
    try await fill(40)
    try await serving {
      #expect(await fixture.run("wait", "b").exit == .done)
      let export = try object(await fixture.run("export", "12065550217"))
      let files = export["files"]?.array?.compactMap(\.object) ?? []
      #expect(files.count == 1 && files[0]["content"]?.object?["id"] == "b.17")
      #expect(files[0]["path"]?.string?.hasSuffix("/results/b.jsonl") == true)
      let before = try fixture.lines(of: "b")
      let erase = await fixture.run("erase", "12065550217", "--yes")
      #expect(erase.exit == .done, "\(erase.error)")
      #expect(erase.output.contains("0 files and 1 line of batches"), "\(erase.output)")
      let after = try fixture.lines(of: "b")
      #expect(after == before.filter { $0["id"] != "b.17" })
      #expect(await fixture.run("wait", "b.18").exit == .done)
      #expect(await fixture.run("wait", "b.17", "--timeout", "0").exit == .tryAgain)
    }
    await simulator.stop()
  }

  @Test(
    "after a restore the lines say what was sent, and nothing is sent twice",
    arguments: [true, false]
  )
  func restored(isKnown: Bool) async throws {
    let backup = fixture.directory.path("backup")
    try await holdAll()
    if isKnown { try await fill(300) }
    #expect(await fixture.run("backup", backup).exit == .done)
    if !isKnown { try await fill(300) }
    try await serving {
      #expect(await fixture.run("release", "--all").exit == .done)
      #expect(await fixture.run("wait", "b").exit == .done)
    }
    #expect(await simulator.messages.count == 300)
    #expect(await fixture.run("restore", backup, "--yes").exit == .done)
    let summary = try Directory(path: fixture.spool + "/results").read("b.json", upTo: 1 << 16)
    try await serving {
      let run = await fixture.run("reconcile", "--json")
      #expect(run.exit == .done, "\(run.output) \(run.error)")
      let report = try object(run)
      #expect(
        report[isKnown ? "settled_by_result" : "ids_taken"]?.number?.int64 == (isKnown ? 300 : 301)
      )
      #expect(report["waiting"]?.number?.int64 == 0)
      #expect(await fixture.run("release", "--all").exit == .done)
      let same = await fixture.run(
        "submit",
        "--to",
        "12065550201",
        "--body",
        "Text 1",
        "--id",
        "b.1",
        "--wait"
      )
      #expect(
        same.exit == .endedOtherwise && same.output.contains("duplicate_id"),
        "\(same.output)"
      )
    }
    #expect(await simulator.messages.count == 300)
    let whole = try Directory(path: fixture.spool + "/results").read("b.json", upTo: 1 << 16)
    if isKnown {
      #expect(await fixture.run("batch", "list").output.contains("done"))
    } else {
      #expect(whole == summary)
    }
    await simulator.stop()
  }
}
