import SMSCore
import SMSJSON
import SMSSystem
import TestSupport
import Testing

@testable import SMSSpool

@Suite("Batches that are broken off", .serialized) struct BatchCrashTests {
  /// Starts an intake that breaks off at a call, and stops it there.
  private func crash(
    at call: BatchStoreDouble.Call,
    number: Int = 1,
    after: Bool
  ) async throws -> IntakeFixture {
    let fixture = try IntakeFixture(maxQueued: 100_000)
    await fixture.start()
    await fixture.store.fail(call, number: number, after: after)
    try fixture.drop("sale.jsonl", BatchIntakeTests.lines(2_000))
    await fixture.look()
    #expect(try fixture.names(in: .taken).count == 1)
    #expect(try fixture.names(in: .incoming) == [])
    await fixture.intake.stop()
    await fixture.store.works()
    return fixture
  }

  @Test(
    "go on where they were at the next start, and nothing is added twice",
    arguments: [
      (BatchStoreDouble.Call.conflicts, 1, false), (.conflicts, 3, false), (.accept, 1, false),
      (.accept, 1, true), (.add, 1, false), (.add, 1, true), (.add, 2, true), (.add, 3, false),
      (.activate, 1, false), (.activate, 1, true),
    ]
  )
  func restart(_ call: BatchStoreDouble.Call, _ number: Int, _ after: Bool) async throws {
    let fixture = try await crash(at: call, number: number, after: after)
    let intake = fixture.another { settings, _ in settings.maxQueued = 100_000 }
    await intake.start()
    await intake.idle()
    let batches = await fixture.store.batches
    #expect(batches.count == 1 && batches.first?.isActive == true)
    #expect(batches.first?.messages.map(\.name.id) == (1...2_000).map { "sale.\($0)" })
    #expect(try fixture.names(in: .taken) == [])
    #expect(try fixture.names(in: .rejected) == [])
    await intake.stop()
  }

