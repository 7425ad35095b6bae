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
    let fixture = try IntakeFixture()
    try fixture.drop("a.json")
    await fixture.ledger.set(waiting: 0)
    await fixture.start()
    await fixture.ledger.fail(with: Self.full)
    try fixture.drop("b.json")
    await fixture.look()
    await fixture.look()
    #expect(try fixture.names(in: .taken).count == 1)
    #expect(try fixture.names(in: .rejected) == [])
    #expect(fixture.reports.values.suffix(1) == [.paused(.ledger(Self.full))])
    await fixture.ledger.fail(with: nil)
    await fixture.look()
    #expect(await fixture.ledger.submissions.map(\.name.id) == ["a", "b"])
    #expect(try fixture.names(in: .taken) == [])
    #expect(fixture.reports.values.suffix(1) == [.resumed(.ledger(Self.full))])
  }

  @Test("a paused intake goes on by itself")
  func byItself() async throws {
    let fixture = try IntakeFixture()
    await fixture.ledger.fail(with: Self.full)
    try fixture.drop("a.json")
    await fixture.start()
    await fixture.ledger.fail(with: nil)
    fixture.clock.advance(seconds: 1)
    let batch = try await fixture.ledger.batches.next()
    #expect(batch.map(\.name.id) == ["a"])
  }

  @Test("more than max_queued stays in incoming/")
  func queueFull() async throws {
    let fixture = try IntakeFixture(maxQueued: 3)
    for name: FileName in ["a.json", "b.json", "c.json", "d.json", "e.json"] {
      try fixture.drop(name)
    }
    await fixture.start()
    #expect(await fixture.ledger.submissions.count == 3)
    #expect(try fixture.names(in: .incoming).count == 2)
    let pause = IntakePause.queueFull(waiting: 3, limit: 3)
    #expect(fixture.reports.values == [.opened, .paused(pause)])
    await fixture.ledger.set(waiting: 1)
    await fixture.look()
    #expect(await fixture.ledger.submissions.count == 5)
  }

  @Test("a disk with too little room pauses the intake")
  func lowDisk() async throws {
    let fixture = try IntakeFixture(minFreeBytes: .max)
    try fixture.drop("a.json")
    await fixture.start()
    #expect(await fixture.ledger.submissions.isEmpty)
    #expect(try fixture.names(in: .incoming) == ["a.json"])
    guard case .paused(.lowDisk(let path, _, _)) = fixture.reports.values.last else {
      Issue.record("\(fixture.reports.values)")
      return
    }
    #expect(path == fixture.layout.path(of: .incoming))
    await fixture.intake.reconfigure(IntakeFixture.settings(fixture.layout))
    await fixture.intake.idle()
    #expect(await fixture.ledger.submissions.count == 1)
  }

  @Test("a file that cannot be removed after its commit stops the intake until it can")
  func removal() async throws {
    let fixture = try IntakeFixture()
    try fixture.drop("a.json")
    await fixture.ledger.onCommit {
      // What cannot be unlinked: a directory under the file's name.
      guard let taken = try? fixture.directory(.taken), (try? taken.unlink("1-a.json")) != nil
      else {
        return
      }
      _ = try? taken.makeDirectory("1-a.json", mode: 0o700)
    }
    await fixture.start()
    try fixture.drop("b.json")
    await fixture.look()
    #expect(await fixture.ledger.submissions.count == 1)
    #expect(fixture.reports.values.count == 2)
    guard case .paused(.removal) = fixture.reports.values.last else {
      Issue.record("\(fixture.reports.values)")
      return
    }
    await fixture.ledger.onCommit {}
    try fixture.directory(.taken).removeDirectory("1-a.json")
    await fixture.look()
    #expect(await fixture.ledger.submissions.map(\.name.id) == ["a", "b"])
    #expect(fixture.acceptances.values.count == 2)
  }

  @Test("what lies in .taken/ after a crash is accepted first, under its own name and number")
  func recovery() async throws {
    let fixture = try IntakeFixture()
    let bytes = Array(IntakeFixture.request.utf8)
    try fixture.directory(.taken).writeReplacing("4711-a.json", bytes, durable: false)
    await fixture.start()
    let submission = try #require(await fixture.ledger.submissions.first)
    #expect(submission.name.id == "a")
    #expect(submission.taken == 4711)
    #expect(try fixture.names(in: .taken) == [])
  }

  @Test("what the ledger has of .taken/ already is only removed")
  func recoveredTwice() async throws {
    let fixture = try IntakeFixture()
    let taken = try fixture.directory(.taken)
    try taken.writeReplacing("4711-a.json", Array(IntakeFixture.request.utf8), durable: false)
    await fixture.start()
    try taken.writeReplacing("4711-a.json", Array(IntakeFixture.request.utf8), durable: false)
    let next = Intake(IntakeFixture.settings(fixture.layout), fixture.dependencies)
    await next.start()
    await next.idle()
    #expect(fixture.acceptances.values.last == .again(JobNumber(1)))
    #expect(try fixture.names(in: .taken) == [])
    #expect(try fixture.names(in: .rejected) == [])
  }

  @Test("an incoming/ that is moved away is made again and watched")
  func movedAway() async throws {
    let fixture = try IntakeFixture()
    await fixture.start()
    let path = fixture.layout.path(of: .incoming)
    #expect(rename(path, path + "-old") == 0)
    await fixture.look()
    #expect(fixture.layout.problems(owner: geteuid()) == [])
    #expect(fixture.reports.values == [.opened, .opened])
    try fixture.drop("a.json")
    await fixture.look()
    #expect(await fixture.ledger.submissions.map(\.name.id) == ["a"])
    try fixture.drop("b.json")
    _ = try await fixture.ledger.batches.next(2)
  }

  @Test("a received/ that was removed is made again at the next scan")
  func receivedRemoved() async throws {
    let fixture = try IntakeFixture()
    await fixture.start()
    try fixture.root.directory.directory("spool").removeDirectory("received")
    await fixture.look()
    #expect(fixture.layout.problems(owner: geteuid()) == [])
  }

  @Test("a spool that is gone as a whole pauses the intake until it is back")
  func gone() async throws {
    let fixture = try IntakeFixture()
    await fixture.start()
    let root = fixture.layout.root
    #expect(rename(root, root + "-old") == 0)
    await fixture.look()
    await fixture.look()
    guard case .paused(let pause) = fixture.reports.values.last,
      case .directories(let problem) = pause
    else {
      Issue.record("\(fixture.reports.values)")
      return
    }
    #expect(fixture.reports.values == [.opened, .paused(pause)])
    #expect(problem.kind == .missing)
    #expect(pause.hint.hasSuffix(" -m 2750 \(root)"))
    #expect(rename(root + "-old", root) == 0)
    try fixture.drop("a.json")
    await fixture.look()
    #expect(await fixture.ledger.submissions.map(\.name.id) == ["a"])
    #expect(fixture.reports.values.suffix(2) == [.opened, .resumed(pause)])
  }

  @Test("a spool that is replaced as a whole is opened anew at the next scan")
  func replaced() async throws {
    let fixture = try IntakeFixture()
    await fixture.start()
    let root = fixture.layout.root
    let other = SpoolLayout(root: root + "-new")
    try other.make()
    try Directory(path: other.path(of: .incoming))
      .writeReplacing("a.json", Array(IntakeFixture.request.utf8), durable: false)
    #expect(rename(root, root + "-old") == 0)
    #expect(rename(other.root, root) == 0)
    await fixture.look()
    #expect(await fixture.ledger.submissions.map(\.name.id) == ["a"])
  }

  @Test("a results/ that was removed is made again for a refusal")
  func resultsRemoved() async throws {
    let fixture = try IntakeFixture()
    await fixture.start()
    try fixture.root.directory.directory("spool").removeDirectory("results")
    try fixture.drop("a.json", "{}")
    await fixture.look()
    #expect(try fixture.names(in: .results) == ["a.json"])
    #expect(
      try fixture.names(in: .rejected).suffix(1).first?.hasSuffix("a.json.reason.json") == true
    )
    #expect(fixture.layout.problems(owner: geteuid()) == [])
  }

  @Test("results/ removed between the look and the refusal: nothing half-refused")
  func resultsRemovedMeanwhile() async throws {
    let fixture = try IntakeFixture()
    try fixture.drop("a.json", "{}")
    fixture.beforeNextTaking {
      try? fixture.root.directory.directory("spool").removeDirectory("results")
    }
    await fixture.start()
    #expect(try fixture.names(in: .results) == ["a.json"])
    #expect(try fixture.names(in: .rejected) == ["1-a.json", "1-a.json.reason.json"])
  }

  @Test("spools share one instance of inotify, and one that stops leaves it to the others")
  func sharedNotices() async throws {
    let first = try IntakeFixture()
    let second = try IntakeFixture(inotify: first.dependencies.inotify)
    await first.start()
    await second.start()
    for (fixture, name) in [(first, "a.json"), (second, "b.json")] as [(IntakeFixture, FileName)] {
      try fixture.drop(name)
      #expect(
        try await fixture.ledger.batches.next().map(\.name.id) == [String(name.escaped.prefix(1))]
      )
    }
    await first.intake.stop()
    try second.drop("c.json")
    #expect(try await second.ledger.batches.next().map(\.name.id) == ["c"])
  }

  @Test("a stopped intake takes nothing more")
  func stopped() async throws {
    let fixture = try IntakeFixture()
    await fixture.start()
    await fixture.intake.stop()
    try fixture.drop("a.json")
    await fixture.look()
    #expect(try fixture.names(in: .incoming) == ["a.json"])
  }
}
