import SMSCore
import Testing

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
