import SMSCore
import SMSFlowroute
import SMSJSON
import SMSSpool
import SMSSystem
import TestSupport
import Testing

@Suite("The published results of a spool")
struct PublishedResultsTests {
  private let root: TemporaryDirectory
  private let layout: SpoolLayout

  init() throws {
    root = try TemporaryDirectory()
    layout = SpoolLayout(root: root.path("spool"))
    try layout.make()
  }

  private func write(_ name: FileName, _ text: String) throws {
    try Directory(path: layout.path(of: .results))
      .writeReplacing(name, Array(text.utf8), durable: false)
  }

  /// All jobs, and the most that one step had.
  private func jobs() throws -> (jobs: [JobSnapshot], most: Int) {
    var results = try PublishedResults(layout, spool: "default", receipts: FlowrouteReceipts())
    var (jobs, most): ([JobSnapshot], Int) = ([], 0)
    while true {
      let step = try results.step(3)
      jobs += step.jobs
      most = max(most, step.jobs.count)
      if step.isLast { return (jobs, most) }
    }
  }

  private func line(_ id: String) -> String {
    var job = Sample.sent
    job.name = JobName(spool: "default", id: id)
    let document = ResultDocument.of(job, provider: "flowroute")
    return String(decoding: JSONWriter.write(.object(document), as: .compact), as: UTF8.self) + "\n"
  }

  private func summary(_ status: String) -> String {
    """
    {"id": "b", "kind": "batch", "status": "\(status)", "final": \(status == "done"),
     "accepted_at": "2026-11-28T08:00:00.118Z", "updated_at": "2026-11-28T08:00:00.118Z",
     "metadata": {}}
    """
  }

  @Test("the lines of batches are read in order, in parts, up to the last newline")
  func lines() throws {
    let ids = (1...3_000).map { "b.\($0)" }
    try write(
      "b.jsonl",
      ids.map(line).joined() + "not ours\n" + line("b.1") + line("half").dropLast()
    )
    try write(".hidden.jsonl", line("x"))
    try write("order-1042.json", line("order-1042"))
    let found = try jobs()
    let lines = found.jobs.map(\.name.id).filter { $0 != "order-1042" }
    #expect(lines == ids + ["b.1"] && found.jobs.count == lines.count + 1)
    #expect(found.most < 1_000)
    #expect(found.jobs.first?.message?.providerMessageID == Sample.sent.message?.providerMessageID)
  }

  @Test(
    "a batch's own result takes its id, unless it was rejected",
    arguments: [
      ("accepting", JobState.queued), ("queued", .queued), ("sending", .queued), ("held", .queued),
      ("done", .done), ("rejected", nil),
    ] as [(String, JobState?)]
  )
  func batches(_ status: String, _ state: JobState?) throws {
    try write("b.json", summary(status))
    let found = try jobs().jobs
    #expect(found.map(\.state) == [state].compactMap(\.self))
    #expect(found.allSatisfy { $0.kind == "batch" && $0.message == nil })
  }
}
