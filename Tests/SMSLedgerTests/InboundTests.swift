import SMSCore
import TestSupport
import Testing

@testable import SMSLedger

@Suite("Inbound messages in the ledger")
struct InboundTests {
  let temporary: TemporaryDirectory
  let ledger: SQLiteLedger

  init() async throws {
    temporary = try TemporaryDirectory()
    ledger = try await SQLiteLedger.open(
      path: temporary.path("ledger.sqlite"),
      boot: "a",
      codes: PlainCodes()
    )
  }

  private func inbound(
    _ body: String,
    id: String = "mdr2-in",
    from: String = Fixtures.phone(142).digits,
    to: PhoneNumber = Fixtures.phone(101),
    spools: [String] = ["default"],
    reply: Submission? = nil
  ) -> InboundDelivery {
    InboundDelivery(
      message: InboundMessage(id: id, from: from, to: to, body: body),
      spools: spools,
      autoReplies: reply.map { [$0.name.spool: $0] } ?? [:]
    )
  }

  private func kept(_ delivery: InboundDelivery, at time: Int64 = 60) async throws -> InboundOutcome
  {
    try #require(try await ledger.keep([delivery], at: Fixtures.at(time)).first)
  }

  @Test("are kept once, and told until their file is durable")
  func once() async throws {
    #expect(try await kept(inbound("Hello")) == InboundOutcome(isNew: true, spool: "default"))
    #expect(try await kept(inbound("Hello")) == InboundOutcome(isNew: false, spool: "default"))
    let waiting = try await ledger.unpublishedMessages(after: 0, limit: 9)
    #expect(waiting.map(\.message.body) == ["Hello"])
    #expect(waiting.map(\.receivedAt) == [Fixtures.at(60)])
    try await ledger.markPublished(messages: waiting.map(\.number))
    #expect(try await ledger.unpublishedMessages(after: 0, limit: 9) == [])
    #expect(try await kept(inbound("Hello")).isNew == false)
  }

  @Test(
    "contradict the one of their id that has another sender, number or text",
    arguments: [true, false]
  )
  func contradictions(isPublished: Bool) async throws {
    func other(
      _ body: String = "Hello",
      _ byte: UInt8 = 1,
      from: String = "24273"
    ) -> InboundDelivery {
      var delivery = inbound(body, from: from)
      delivery.digest = TextDigest(bytes: [UInt8](repeating: byte, count: TextDigest.length))
      return delivery
    }
    #expect(try await kept(other()).isNew)
    let waiting = try await ledger.unpublishedMessages(after: 0, limit: 9)
    if isPublished { try await ledger.markPublished(messages: waiting.map(\.number)) }
    #expect(try await !kept(other()).isContradiction)
    for delivery in [
      other("Hellp", 2), other("Hello!", 3), other(from: "24274"),
      inbound("Hello", from: "24273", to: Fixtures.phone(102)), inbound("Hell", from: "24273"),
    ] {
      #expect(try await kept(delivery).isContradiction)
    }
    #expect(try await ledger.unpublishedMessages(after: 0, limit: 9).isEmpty == isPublished)
  }

  @Test("leave no text in the ledger once their file is durable")
  func erased() async throws {
    let file = try LedgerFile()
    let ledger = try await file.opened(CheckpointSchedule.Limits())
    _ = try await ledger.keep([inbound("A canary of a text")], at: Fixtures.at(60))
    let waiting = try await ledger.unpublishedMessages(after: 0, limit: 9)
    #expect(try file.image().holds("A canary of a text"))
    try await ledger.markPublished(messages: waiting.map(\.number))
    await ledger.close()
    #expect(try !file.image().holds("A canary of a text"))
  }

