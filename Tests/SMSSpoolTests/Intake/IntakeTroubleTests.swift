import Glibc
import SMSCore
import SMSSpool
import SMSSystem
import TestSupport
import Testing

@Suite(.serialized) struct IntakeTroubleTests {
  private static let full = LedgerError(
    code: .full,
    operation: "commit",
    path: "ledger.sqlite",
    cause: "database or disk is full",
    hint: "free space"
  )

  @Test("a ledger that cannot commit pauses the intake, said once, and nothing is lost")
  func ledgerFull() async throws {
    let bench = try IntakeFixture()
    try bench.drop("a.json")
    await bench.ledger.set(waiting: 0)
    await bench.start()
    await bench.ledger.fail(with: Self.full)
    try bench.drop("b.json")
    await bench.look()
    await bench.look()
    #expect(try bench.names(in: .taken).count == 1)
    #expect(try bench.names(in: .rejected) == [])
    #expect(bench.reports.values.suffix(1) == [.paused(.ledger(Self.full))])
    await bench.ledger.fail(with: nil)
    await bench.look()
    #expect(await bench.ledger.submissions.map(\.name.id) == ["a", "b"])
    #expect(try bench.names(in: .taken) == [])
    #expect(bench.reports.values.suffix(1) == [.resumed(.ledger(Self.full))])
  }

  @Test("a paused intake goes on by itself")
  func byItself() async throws {
    let bench = try IntakeFixture()
    await bench.ledger.fail(with: Self.full)
    try bench.drop("a.json")
    await bench.start()
    await bench.ledger.fail(with: nil)
    bench.clock.advance(seconds: 1)
    let batch = try await bench.ledger.batches.next()
    #expect(batch.map(\.name.id) == ["a"])
  }

  @Test("more than max_queued stays in incoming/")
  func queueFull() async throws {
    let bench = try IntakeFixture(maxQueued: 3)
    for name: FileName in ["a.json", "b.json", "c.json", "d.json", "e.json"] {
      try bench.drop(name)
    }
    await bench.start()
    #expect(await bench.ledger.submissions.count == 3)
    #expect(try bench.names(in: .incoming).count == 2)
    let pause = IntakePause.queueFull(waiting: 3, limit: 3)
    #expect(bench.reports.values == [.opened, .paused(pause)])
    await bench.ledger.set(waiting: 1)
    await bench.look()
    #expect(await bench.ledger.submissions.count == 5)
  }

  @Test("a disk with too little room pauses the intake")
  func lowDisk() async throws {
    let bench = try IntakeFixture(minFreeBytes: .max)
    try bench.drop("a.json")
    await bench.start()
    #expect(await bench.ledger.submissions.isEmpty)
    #expect(try bench.names(in: .incoming) == ["a.json"])
    guard case .paused(.lowDisk(let path, _, _)) = bench.reports.values.last else {
      Issue.record("\(bench.reports.values)")
      return
    }
    #expect(path == bench.layout.path(of: .incoming))
    await bench.intake.reconfigure(IntakeFixture.settings(bench.layout))
    await bench.intake.idle()
    #expect(await bench.ledger.submissions.count == 1)
  }

  @Test("a file that cannot be removed after its commit stops the intake until it can")
  func removal() async throws {
    let bench = try IntakeFixture()
    try bench.drop("a.json")
    await bench.ledger.onCommit {
      // What cannot be unlinked: a directory under the file's name.
      guard let taken = try? bench.directory(.taken), (try? taken.unlink("1-a.json")) != nil else {
        return
      }
      _ = try? taken.makeDirectory("1-a.json", mode: 0o700)
    }
    await bench.start()
    try bench.drop("b.json")
    await bench.look()
    #expect(await bench.ledger.submissions.count == 1)
    #expect(bench.reports.values.count == 2)
    guard case .paused(.removal) = bench.reports.values.last else {
      Issue.record("\(bench.reports.values)")
      return
    }
    await bench.ledger.onCommit {}
    try bench.directory(.taken).removeDirectory("1-a.json")
    await bench.look()
    #expect(await bench.ledger.submissions.map(\.name.id) == ["a", "b"])
    #expect(bench.acceptances.values.count == 2)
  }

  @Test("what lies in .taken/ after a crash is accepted first, under its own name and number")
  func recovery() async throws {
    let bench = try IntakeFixture()
    let bytes = Array(IntakeFixture.request.utf8)
    try bench.directory(.taken).writeReplacing("4711-a.json", bytes, durable: false)
    await bench.start()
    let submission = try #require(await bench.ledger.submissions.first)
    #expect(submission.name.id == "a")
    #expect(submission.taken == 4711)
    #expect(try bench.names(in: .taken) == [])
  }

