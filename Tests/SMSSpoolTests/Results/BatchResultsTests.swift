import SMSCore
import SMSJSON
import SMSSpool
import SMSSystem
import TestSupport
import Testing

/// The files of a batch's results.
@Suite struct BatchResultsTests {
  private let root: TemporaryDirectory
  private let layout: SpoolLayout

  init() throws {
    root = try TemporaryDirectory()
    layout = SpoolLayout(root: root.path("spool"))
    try layout.make()
  }

  private func results() throws -> Directory {
    try Directory(path: layout.path(of: .results))
  }

  private func message(
    _ line: Int,
    _ state: JobState = .sent,
    results: BatchRequest.Results = .lines,
    mayMakeFile: Bool = true
  ) -> JobSnapshot {
    var job = Sample.sent
    job.name.id = "june.\(line)"
    job.state = state
    job.ownBatch = BatchMembership(id: "june", results: results, mayMakeFile: mayMakeFile)
    return job
  }

  private func lines() throws -> [JSONObject] {
    let bytes = try results().read("june.jsonl", upTo: 1 << 20)
    #expect(bytes.last == UInt8(ascii: "\n"))
    return try bytes.split(separator: UInt8(ascii: "\n")).map {
      try #require(try JSONParser.parse(Array($0)).object)
    }
  }

  @Test("each message that has ended is a line, the same as its file would be; others have none")
  func appends() throws {
    var store = ResultStore(layout, provider: "flowroute")
    try store.publish([message(2), message(3, .deferred), message(4, .failed)])
    try store.publish([message(3)])
    #expect(try lines().compactMap { $0["id"]?.string } == ["june.2", "june.4", "june.3"])
    let whole = ResultDocument.of(message(2), provider: "flowroute")
    #expect(try lines()[0] == whole)
    #expect(try results().status("june.jsonl").mode == 0o640)
    #expect(try !results().contains("june.2.json") && !results().contains("june.3.json"))
  }

  @Test("what a crash left of a line is cut off, and whole lines stay", arguments: [0, 1, 70_000])
  func cuts(_ length: Int) throws {
    var first = ResultStore(layout, provider: "flowroute")
    try first.publish([message(2)])
    let file = try results().openFile("june.jsonl", [.writeOnly, .append])
    try file.write([UInt8](repeating: UInt8(ascii: "{"), count: length))
    var second = ResultStore(layout, provider: "flowroute")
    try second.publish([message(2), message(3)])
    #expect(try lines().compactMap { $0["id"]?.string } == ["june.2", "june.2", "june.3"])
  }

  @Test("what somebody else cut or added meanwhile makes no broken line of ours")
  func changed() throws {
    var store = ResultStore(layout, provider: "flowroute")
    try store.publish([message(2), message(3)])
    let file = try results().openFile("june.jsonl", [.readWrite])
    try file.setSize(file.status().size - 10)
    try store.publish([message(4)])
    #expect(try lines().compactMap { $0["id"]?.string } == ["june.2", "june.4"])
    try results().unlink("june.jsonl")
    try store.publish([message(5)])
    #expect(try lines().compactMap { $0["id"]?.string } == ["june.5"])
  }

  @Test("a file that holds no whole line begins anew")
  func cutsAll() throws {
    try results().createFile("june.jsonl").write(Array("{\"id\": \"ju".utf8))
    var store = ResultStore(layout, provider: "flowroute")
    try store.publish([message(2)])
    #expect(try lines().count == 1)
  }

  @Test("a change after the end of the batch makes no new file, and is added to one that is there")
  func afterEnd() throws {
    var store = ResultStore(layout, provider: "flowroute")
    try store.publish([message(2, mayMakeFile: false)])
    #expect(try !results().contains("june.jsonl"))
    try store.publish([message(3)])
    try store.publish([message(2, mayMakeFile: false)])
    #expect(try lines().count == 2)
  }

  @Test("messages of a batch that asks for it have files of their own, and no line")
  func files() throws {
    var store = ResultStore(layout, provider: "flowroute")
    try store.publish([message(2, results: .files)])
    #expect(try results().contains("june.2.json"))
    #expect(try !results().contains("june.jsonl"))
  }

  @Test("a message that another batch repeats has its file, and a line there once it has ended")
  func repeats() throws {
    var store = ResultStore(layout, provider: "flowroute")
    var job = Sample.sent
    job.repeatingBatches = [BatchMembership(id: "june", results: .lines, mayMakeFile: true)]
    try store.publish([job])
    #expect(try results().contains("order-1042.json"))
    #expect(try lines().compactMap { $0["id"]?.string } == ["order-1042"])
  }

  @Test("a symbolic link in the place of the file is not followed")
  func link() throws {
    try results().makeSymbolicLink("june.jsonl", to: root.path("elsewhere"))
    var store = ResultStore(layout, provider: "flowroute")
    #expect(throws: SystemError.self) { try store.publish([message(2)]) }
    #expect(try !root.directory.contains("elsewhere"))
  }

  @Test("the lines of a batch go with its result, not before")
  func sweep() throws {
    let results = try results()
    for (name, text) in [
      ("a.json", #"{"final": false}"#), ("a.jsonl", "{}\n"), ("b.json", #"{"final": true}"#),
      ("b.jsonl", "{}\n"), ("c.jsonl", "{}\n"),
    ] {
      try results.writeReplacing(try #require(FileName(name)), Array(text.utf8), durable: false)
    }
    var store = ResultStore(layout, provider: "flowroute")
    let later = WallTime(nanoseconds: Clocks.wall).advanced(by: Interval(seconds: 60))
    var sweep = try store.sweep(before: later)
    while try !sweep.step(10).isLast {}
    #expect(try results.contains("a.json") && results.contains("a.jsonl"))
    for name: FileName in ["b.json", "b.jsonl", "c.jsonl"] {
      #expect(try !results.contains(name), "\(name)")
    }
  }

  @Test("the result of a batch says how many messages are in which state, and with which errors")
  func document() throws {
    var job = Sample.sent
    job.name.id = "june"
    job.kind = "batch"
    job.message = nil
    job.state = .queued
    let facts = BatchFacts(
      status: .sending,
      messages: 10,
      accepted: 10,
      repeated: 1,
      segments: 12,
      results: .lines,
      counts: [.sent: 4, .attempting: 1, .queued: 1, .inDoubt: 1, .deferred: 1, .failed: 1],
      errors: [.recipientOptedOut: 1],
      activatedAt: Sample.now,
      accounts: ["main"]
    )
    job.batch = facts
    #expect(facts.unfinished == 4)
    var store = ResultStore(layout, provider: "flowroute")
    try store.publish(job, facts, expectedEnd: Sample.now.advanced(by: Interval(seconds: 9)))
    let bytes = try results().read("june.json", upTo: 10_000)
    let result = try #require(try JSONParser.parse(bytes).object)
    #expect(result["kind"] == "batch" && result["status"] == "sending" && result["final"] == false)
    let counts = try #require(result["counts"]?.object)
    #expect(counts["sent"] == 4 && counts["sending"] == 1 && counts["deferred"] == 2)
    #expect(counts["failed"] == 1 && counts["canceled"] == 0)
    #expect(result["errors"] == ["recipient_opted_out": 1] && result["opted_out"] == 1)
    #expect(
      result["expected_end"]?.string == RFC3339.text(Sample.now.advanced(by: Interval(seconds: 9)))
    )
  }
}
