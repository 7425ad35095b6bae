import SMSCore
import SMSSpool
import SMSSystem
import TestSupport
import Testing

@Suite(.serialized) struct IntakeAcceptanceTests {
  @Test("a request that lies there at the start becomes a job, and its file goes")
  func scan() async throws {
    let fixture = try IntakeFixture()
    try fixture.drop("order-1.json")
    await fixture.start()
    let submission = try #require(await fixture.ledger.submissions.first)
    #expect(submission.name == JobName(spool: "default", id: "order-1"))
    #expect(!submission.hasExplicitID)
    #expect(submission.producer == (try fixture.root.directory.status().user))
    #expect(submission.acceptedAt == fixture.clock.now.wall)
    #expect(try fixture.names(in: .incoming) == [])
    #expect(try fixture.names(in: .taken) == [])
    #expect(fixture.acceptances.values.count == 1)
    #expect(fixture.reports.values == [.opened])
  }

  @Test("a request that the daemon's user wrote on somebody's behalf is that user's")
  func onBehalf() async throws {
    let fixture = try IntakeFixture(rules: Sample.operatorRules)
    try fixture.drop("h.json", #"{"kind": "hold", "all": true, "by": {"on_behalf_uid": 4242}}"#)
    await fixture.start()
    let submission = try #require(await fixture.ledger.submissions.first)
    #expect(submission.producer == 4_242)
    #expect(submission.act?.author.user == CurrentProcess.user)
    #expect(submission.act?.author.onBehalfOf == 4_242)
  }

  @Test("a request that is moved in is found without a scan")
  func notice() async throws {
    let fixture = try IntakeFixture()
    await fixture.start()
    try fixture.drop("order-1.json")
    let batch = try await fixture.ledger.batches.next()
    #expect(batch.map(\.name.id) == ["order-1"])
  }

  @Test("a request that is written in place is found when its writer closes it")
  func written() async throws {
    let fixture = try IntakeFixture()
    await fixture.start()
    let file = try fixture.directory(.incoming).createFile("order-1.json", mode: 0o644)
    try file.write(Array(IntakeFixture.request.utf8))
    _ = consume file
    let batch = try await fixture.ledger.batches.next()
    #expect(batch.map(\.name.id) == ["order-1"])
  }

  @Test("hidden names and names without .json are left alone")
  func otherNames() async throws {
    let fixture = try IntakeFixture()
    for name: FileName in [".order-1.json", "order-2.json.tmp", "order-3"] {
      try fixture.drop(name, "not JSON")
    }
    await fixture.start()
    #expect(try fixture.names(in: .incoming).count == 3)
    #expect(try fixture.names(in: .rejected) == [])
  }

  @Test("hidden files go after 36 hours")
  func abandoned() async throws {
    let fixture = try IntakeFixture()
    try fixture.drop(".order-1")
    fixture.clock.advance(seconds: 35.9 * 3_600)
    await fixture.start()
    #expect(try fixture.names(in: .incoming) == [".order-1"])
    fixture.clock.advance(seconds: 0.2 * 3_600)
    await fixture.look()
    #expect(try fixture.names(in: .incoming) == [])
    #expect(
      fixture.reports.values.last
        == .removed(file: ".order-1", cause: "left under a hidden name for 36 hours")
    )
  }

