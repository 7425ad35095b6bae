import SMSCore
import Testing

/// What every store of batches must do, whatever it is built on: one check per rule, each on an
/// empty ledger.
struct BatchConformance: Sendable, CustomTestStringConvertible {
  let testDescription: String
  let check: @Sendable (any Ledger & BatchStore) async throws -> Void

  init(_ rule: String, _ check: @escaping @Sendable (any Ledger & BatchStore) async throws -> Void)
  {
    testDescription = rule
    self.check = check
  }

  static let all = acceptance + sending + commands + updates

  // MARK: Acceptance

  static let acceptance = [
    BatchConformance("nothing of a batch is due before it is activated, then all in order") {
      ledger in
      let batch = try await ledger.begunBatch("b", messages: 3)
      try await ledger.add(["b.2", "b.3"], to: batch, through: BatchPlace(offset: 200, line: 4))
      #expect(try await ledger.due(Fixtures.lane(of: batch)) == [])
      #expect(try await ledger.result("b")?.batch?.status == .accepting)
      try await ledger.add(["b.4"], to: batch, through: BatchPlace(offset: 300, line: 5))
      let lanes = try await ledger.activate(batch, at: Fixtures.at(5))
      #expect(lanes == [Fixtures.lane(of: batch)])
      #expect(try await ledger.due(Fixtures.lane(of: batch)) == ["b.2", "b.3", "b.4"])
      #expect(try await ledger.due() == [])
      let facts = try #require(try await ledger.result("b")?.batch)
      #expect(facts.status == .queued && facts.messages == 3 && facts.accepted == 3)
      #expect(facts.counts == [.queued: 3] && facts.accounts == ["main"])
      #expect(try await ledger.recover().lanes == lanes)
    },
    BatchConformance("the file that was taken goes on where it was, and no line counts twice") {
      ledger in
      let submission = Fixtures.batch("b", messages: 3, taken: 7)
      let first = try await ledger.acceptBatch(submission)
      guard case .accepting(let batch, let start) = first else {
        return #expect(Bool(false), "\(first)")
      }
      #expect(start == BatchPlace(offset: 0, line: 1))
      let place = BatchPlace(offset: 200, line: 3)
      try await ledger.add(["b.1", "b.2"], to: batch, through: place)
      try await ledger.add(["b.1", "b.2"], to: batch, through: place)
      #expect(try await ledger.acceptBatch(submission) == .accepting(batch, from: place))
      #expect(try await ledger.result("b")?.batch?.accepted == 2)
      let accepting = try await ledger.accepting(in: "default")
      #expect(accepting == [AcceptingBatch(number: batch, name: Fixtures.name("b"), taken: 7)])
      _ = try await ledger.activate(batch, at: Fixtures.at(5))
      #expect(try await ledger.accepting(in: "default") == [])
      #expect(try await ledger.acceptBatch(submission) == .again(batch))
    },
    BatchConformance("the same content again is the same batch, other content is a duplicate") {
      ledger in
      let batch = try await ledger.begunBatch("b", messages: 1)
      try await ledger.add(["b.1"], to: batch, through: BatchPlace(offset: 9, line: 2))
      let again = Fixtures.batch("b", messages: 1, taken: 8, ack: "second")
      #expect(try await ledger.acceptBatch(again) == .again(batch))
      #expect(try await ledger.result("b")?.acks == ["second"])
      let other = Fixtures.batch("b", messages: 1, digest: 3, taken: 8)
      #expect(try await ledger.acceptBatch(other) == .duplicate)
      _ = try await ledger.accepted(Fixtures.message("m"))
      #expect(
        try await ledger.acceptBatch(Fixtures.batch("m", messages: 1, taken: 8)) == .duplicate
      )
      #expect(try await ledger.accept([Fixtures.message("b", taken: 9)]) == [.duplicate])
    },
    BatchConformance("ids that lines will get are not free for single requests meanwhile") {
      ledger in
      let batch = try await ledger.begunBatch("b", messages: 3)
      try await ledger.add(["b.1"], to: batch, through: BatchPlace(offset: 9, line: 2))
      #expect(try await ledger.accept([Fixtures.message("b.3", digest: 5)]) == [.duplicate])
      #expect(
        try await ledger.accept([Fixtures.message("b.1", digest: 5, taken: 9)]) == [.duplicate]
      )
      let unrelated = try await ledger.accept([
        Fixtures.message("c.3"), Fixtures.message("b.x"), Fixtures.message("b.3", spool: "other"),
      ])
      #expect(!unrelated.contains(.duplicate))
    },
    BatchConformance("ids in use for other content are found before and at the addition") {
      ledger in
      _ = try await ledger.accepted(Fixtures.message("order-1", digest: 4))
      let messages = [
        Fixtures.message("b.1", isExplicit: false), Fixtures.message("order-1", digest: 5),
        Fixtures.message("order-1", digest: 4), Fixtures.message("order-2"),
      ]
      #expect(try await ledger.conflicts(of: messages) == [1])
      let batch = try await ledger.begunBatch("b", messages: 2)
      let place = BatchPlace(offset: 9, line: 3)
      let added = try await ledger.add(Array(messages.prefix(2)), to: batch, through: place)
      #expect(added == .conflicts([1]))
      #expect(try await ledger.result("b")?.batch?.accepted == 0)
    },
    BatchConformance("a preview says what would be repeated, or end at once, and changes nothing") {
      ledger in
      try await ledger.settled("order-1", .failed(Fixtures.error(.recipientOptedOut)))
      let messages = [
        Fixtures.message("order-1"), Fixtures.message("b.3", to: 143), Fixtures.message("b.4"),
      ]
      let preview = try await ledger.preview(messages, after: BatchPreview())
      #expect(preview.repeated == 1 && preview.optedOut == 2)
      #expect(preview.errors == [.recipientOptedOut: 2])
      #expect(try await ledger.knows(Fixtures.name("b.3")) == false)
    },
    BatchConformance("a line that is known already is not sent again, and counts as repeated") {
      ledger in
      let known = try await ledger.settled("order-1", .sent(providerMessageID: "p"))
      let batch = try await ledger.begunBatch("b", messages: 2)
      let place = BatchPlace(offset: 9, line: 3)
      _ = try await ledger.add(
        [Fixtures.message("order-1", taken: 5), Fixtures.message("order-2", taken: 5)],
        to: batch,
        through: place
      )
      _ = try await ledger.activate(batch, at: Fixtures.at(30))
      #expect(try await ledger.due(Fixtures.lane(of: batch)) == ["order-2"])
      let facts = try #require(try await ledger.result("b")?.batch)
      #expect(facts.repeated == 1 && facts.accepted == 2 && facts.counts == [.queued: 1])
      let result = try #require(try await ledger.result("order-1"))
      #expect(result.number == known && result.ownBatch == nil)
      #expect(result.repeatingBatches.map(\.id) == ["b"])
    },
    BatchConformance("a batch whose file is refused is gone with its messages, and its id is free")
    {
      ledger in
      let known = try await ledger.settled("order-1", .sent(providerMessageID: "p"))
      let batch = try await ledger.begunBatch("b", messages: 700)
      let place = BatchPlace(offset: 9, line: 9)
      _ = try await ledger.add([Fixtures.message("order-1", taken: 5)], to: batch, through: place)
      let rest = (0..<600).map { "b.\($0)" }
      try await ledger.add(rest, to: batch, through: BatchPlace(offset: 99, line: 99))
      while try await ledger.abandon(batch, error: nil, at: Fixtures.at(9)) {}
      #expect(try await ledger.knows(Fixtures.name("b")) == false)
      #expect(try await ledger.waiting(in: "default") == 0)
      #expect(try await ledger.accepting(in: "default") == [])
      #expect(try await ledger.result("order-1")?.number == known)
      #expect(try await ledger.result("order-1")?.repeatingBatches == [])
      let again = try await ledger.activeBatch("b", ["b.1"])
      #expect(again != batch)
      #expect(try await ledger.result("b")?.batch?.counts == [.queued: 1])
    },
    BatchConformance("a batch that cannot be accepted whole is rejected, and nothing is left of it")
    {
      ledger in
      let batch = try await ledger.begunBatch("b", messages: 1_200)
      for part in 0..<2 {
        try await ledger.add(
          (0..<600).map { "b.\(part * 600 + $0)" },
          to: batch,
          through: BatchPlace(offset: Int64(part + 1), line: part + 2)
        )
      }
      let error = Fixtures.error(.interrupted)
      var steps = 1
      while try await ledger.abandon(batch, error: error, at: Fixtures.at(9)) { steps += 1 }
      #expect(steps == 3)
      let result = try #require(try await ledger.result("b"))
      #expect(result.batch?.status == .rejected && result.error == error)
      #expect(try await ledger.waiting(in: "default") == 0)
      #expect(try await ledger.accepting(in: "default") == [])
      #expect(try await ledger.recover().lanes == [])
      #expect(
        try await ledger.add([], to: batch, through: BatchPlace(offset: 99, line: 9)) == .canceled
      )
    },
  ]
}

