import SMSCore
import SMSSpool
import SMSSystem
import TestSupport
import Testing

/// What intake hands over for metrics.
@Suite(.serialized) struct IntakeFiguresTests {
  @Test("a submission knows when its file came")
  func dropped() async throws {
    let fixture = try IntakeFixture()
    try fixture.drop("order-1.json")
    let changed = try fixture.directory(.incoming).status("order-1.json").changed
    await fixture.start()
    let submission = try #require(await fixture.ledger.submissions.first)
    #expect(submission.droppedAt == WallTime(nanoseconds: changed))
  }

  @Test("after a crash the move of a file is not taken for its drop")
  func recovered() async throws {
    let fixture = try IntakeFixture()
    let taken = try fixture.directory(.taken)
    try taken.writeReplacing("7-order-1.json", Array(IntakeFixture.request.utf8), durable: false)
    await fixture.start()
    let submission = try #require(await fixture.ledger.submissions.first)
    #expect(submission.droppedAt == nil)
  }

  @Test("every refusal is counted, also those that are not logged one by one")
  func refusals() async throws {
    let fixture = try IntakeFixture()
    let refused = Recorder<ErrorCode>()
    var dependencies = fixture.dependencies
    dependencies.refused = { refused.add($0) }
    let intake = Intake(IntakeFixture.settings(fixture.layout), dependencies)
    for index in 0..<15 {
      try fixture.drop(try #require(FileName("bad-\(index).json")), #"{"to": "911"}"#)
    }
    await intake.start()
    await intake.idle()
    #expect(refused.values.count == 15)
    #expect(Set(refused.values) == [.invalidRequest])
    let logged = fixture.reports.values.count { if case .refused = $0 { true } else { false } }
    #expect(logged < 15)
    await intake.stop()
  }

  @Test("files that wait are those with a request's name, up to a limit")
  func waiting() throws {
    let fixture = try IntakeFixture()
    for name: FileName in ["a.json", "b.JSON", "c.json", ".hidden.json", "note.txt"] {
      try fixture.drop(name, "x")
    }
    #expect(try fixture.layout.waitingFiles(upTo: 100) == 3)
    #expect(try fixture.layout.waitingFiles(upTo: 2) == 2)
  }

  @Test("every reason for a pause is in the list of reasons")
  func reasons() {
    let error = SystemError(code: 28, operation: "write", path: "x")
    let pauses: [IntakePause] = [
      .directories(SpoolProblem(.cannotOpen(error), path: "x")), .files(error), .removal(error),
      .descriptors(error), .lowDisk(path: "x", freeBytes: 1, minimum: 2),
      .queueFull(waiting: 2, limit: 1),
      .ledger(LedgerError(code: .full, operation: "commit", path: "x", cause: "", hint: "")),
    ]
    #expect(Set(pauses.map(\.reason)) == IntakePause.reasons)
  }
}