  @Test("the same id and content again is not a second job; its file is removed")
  func again() async throws {
    let fixture = try IntakeFixture()
    try fixture.drop("a.json", #"{"id": "x", "to": "12065550142", "body": "Hello"}"#)
    await fixture.start()
    try fixture.drop("b.json", #"{"body": "Hello", "id": "x", "to": "206-555-0142"}"#)
    await fixture.look()
    #expect(await fixture.ledger.submissions.count == 1)
    #expect(fixture.acceptances.values.last == .again(JobNumber(1)))
    #expect(try fixture.names(in: .incoming) == [])
    #expect(try fixture.names(in: .rejected) == [])
  }

  @Test("requests of more than one turn all become jobs")
  func many() async throws {
    let fixture = try IntakeFixture(maxQueued: 10_000)
    for index in 0..<600 {
      let name = try #require(FileName("order-\(index).json"))
      try fixture.drop(name)
    }
    await fixture.start()
    #expect(await fixture.ledger.submissions.count == 600)
    #expect(try fixture.names(in: .incoming) == [])
    #expect(try fixture.names(in: .taken) == [])
  }

  @Test("a file deleted after it was read is ignored")
  func deleted() async throws {
    let fixture = try IntakeFixture()
    try fixture.drop("order-1.json")
    fixture.beforeNextTaking { try? fixture.directory(.incoming).unlink("order-1.json") }
    await fixture.start()
    #expect(await fixture.ledger.submissions.isEmpty)
    #expect(try fixture.names(in: .taken) == [])
  }

  @Test("files deleted between the listing and the look are ignored")
  func deletedBefore() async throws {
    let fixture = try IntakeFixture()
    try fixture.drop("order-1.json")
    try fixture.drop("order-2.json")
    // One listing holds both; whichever is looked at first, the other is not opened yet.
    fixture.beforeNextTaking {
      guard let incoming = try? fixture.directory(.incoming) else { return }
      for name: FileName in ["order-1.json", "order-2.json"] { try? incoming.unlink(name) }
    }
    await fixture.start()
    #expect(await fixture.ledger.submissions.isEmpty)
    #expect(try fixture.names(in: .rejected) == [])
    #expect(fixture.reports.values == [.opened])
  }

  @Test(
    "what was read counts, whatever its writer makes of the file afterwards",
    arguments: ["", "{", String(repeating: " ", count: 100_000)]
  )
  func rewritten(_ text: String) async throws {
    let fixture = try IntakeFixture()
    let file = try fixture.directory(.incoming).createFile("order-1.json", mode: 0o644)
    try file.write(Array(IntakeFixture.request.utf8))
    let path = fixture.layout.path(of: .incoming) + "/order-1.json"
    fixture.beforeNextTaking {
      guard let other = try? FileDescriptor(opening: path, [.readWrite, .truncate]) else { return }
      try? other.write(Array(text.utf8))
    }
    await fixture.start()
    #expect(await fixture.ledger.submissions.map(\.name.id) == ["order-1"])
    #expect(try fixture.names(in: .taken) == [])
    _ = consume file
  }

  @Test("a file replaced after it was read is read again")
  func replaced() async throws {
    let fixture = try IntakeFixture()
    try fixture.drop("order-1.json")
    fixture.beforeNextTaking {
      try? fixture.drop("order-1.json", #"{"to": "12065550143", "body": "New"}"#)
    }
    await fixture.start()
    let submission = try #require(await fixture.ledger.submissions.first)
    guard case .message(let message) = submission.content else {
      Issue.record("no message")
      return
    }
    #expect(message.text == MessageText("New"))
    #expect(await fixture.ledger.submissions.count == 1)
  }

  @Test(
    "names of any bytes are taken, if the request has an id",
    arguments: [
      Array(String(repeating: "n", count: 250).utf8), Array("a\nb".utf8), [0xFF, 0xFE],
      Array("\u{202E}x".utf8), Array("x y".utf8),
    ] as [[UInt8]]
  )
  func oddNames(_ stem: [UInt8]) async throws {
    let fixture = try IntakeFixture()
    let name = try #require(FileName(bytes: stem + Array(".json".utf8)))
    try fixture.drop(name, #"{"id": "x", "to": "12065550142", "body": "Hello"}"#)
    await fixture.start()
    #expect(await fixture.ledger.submissions.map(\.name.id) == ["x"])
    #expect(try fixture.names(in: .incoming) == [])
    #expect(try fixture.names(in: .taken) == [])
  }
}