extension BatchStore {
  /// Accepts a batch without its messages.
  func begunBatch(_ id: String, messages: Int) async throws -> JobNumber {
    let acceptance = try await acceptBatch(Fixtures.batch(id, messages: messages))
    guard case .accepting(let number, _) = acceptance else { throw NotAccepted(acceptances: []) }
    return number
  }

  /// Adds messages with these ids.
  func add(_ ids: [String], to batch: JobNumber, through place: BatchPlace) async throws {
    let messages = ids.map { Fixtures.message($0, isExplicit: false) }
    let addition = try await add(messages, to: batch, through: place)
    #expect(addition == .added)
  }

  /// Accepts a batch whole.
  func activeBatch(_ id: String, _ ids: [String]) async throws -> JobNumber {
    let batch = try await begunBatch(id, messages: ids.count)
    try await add(ids, to: batch, through: BatchPlace(offset: 1_000, line: ids.count + 1))
    _ = try await activate(batch, at: Fixtures.at(5))
    return batch
  }
}

// MARK: Updates

extension BatchConformance {
  private static func update(_ id: String, _ change: MessageUpdate) -> Command {
    .update(Fixtures.name(id), change)
  }

  private static let high = MessageUpdate(priority: .high)

  private static func code(of id: String, _ ledger: any Ledger) async throws -> ErrorCode? {
    let result = try await ledger.result(id, spool: "operator")
    #expect(result?.state == .failed)
    return result?.error?.code
  }

