import SMSCore
import SMSDaemon
import SMSJSON
import SMSSystem
import Synchronization
import TestSupport
import Testing

@testable import SMSCommands

@Suite("The commands about batches that read", .throttled)
struct BatchCommandTests {
  private let fixture: CommandFixture
  private static let start = WallTime(milliseconds: 1_795_420_800_000)

  init() throws {
    fixture = try CommandFixture()
  }

  private func at(_ seconds: Double) -> WallTime {
    Self.start.advanced(by: Interval(seconds: seconds))
  }

  /// Batch `old` is done, with a message sent, one failed, and `known` repeated; `new` waits, and
  /// `later` is being accepted.
  private func fill() async throws {
    try await fixture.fill { ledger in
      try await ledger.accept([Accepted("known", at: at(0))])
      var failing = Accepted("old.2", at: at(1))
      failing.to += 1
      failing.metadata = #"{"customer":"=1+1"}"#
      let batch = try await ledger.acceptBatch(
        "old",
        [Accepted("known", at: at(1)), failing, Accepted("-3", at: at(1))],
        at: at(1)
      )
      let error = JobError(code: .forbidden, message: "Not allowed.", hint: "Look at `from`.")
      let jobs = try await ledger.waiting() + ledger.waiting(in: batch)
      let sent = Settlement.Next.sent(providerMessageID: "mdr2-1")
      try await ledger.settle([(jobs[0], sent), (jobs[1], .failed(error))], at: at(5))
      try await ledger.settle([(jobs[2], .sent(providerMessageID: "mdr2-2"))], at: at(5))
      try await ledger.acceptBatch(
        "new",
        [Accepted("new.1", at: at(10)), Accepted("new.2", at: at(10))],
        at: at(10)
      )
      try await ledger.acceptBatch("later", [], of: 9, at: at(20), activates: false)
    }
  }