  @Test("what the ledger has of .taken/ already is only removed")
  func recoveredTwice() async throws {
    let bench = try IntakeFixture()
    let taken = try bench.directory(.taken)
    try taken.writeReplacing("4711-a.json", Array(IntakeFixture.request.utf8), durable: false)
    await bench.start()
    try taken.writeReplacing("4711-a.json", Array(IntakeFixture.request.utf8), durable: false)
    let next = Intake(IntakeFixture.settings(bench.layout), bench.means)
    await next.start()
    await next.idle()
    #expect(bench.acceptances.values.last == .again(JobNumber(1)))
    #expect(try bench.names(in: .taken) == [])
    #expect(try bench.names(in: .rejected) == [])
  }

  @Test("an incoming/ that is moved away is made again and watched")
  func movedAway() async throws {
    let bench = try IntakeFixture()
    await bench.start()
    let path = bench.layout.path(of: .incoming)
    #expect(rename(path, path + "-old") == 0)
    await bench.look()
    #expect(bench.layout.problems(owner: geteuid()) == [])
    #expect(bench.reports.values == [.opened, .opened])
    try bench.drop("a.json")
    await bench.look()
    #expect(await bench.ledger.submissions.map(\.name.id) == ["a"])
    try bench.drop("b.json")
    _ = try await bench.ledger.batches.next(2)
  }

  @Test("a received/ that was removed is made again at the next scan")
  func receivedRemoved() async throws {
    let bench = try IntakeFixture()
    await bench.start()
    try bench.root.directory.directory("spool").removeDirectory("received")
    await bench.look()
    #expect(bench.layout.problems(owner: geteuid()) == [])
  }

  @Test("a spool that is gone as a whole pauses the intake until it is back")
  func gone() async throws {
    let bench = try IntakeFixture()
    await bench.start()
    let root = bench.layout.root
    #expect(rename(root, root + "-old") == 0)
    await bench.look()
    await bench.look()
    guard case .paused(let pause) = bench.reports.values.last,
      case .directories(let problem) = pause
    else {
      Issue.record("\(bench.reports.values)")
      return
    }
    #expect(bench.reports.values == [.opened, .paused(pause)])
    #expect(problem.kind == .missing)
    #expect(pause.hint.hasSuffix(" -m 2750 \(root)"))
    #expect(rename(root + "-old", root) == 0)
    try bench.drop("a.json")
    await bench.look()
    #expect(await bench.ledger.submissions.map(\.name.id) == ["a"])
    #expect(bench.reports.values.suffix(2) == [.opened, .resumed(pause)])
  }

  @Test("a spool that is replaced as a whole is opened anew at the next scan")
  func replaced() async throws {
    let bench = try IntakeFixture()
    await bench.start()
    let root = bench.layout.root
    let other = SpoolLayout(root: root + "-new")
    try other.make()
    try Directory(path: other.path(of: .incoming))
      .writeReplacing("a.json", Array(IntakeFixture.request.utf8), durable: false)
    #expect(rename(root, root + "-old") == 0)
    #expect(rename(other.root, root) == 0)
    await bench.look()
    #expect(await bench.ledger.submissions.map(\.name.id) == ["a"])
  }

  @Test("a results/ that was removed is made again for a refusal")
  func resultsRemoved() async throws {
    let bench = try IntakeFixture()
    await bench.start()
    try bench.root.directory.directory("spool").removeDirectory("results")
    try bench.drop("a.json", "{}")
    await bench.look()
    #expect(try bench.names(in: .results) == ["a.json"])
    #expect(try bench.names(in: .rejected).suffix(1).first?.hasSuffix("a.json.reason.json") == true)
    #expect(bench.layout.problems(owner: geteuid()) == [])
  }

  @Test("results/ removed between the look and the refusal: nothing half-refused")
  func resultsRemovedMeanwhile() async throws {
    let bench = try IntakeFixture()
    try bench.drop("a.json", "{}")
    bench.beforeNextTaking {
      try? bench.root.directory.directory("spool").removeDirectory("results")
    }
    await bench.start()
    #expect(try bench.names(in: .results) == ["a.json"])
    #expect(try bench.names(in: .rejected) == ["1-a.json", "1-a.json.reason.json"])
  }

  @Test("spools share one instance of inotify, and one that stops leaves it to the others")
  func sharedNotices() async throws {
    let first = try IntakeFixture()
    let second = try IntakeFixture(notices: first.means.notices)
    await first.start()
    await second.start()
    for (bench, name) in [(first, "a.json"), (second, "b.json")] as [(IntakeFixture, FileName)] {
      try bench.drop(name)
      #expect(
        try await bench.ledger.batches.next().map(\.name.id) == [String(name.escaped.prefix(1))]
      )
    }
    await first.intake.stop()
    try second.drop("c.json")
    #expect(try await second.ledger.batches.next().map(\.name.id) == ["c"])
  }

  @Test("a stopped intake takes nothing more")
  func stopped() async throws {
    let bench = try IntakeFixture()
    await bench.start()
    await bench.intake.stop()
    try bench.drop("a.json")
    await bench.look()
    #expect(try bench.names(in: .incoming) == ["a.json"])
  }
}