  static let updates = [
    BatchConformance("a message of a batch is updated by its id, and stays in the batch") {
      ledger in
      let batch = try await ledger.activeBatch("b", ["b.1", "b.2"])
      let before = try #require(try await ledger.result("b")?.batch)
      var change = high
      let text = MessageText(String(repeating: "long ", count: 40))
      change.text = .given(NormalizedText(text: text, replacements: []))
      _ = try await ledger.carriedOut(update("b.2", change), id: "u")
      var lane = Fixtures.lane(of: batch)
      #expect(try await ledger.due(lane) == ["b.1"])
      lane.priority = .high
      #expect(try await ledger.due(lane) == ["b.2"])
      let facts = try #require(try await ledger.result("b")?.batch)
      #expect(facts.segments == before.segments + 1 && facts.counts == before.counts)
    },
    BatchConformance("neither a batch nor one of its messages becomes urgent") { ledger in
      _ = try await ledger.activeBatch("b", ["b.1"])
      _ = try await ledger.carriedOut(update("b", high), id: "whole")
      #expect(try await code(of: "whole", ledger) == .invalidRequest)
      _ = try await ledger.carriedOut(update("b.1", MessageUpdate(priority: .urgent)), id: "one")
      #expect(try await code(of: "one", ledger) == .invalidRequest)
    },
    BatchConformance("of a batch that is being accepted, what is in is updated") { ledger in
      let batch = try await ledger.begunBatch("b", messages: 3)
      try await ledger.add(["b.2"], to: batch, through: BatchPlace(offset: 100, line: 3))
      _ = try await ledger.carriedOut(update("b.2", high), id: "in")
      #expect(try await ledger.result("in", spool: "operator")?.state == .done)
      _ = try await ledger.carriedOut(update("b.4", high), id: "out")
      let result = try await ledger.result("out", spool: "operator")
      #expect(result?.error?.code == .unknownMessage)
      #expect(result?.error?.message.contains("yet") == true)
      try await ledger.add(["b.3", "b.4"], to: batch, through: BatchPlace(offset: 300, line: 5))
      let lanes = try await ledger.activate(batch, at: Fixtures.at(5))
      #expect(lanes.map(\.priority).sorted() == [.high, .normal])
    },
    BatchConformance("of a batch that is being canceled, nothing is updated") { ledger in
      let batch = try await ledger.activeBatch("b", ["b.1", "b.2"])
      let lane = Fixtures.lane(of: batch)
      let page = try await ledger.page(of: lane, dueBy: Fixtures.at(9), excluding: [], limit: 1)
      let job = try #require(page.entries.first?.number)
      _ = try await ledger.begin([job], at: Fixtures.at(10))
      let command = try await ledger.acceptedCommand(.cancel(Fixtures.name("b")), id: "c")
      while case .more = try await ledger.execute(command, at: Fixtures.at(50)) {}
      try await ledger.settle([Fixtures.settlement(job, .withdrawn)])
      _ = try await ledger.carriedOut(update("b.1", high), id: "u")
      #expect(try await code(of: "u", ledger) == .tooLate)
    },
  ]
}

extension Fixtures {
  static func lane(of batch: JobNumber) -> Lane {
    Lane(account: "main", spool: "default", priority: .normal, batch: batch)
  }

  static func batch(
    _ id: String,
    messages: Int,
    digest: UInt8 = 2,
    taken: Int64 = 1,
    results: BatchRequest.Results = .lines,
    ack: String? = nil
  ) -> Submission {
    Submission(
      name: name(id),
      content: .batch(BatchRequest(messages: messages, segments: messages, results: results)),
      hasExplicitID: true,
      digest: [UInt8](repeating: digest, count: 32),
      metadata: nil,
      ack: ack,
      producer: 1042,
      taken: taken,
      acceptedAt: start,
      acceptedOn: CodeInstant.at(start).boot
    )
  }
}