  private func objects(_ words: String...) async throws -> [JSONObject] {
    let run = await fixture.run(words + ["--json", "--config", fixture.configuration])
    #expect(run.exit == .done, "\(run.error)")
    return try run.lines.map { try #require(try JSONParser.parse(Array($0.utf8)).object) }
  }

  @Test("a list has the newest first, with counts, and takes a status and a limit")
  func list() async throws {
    try await fill()
    let run = await fixture.run("batch", "list")
    #expect(run.exit == .done && run.lines.count == 4)
    let rows = run.lines.dropFirst().map { $0.split(separator: " ").dropFirst(2).map(String.init) }
    #expect(
      rows == [
        ["default", "later", "accepting", "9", "0", "0", "0", "0", "9"],
        ["default", "new", "queued", "2", "0", "0", "0", "0", "2"],
        ["default", "old", "done", "3", "1", "1", "0", "0", "0"],
      ]
    )
    #expect(
      try await objects("batch", "list", "--limit", "2").map { $0["id"] } == ["later", "new"]
    )
    let done = try await objects("batch", "list", "--status", "done,canceled")
    #expect(done.map { $0["id"] } == ["old"] && done[0]["spool"] == "default")
    #expect(done[0]["counts"]?.object?["failed"]?.number?.int64 == 1)
    let none = await fixture.run("batch", "list", "--status", "held")
    #expect(none.exit == .done && none.output.isEmpty && none.error == "No such batches.\n")
    let fault = await fixture.run("batch", "list", "--status", "quued")
    #expect(fault.exit == .usage && fault.error.contains("did you mean queued?"), "\(fault.error)")
  }

  @Test("a batch is shown with its counts, and each error with the hint of a message")
  func show() async throws {
    try await fill()
    let run = await fixture.run("batch", "show", "old")
    #expect(run.lines.first == "old: done  (spool default)")
    #expect(run.lines[1] == "  1 of 2 sent, 1 failed.")
    #expect(run.output.contains("repeated:") && run.output.contains("1, known before"))
    #expect(run.output.contains("/results/old.jsonl"))
    #expect(
      run.lines.suffix(3) == ["Errors:", "  forbidden: 1 message", "    old.2: Look at `from`."]
    )
    let object = try #require(try await objects("batch", "show", "old").first)
    #expect(object["kind"] == "batch" && object["repeated"]?.number?.int64 == 1)
    let example = object["examples"]?.object?["forbidden"]?.object
    #expect(example?["id"] == "old.2" && example?["hint"] == "Look at `from`.")
    #expect(await fixture.run("show", "old").output == run.output)
    #expect(try await objects("show", "old") == [object])
    let accepting = await fixture.run("batch", "show", "later")
    #expect(accepting.lines[0].hasPrefix("later: accepting"))
    #expect(accepting.output.contains("0 of 9"))
  }

  @Test("what is no batch is said to be none, and to which batch it belongs")
  func none() async throws {
    try await fill()
    let message = await fixture.run("batch", "report", "new.1")
    #expect(message.exit == .noSuchID)
    #expect(message.error.hasPrefix("smsdispatch batch report: new.1 is no batch"))
    #expect(message.error.contains("It came in batch new."))
    let none = await fixture.run("batch", "show", "none")
    #expect(none.exit == .noSuchID)
    #expect(none.error.contains("spool default has no batch none"))
  }

  @Test("a message names the batch that it came in, and those that repeat it")
  func members() async throws {
    try await fill()
    let own = await fixture.run("show", "new.1")
    #expect(own.lines.contains { $0.contains("batch:") && $0.hasSuffix(" new") })
    let repeated = await fixture.run("show", "known")
    #expect(repeated.lines.contains { $0.contains("repeated in:") && $0.hasSuffix(" batch old") })
    let objects = try await objects("show", "known") + objects("show", "new.2")
    #expect(objects[0]["repeated_in"]?.array == ["old"] && objects[0]["batch"] == nil)
    #expect(objects[1]["batch"] == "new")
  }

  @Test("a report has a line for each message, in the order of the file, safe for spreadsheets")
  func report() async throws {
    try await fill()
    let run = await fixture.run("batch", "report", "old")
    #expect(run.exit == .done && run.error.isEmpty)
    #expect(run.lines.count == 4)
    #expect(run.lines[0].hasPrefix("id,to,from,status,error,error_message,segments,attempts,"))
    let time = "2026-11-23T08:00:05.000Z"
    #expect(
      run.lines[1] == """
        known,12065550142,12065550101,sent,,,1,1,mdr2-1,,2026-11-23T08:00:00.000Z,\(time),,true,,,
        """
    )
    #expect(run.lines[2].hasPrefix("old.2,12065550143,12065550101,failed,forbidden,Not allowed.,"))
    #expect(run.lines[2].hasSuffix(#",false,"{""customer"":""=1+1""}",,"#))
    #expect(run.lines[3].hasPrefix(#""'-3",12065550142,"#))
    let objects = try await objects("batch", "report", "old")
    #expect(objects.map { $0["id"] } == ["known", "old.2", "-3"])
    #expect(objects.map { $0["repeated"]?.bool } == [true, false, false])
    #expect(objects.allSatisfy { $0["batch"] == "old" && $0["spool"] == "default" })
  }

  @Test(
    "a cell that a spreadsheet would calculate is a text",
    arguments: [
      ("=1+1", "\"'=1+1\""), ("+1", "\"'+1\""), ("-1", "\"'-1\""), ("@A1", "\"'@A1\""),
      ("\t=1", "\"'\t=1\""), ("=\"a\"", "\"'=\"\"a\"\"\""), ("a=1", "a=1"), ("a,b", "\"a,b\""),
      ("say \"a\"", "\"say \"\"a\"\"\""), ("", ""),
    ]
  )
  func cell(_ text: String, _ cell: String) {
    #expect(BatchReport.cell(text) == cell)
  }

  @Test("a long report is written as it is read")
  func longReport() async throws {
    let count = 1_500
    try await fixture.fill { ledger in
      let messages = (1...count).map { Accepted("b.\($0)", at: at(0)) }
      try await ledger.acceptBatch("b", messages, at: at(0))
    }
    let writes = Mutex<[Int]>([])
    let console = Console { stream, text in
      if stream == .output { writes.withLock { $0.append(text.utf8.count { $0 == 10 }) } }
    }
    let context = Context(console: console, wall: { Clocks.wall }, monotonic: { Clocks.monotonic })
    let words = ["batch", "report", "b", "--config", fixture.configuration]
    #expect(await Program(context).run(words) == .done)
    let lines = writes.withLock { $0 }
    #expect(lines.reduce(0, +) == count + 1 && lines.allSatisfy { $0 <= 250 })
  }

  @Test("--batch selects messages, and an unknown batch is refused")
  func filter() async throws {
    try await fill()
    #expect(try await objects("list", "--batch", "new").map { $0["id"] } == ["new.2", "new.1"])
    let both = try await objects("list", "--batch", "new,old", "--status", "queued,failed")
    #expect(both.map { $0["id"] } == ["new.2", "new.1", "old.2"])
    let all = try await objects("list")
    #expect(
      all.filter { $0["kind"] == "batch" }.map { $0["status"] } == ["accepting", "queued", "done"]
    )
    for command in ["list", "cancel", "hold", "release", "retry", "flush"] {
      let help = await fixture.run(command, "--help")
      #expect(help.output.contains("--batch ID"), "\(command)")
    }
    let none = await fixture.run("list", "--batch", "nwe")
    #expect(none.exit == .usage && none.error.contains("there is no batch nwe"))
  }

  @Test("readers of a group see masked numbers, and no metadata")
  func masked() async throws {
    try await fill()
    let caller = CommandCaller(user: 4_711, rights: .read)
    let words = ["batch", "report", "old"]
    let run = await fixture.run(words, for: caller, masked: true)
    #expect(run.lines.count == 4 && !run.output.contains("12065550142"))
    #expect(run.output.contains("•0142") && !run.output.contains("customer"))
    let hold = await fixture.run(["batch", "hold", "new"], for: caller, masked: true)
    #expect(hold.exit == .noPermission && hold.error.contains("you may read, but not act"))
    let watch = await fixture.run(["batch", "show", "new", "--watch"], for: caller, masked: true)
    #expect(watch.exit == .usage)
  }

  @Test("the status has the batches that have not ended, in text and JSON")
  func status() async throws {
    try await fill()
    let run = await fixture.run("status", "--full")
    let rows = run.lines.drop { !$0.hasPrefix("BATCH") }.prefix(3).map {
      $0.split(separator: " ").map(String.init)
    }
    #expect(rows.first?.prefix(3) == ["BATCH", "SPOOL", "STATE"], "\(run.output)")
    #expect(rows.dropFirst().map { $0[0] } == ["new", "later"])
    let batches = try await objects("status").first?["batches"]?.array?.compactMap(\.object) ?? []
    #expect(batches.map { $0["id"] } == ["new", "later"])
    #expect(
      batches.first?["left"]?.number?.int64 == 2 && batches.first?["sent"]?.number?.int64 == 0
    )
    #expect(batches.first?["expected_end"] == nil)
  }
}
