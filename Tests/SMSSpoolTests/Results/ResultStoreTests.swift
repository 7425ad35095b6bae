import Glibc
import SMSCore
import SMSFlowroute
import SMSJSON
import SMSSpool
import SMSSystem
import TestSupport
import Testing

@Suite struct ResultStoreTests {
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

  @Test("a result is written for the group to read, and nothing is left beside it")
  func publish() throws {
    var store = ResultStore(layout, provider: "flowroute")
    try store.publish([Sample.sent])
    try store.sync()
    let bytes = try results().read("order-1042.json", upTo: 10_000)
    #expect(
      bytes == JSONWriter.write(.object(ResultDocument.of(Sample.sent, provider: "flowroute")))
    )
    #expect(try results().status("order-1042.json").mode == 0o640)
    var listing = try results().listing()
    #expect(try listing.next()?.name == "order-1042.json")
    #expect(try listing.next() == nil)
  }

  @Test("a later change replaces the file; a released job has none again")
  func changes() throws {
    var store = ResultStore(layout, provider: "flowroute")
    var job = Sample.sent
    job.state = .held
    try store.publish([job])
    #expect(try results().contains("order-1042.json"))
    job.state = .queued
    try store.publish([job])
    try store.publish([job])
    #expect(try !results().contains("order-1042.json"))
  }

  @Test("a queued job whose request had an ack has a result")
  func queued() throws {
    var store = ResultStore(layout, provider: "flowroute")
    var job = Sample.sent
    job.state = .queued
    job.acks = ["t-1", "t-2"]
    try store.publish([job])
    let bytes = try results().read("order-1042.json", upTo: 10_000)
    let result = try #require(try JSONParser.parse(bytes).object)
    #expect(result["status"] == "queued" && result["final"] == false)
    #expect(result["ack"] == "t-2" && result["acks"] == ["t-1", "t-2"])
    job.state = .sent
    #expect(
      ResultDocument.job(
        ResultDocument.of(job, provider: "flowroute"),
        in: "default",
        receipts: FlowrouteReceipts()
      )?.acks
        == job.acks
    )
  }

  @Test("a message of a batch has a line, and a file only if it was submitted by itself too")
  func ofBatch() throws {
    var store = ResultStore(layout, provider: "flowroute")
    var job = Sample.sent
    job.ownBatch = BatchMembership(id: "b", results: .lines, mayMakeFile: true)
    try store.publish([job])
    #expect(try !results().contains("order-1042.json"))
    job.acks = ["t"]
    try store.publish([job])
    #expect(try results().contains("order-1042.json"))
    let lines = try results().read("b.jsonl", upTo: 1 << 16)
    #expect(lines.count { $0 == UInt8(ascii: "\n") } == 2)
  }

  @Test("a job that is being attempted keeps the result it had")
  func attempting() throws {
    var store = ResultStore(layout, provider: "flowroute")
    var job = Sample.sent
    job.state = .deferred
    try store.publish([job])
    job.state = .attempting
    try store.publish([job])
    #expect(try results().contains("order-1042.json"))
  }

  @Test("results that were moved away are made again, with their rights")
  func moved() throws {
    var store = ResultStore(layout, provider: "flowroute")
    try store.publish([Sample.sent])
    let path = layout.path(of: .results)
    #expect(rename(path, path + "-old") == 0)
    try store.publish([Sample.sent])
    #expect(try results().contains("order-1042.json"))
    #expect(layout.problems(owner: geteuid()) == [])
  }

  @Test("the results of a spool that is gone as a whole wait until it is back")
  func gone() throws {
    var store = ResultStore(layout, provider: "flowroute")
    #expect(rename(layout.root, layout.root + "-old") == 0)
    let error = #expect(throws: SystemError.self) { try store.publish([Sample.sent]) }
    #expect(error?.isNotFound == true)
    #expect(rename(layout.root + "-old", layout.root) == 0)
    try store.publish([Sample.sent])
    #expect(try results().contains("order-1042.json"))
  }

  @Test("temporary files of ours go, others stay")
  func staleTemporaries() throws {
    let results = try results()
    for name: FileName in [".smsdispatch-tmp-1", ".theirs", "a.json"] {
      _ = try results.createFile(name)
    }
    #expect(try StaleTemporaries.remove(from: layout) == 1)
    #expect(try results.contains(".theirs"))
    #expect(try results.contains("a.json"))
    #expect(try !results.contains(".smsdispatch-tmp-1"))
  }

  @Test("old results go in small steps; those that are not final stay")
  func sweep() throws {
    var store = ResultStore(layout, provider: "flowroute")
    var jobs: [JobSnapshot] = []
    for index in 0..<10 {
      var job = Sample.sent
      job.name.id = "order-\(index)"
      if index == 3 { job.state = .held }
      jobs.append(job)
    }
    try store.publish(jobs)
    let now = WallTime(nanoseconds: Clocks.wall)
    var early = try store.sweep(before: now.advanced(by: Interval(seconds: -60)))
    let first = try early.step(100)
    #expect(first.removed == 0 && first.isLast)
    var late = try store.sweep(before: now.advanced(by: Interval(seconds: 60)))
    #expect(try late.step(4).isLast == false)
    while try !late.step(4).isLast {}
    var listing = try results().listing()
    #expect(try listing.next()?.name == "order-3.json")
    #expect(try listing.next() == nil)
  }

  @Test("old rejected files go whatever they hold, directories stay")
  func sweepRejected() throws {
    let rejected = try Directory(path: layout.path(of: .rejected))
    try rejected.writeReplacing("1-a.json", Array(#"{"final": false}"#.utf8), durable: false)
    try rejected.makeDirectory("2-b.json", mode: 0o700)
    #expect(symlink("/nowhere", layout.path(of: .rejected) + "/3-c.json") == 0)
    let cutoff = WallTime(milliseconds: Clocks.wall / 1_000_000 + 60_000)
    var sweep = try AgeSweep(rejected, before: cutoff, keepsUnfinished: false)
    let step = try sweep.step(100)
    #expect(step.removed == 2 && step.isLast)
    #expect(try rejected.contains("2-b.json"))
  }
}