  @Test("answer the last message to that phone from that number")
  func answersLast() async throws {
    try await ledger.settled("first", .sent(providerMessageID: "mdr2-1"))
    try await ledger.settled("second", .sent(providerMessageID: "mdr2-2"))
    try await ledger.settled("failed", .failed(Fixtures.error(.forbidden)))
    _ = try await kept(inbound("Hello"))
    _ = try await kept(inbound("Hello", id: "b", from: Fixtures.phone(143).digits))
    _ = try await kept(inbound("Hello", id: "c", to: Fixtures.phone(102)))
    _ = try await kept(inbound("Hello", id: "d", from: "24273"))
    let waiting = try await ledger.unpublishedMessages(after: 0, limit: 9)
    #expect(waiting.map(\.inReplyTo) == ["second", nil, nil, nil])
    #expect(waiting.last?.message.from == "24273")
  }

  @Test("go to the spool that sent last, among those that may be meant")
  func spool() async throws {
    let job = try await ledger.accepted(Fixtures.message("a", spool: "shop")).number
    _ = try await ledger.begin([job], at: Fixtures.at(10))
    try await ledger.settle([Fixtures.settlement(job, .sent(providerMessageID: "mdr2-1"))])
    #expect(try await kept(inbound("Hello", spools: ["default", "shop"])).spool == "shop")
    #expect(try await kept(inbound("Hello", id: "b", spools: ["default"])).spool == "default")
    let waiting = try await ledger.unpublishedMessages(after: 0, limit: 9)
    #expect(waiting.map(\.inReplyTo) == ["a", nil])
  }

  @Test("STOP stops messages of that number until START")
  func stop() async throws {
    #expect(try await kept(inbound("Stop")).keyword == .stop)
    let stopped = try await ledger.accepted(Fixtures.message("a")).number
    #expect(try await ledger.begin([stopped], at: Fixtures.at(70)) == [])
    let error = try #require(try await ledger.result("a")?.error)
    #expect(error.code == .recipientOptedOut && error.hint.contains("UNSTOP"))

    #expect(try await kept(inbound("start", id: "b")).keyword == .start)
    let job = try await ledger.accepted(Fixtures.message("b")).number
    #expect(try await ledger.begin([job], at: Fixtures.at(90)) == [job])
  }

  @Test("STOP to another number stops nothing here")
  func otherNumber() async throws {
    _ = try await kept(inbound("STOP", to: Fixtures.phone(102)))
    let job = try await ledger.accepted(Fixtures.message("a")).number
    #expect(try await ledger.begin([job], at: Fixtures.at(90)) == [job])
  }

  @Test("are answered by themselves once an hour, and not after STOP")
  func autoReply() async throws {
    func answer(_ id: String, at time: Int64) async throws -> Acceptance? {
      let reply = Fixtures.message("auto-\(id)", text: "Call us.")
      return try await kept(inbound("HELP", id: id, reply: reply), at: time).reply
    }
    guard case .message(let entry) = try await answer("a", at: 0) else {
      Issue.record("the first one is answered")
      return
    }
    #expect(entry.name == Fixtures.name("auto-a") && entry.envelope.text.string == "Call us.")
    #expect(try await answer("b", at: 3_599_999) == nil)
    #expect(try await answer("c", at: 3_600_000) != nil)
    _ = try await kept(inbound("STOP", id: "d"), at: 3_700_000)
    #expect(try await answer("e", at: 9_000_000) == nil)
    #expect(try await ledger.due().count == 2)
  }

  @Test("are pruned when their file is durable and they are old")
  func pruned() async throws {
    _ = try await kept(inbound("Hello"))
    #expect(try await ledger.pruneInbox(before: Fixtures.at(100), limit: 9) == 0)
    let waiting = try await ledger.unpublishedMessages(after: 0, limit: 9)
    try await ledger.markPublished(messages: waiting.map(\.number))
    #expect(try await ledger.pruneInbox(before: Fixtures.at(60), limit: 9) == 0)
    #expect(try await ledger.pruneInbox(before: Fixtures.at(61), limit: 9) == 1)
  }
}