  @Test("are known at the next start before any request to cancel them is taken")
  func canceledAtStart() async throws {
    let fixture = try await crash(at: .accept, after: false)
    let ledger = fixture.ledger
    try fixture.drop("stop.json", #"{"kind": "cancel", "message": "sale"}"#)
    try fixture.drop("next.json")
    await fixture.store.before { call in
      guard call == .accept else { return }
      while await ledger.submissions.isEmpty { await Task.yield() }
    }
    let intake = fixture.another { settings, dependencies in
      settings.maxQueued = 100_000
      dependencies.checks = BatchChecks()
    }
    await intake.start()
    await intake.idle()
    await intake.lookNow()
    await intake.idle()
    #expect(await ledger.submissions.map(\.name.id) == ["next", "sale", "stop"])
    #expect(try fixture.names(in: .incoming) == [])
    await intake.stop()
  }

  @Test("can be canceled at once at the next start if the ledger knows them")
  func canceledInParts() async throws {
    let fixture = try await crash(at: .add, number: 2, after: true)
    let (checks, ledger) = (BatchChecks(), fixture.ledger)
    checks.begin(leftIn: fixture.layout, of: "default")
    let name = JobName(spool: "default", id: "sale")
    #expect(checks.isRunning(name) {})
    try fixture.drop("stop.json", #"{"kind": "cancel", "message": "sale"}"#)
    await fixture.store.before { call in
      guard call == .add else { return }
      while await ledger.submissions.count < 2 { await Task.yield() }
    }
    let intake = fixture.another { settings, dependencies in
      settings.maxQueued = 100_000
      dependencies.checks = checks
    }
    await intake.start()
    await intake.idle()
    #expect(await ledger.submissions.map(\.name.id) == ["sale", "stop"])
    #expect(!checks.isRunning(name) {})
    await intake.stop()
  }

  @Test("are found by their names, unless nothing of them is to be sent")
  func names() throws {
    let fixture = try IntakeFixture()
    let taken = try fixture.directory(.taken)
    let files: [(FileName, String)] = [
      ("1-a.jsonl", BatchIntakeTests.lines(1)),
      ("2-b.jsonl", "\n" + BatchIntakeTests.lines(1, header: #"{"kind":"batch","id":"c"}"#)),
      ("3-d.jsonl", #"{"kind": "batch", "id": null, "template": 5}"#),
      ("4-e.jsonl", BatchIntakeTests.lines(1, header: #"{"kind":"batch","dry_run":true}"#)),
      ("5-f.jsonl", BatchIntakeTests.lines(1, header: #"{"kind":"batch","id":7}"#)),
      ("6-g h.jsonl", "x"), ("7-i.json", IntakeFixture.request), ("j.jsonl", "x"),
      ("8-k.jsonl", ""),
    ]
    for (name, text) in files {
      try taken.writeReplacing(name, Array(text.utf8), mode: 0o644, durable: false)
    }
    try taken.makeSymbolicLink("9-l.jsonl", to: "/etc/passwd")
    let checks = BatchChecks()
    checks.begin(leftIn: fixture.layout, of: "default")
    let ids = ["a", "b", "c", "d", "e", "f", "g h", "i", "j", "k", "l", "7"]
    let found = ids.filter { checks.isRunning(JobName(spool: "default", id: $0)) {} }
    #expect(found == ["a", "c", "d", "k"])
    #expect(!checks.isRunning(JobName(spool: "other", id: "a")) {})
    checks.end(of: "other")
    #expect(checks.isRunning(JobName(spool: "default", id: "a")) {})
    checks.end(of: "default")
    #expect(!checks.isRunning(JobName(spool: "default", id: "a")) {})
  }

  @Test("hold back no request to cancel them once their file is gone")
  func goneUnknown() async throws {
    let fixture = try await crash(at: .accept, after: false)
    let checks = BatchChecks()
    let intake = fixture.another { settings, dependencies in
      settings.maxQueued = 100_000
      dependencies.checks = checks
    }
    let (taken, name) = (try fixture.directory(.taken), JobName(spool: "default", id: "sale"))
    await fixture.store.fail(.accept, number: 1)
    await intake.start()
    await intake.idle()
    #expect(checks.isRunning(name) {})
    for name in try fixture.names(in: .taken) { try taken.unlink(try #require(FileName(name))) }
    await intake.lookNow()
    await intake.idle()
    #expect(!checks.isRunning(name) {})
    await intake.stop()
  }

  @Test("go on by themselves once the ledger works again")
  func pause() async throws {
    let fixture = try IntakeFixture(maxQueued: 100_000)
    await fixture.start()
    await fixture.store.fail(.add, number: 2)
    try fixture.drop("sale.jsonl", BatchIntakeTests.lines(2_000))
    await fixture.look()
    let wait = BatchWait(
      file: "sale.jsonl",
      reason: .trouble(.ledger(BatchStoreDouble.error))
    )
    #expect(fixture.reports.values.last == .batchWaits(wait))
    try fixture.drop("x.json")
    await fixture.look()
    #expect(await fixture.ledger.submissions.map(\.name.id).contains("x"))
    await fixture.store.works()
    await fixture.look()
    #expect(await fixture.store.batches.first?.messages.count == 2_000)
    #expect(fixture.reports.values.contains(.batchWaits(nil)))
  }

  @Test("end as interrupted if their file is gone at the next start")
  func gone() async throws {
    let fixture = try await crash(at: .add, number: 2, after: true)
    let taken = try fixture.directory(.taken)
    for name in try fixture.names(in: .taken) { try taken.unlink(try #require(FileName(name))) }
    let intake = fixture.another()
    await intake.start()
    await intake.idle()
    let batch = try #require(await fixture.store.batches.first)
    #expect(batch.error?.code == .interrupted && batch.messages.isEmpty)
    await intake.stop()
  }

  @Test(
    "end as interrupted, and rejected, if their file or the rules changed meanwhile",
    arguments: [true, false]
  )
  func changed(isRestarted: Bool) async throws {
    let fixture = try await crash(at: .add, number: 2, after: true)
    let taken = try fixture.directory(.taken)
    let name = try #require(fixture.names(in: .taken).first.flatMap { FileName($0) })
    if isRestarted {
      let file = try taken.openFile(name, [.writeOnly])
      try file.write(Array(#"{"to": "12065550143""#.utf8))
    }
    let intake = fixture.another { settings, _ in
      settings.maxQueued = 100_000
      if !isRestarted { settings.rules.defaultFrom = Sample.other }
    }
    await intake.start()
    await intake.idle()
    let batch = try #require(await fixture.store.batches.first)
    #expect(batch.isAbandoned && batch.error == nil && batch.messages.isEmpty)
    let reason = try fixture.json("1-sale.jsonl.reason.json", in: .rejected)
    #expect(reason["error"]?.object?["code"] == "interrupted")
    #expect(try fixture.names(in: .taken) == [])
    await intake.stop()
  }

  @Test("end as interrupted if their file changes between the check and the last line")
  func changing() async throws {
    let fixture = try IntakeFixture(maxQueued: 100_000)
    await fixture.start()
    let taken = try fixture.directory(.taken)
    await fixture.store.before { call in
      guard call == .accept else { return }
      var listing = try? taken.listing()
      guard let name = try? listing?.next()?.name,
        let file = try? taken.openFile(name, [.writeOnly, .append])
      else { return }
      try? file.write(Array(BatchIntakeTests.lines(1).utf8))
    }
    try fixture.drop("sale.jsonl", BatchIntakeTests.lines(500))
    await fixture.look()
    let batch = try #require(await fixture.store.batches.first)
    #expect(!batch.isActive && batch.isAbandoned && batch.messages.isEmpty)
    #expect(try fixture.names(in: .rejected).first == "1-sale.jsonl")
    #expect(try fixture.error("sale.json", in: .results)["code"] == "interrupted")
  }

  @Test("are given up when they are canceled, and their file goes")
  func canceled() async throws {
    let fixture = try IntakeFixture()
    let changes = Mailbox<Bool>()
    let intake = fixture.another { settings, dependencies in
      settings.maxQueued = 100_000
      dependencies.resultsChanged = { changes.send(true) }
    }
    await intake.start()
    await intake.idle()
    let store = fixture.store
    await store.before { call in
      if call == .add, await store.steps.count == 2 { await store.cancel("sale") }
    }
    try fixture.drop("sale.jsonl", BatchIntakeTests.lines(2_000))
    await intake.lookNow()
    await intake.idle()
    #expect(await store.steps.count == 2)
    // Its result changes with its beginning, and with its end.
    _ = try await changes.next(2)
    #expect(await !store.calls.contains(.activate))
    #expect(try fixture.names(in: .taken) == [] && fixture.names(in: .rejected) == [])
    await intake.stop()
  }

  @Test("are rejected if an id comes into use meanwhile")
  func taken() async throws {
    let fixture = try IntakeFixture(maxQueued: 100_000)
    await fixture.start()
    let (store, ledger) = (fixture.store, fixture.ledger)
    await store.before { call in
      guard call == .accept, var message = await ledger.submissions.first else { return }
      message.name.id = "sale.300"
      await ledger.learn(message)
    }
    try fixture.drop("x.json")
    try fixture.drop("sale.jsonl", BatchIntakeTests.lines(500))
    await fixture.look()
    let batch = try #require(await store.batches.first)
    #expect(batch.isAbandoned && batch.error == nil && batch.messages.isEmpty)
    let reason = try fixture.json("1-sale.jsonl.reason.json", in: .rejected)
    #expect(reason["faults"]?.array?.first?.object?["line"] == 300)
  }

  @Test("requests are accepted while a batch is")
  func meanwhile() async throws {
    let fixture = try IntakeFixture(maxQueued: 100_000)
    await fixture.start()
    let (accepted, gate) = (fixture.ledger.batches, Mailbox<Bool>())
    await fixture.store.before { call in if call == .add { _ = try? await gate.next() } }
    try fixture.drop("sale.jsonl", BatchIntakeTests.lines(10))
    try fixture.drop("x.json")
    let requests = try await accepted.next()
    #expect(requests.map(\.name.id) == ["x"])
    gate.send(true)
    await fixture.look()
    #expect(await fixture.store.batches.first?.isActive == true)
  }
}
