import SMSCore
import Testing

extension LedgerReaderConformance {
  static let batches = [
    rule("batches are listed by themselves, the newest first, with what is special about them") {
      ledger,
      reader in
      _ = try await ledger.activeBatch("a", ["a.1", "a.2"])
      _ = try await ledger.accepted(Fixtures.message("single"))
      _ = try await ledger.begunBatch("b", messages: 5)
      var filter = JobFilter()
      filter.subject = .batches
      let listed = try reader.list(filter, limit: 9)
      #expect(listed.map(\.name.id) == ["b", "a"])
      #expect(listed.map { $0.batch?.status } == [.accepting, .queued])
      #expect(listed.last?.batch?.counts == [.queued: 2])
      filter.spools = ["other"]
      #expect(try reader.list(filter, limit: 9) == [])
    },
    rule("a batch is shown with what its result says of it") { ledger, reader in
      _ = try await ledger.activeBatch("b", ["b.1"])
      let shown = try #require(try reader.show(Fixtures.name("b"))).snapshot
      #expect(shown == (try await ledger.changes(after: 0, limit: 9).first { $0.name.id == "b" }))
      #expect(shown.batch?.messages == 1 && shown.message == nil)
      #expect(try reader.show(Fixtures.name("b.1"))?.snapshot.ownBatch?.id == "b")
    },
    rule("the summary has the batches that have not ended, the oldest first") { ledger, reader in
      #expect(try reader.summary().batches == [])
      _ = try await ledger.activeBatch("a", ["a.1"])
      _ = try await ledger.activeBatch("b", ["b.1"])
      _ = try await ledger.begunBatch("c", messages: 1)
      _ = try await ledger.carriedOut(.hold(.job(Fixtures.name("b"))), id: "h")
      #expect(try reader.summary().batches.map(\.name.id) == ["a", "b", "c"])
      #expect(
        try reader.summary().batches.map { $0.batch?.status } == [.queued, .held, .accepting]
      )
      _ = try await ledger.wholly(.cancel(Fixtures.name("a")), id: "x")
      #expect(try reader.summary().batches.map(\.name.id) == ["b", "c"])
    },
    rule("the messages of a batch are listed in the order of its lines, in pages") {
      ledger,
      reader in
      let first = try await ledger.begunBatch("a", messages: 4)
      let other = try await ledger.begunBatch("b", messages: 1)
      try await ledger.add(["a.1", "a.2"], to: first, through: BatchPlace(offset: 10, line: 3))
      _ = try await ledger.accepted(Fixtures.message("single"))
      try await ledger.add(["b.1"], to: other, through: BatchPlace(offset: 10, line: 3))
      try await ledger.add(["a.3", "a.4"], to: first, through: BatchPlace(offset: 20, line: 5))
      #expect(try reader.idsOfMessages(of: first) == ["a.1", "a.2", "a.3", "a.4"])
      #expect(try reader.idsOfMessages(of: other) == ["b.1"])
      for limit in 1...5 {
        #expect(try reader.idsOfMessages(of: first, limit: limit).count == 4)
      }
      let page = try reader.messages(of: first, after: nil, limit: 2)
      #expect(page.jobs.map(\.name.id) == ["a.1", "a.2"] && page.next == page.jobs.last?.number)
      #expect(try reader.messages(of: JobNumber(99), after: nil, limit: 9).jobs == [])
    },
    rule("what a batch repeats is among its messages, once") { ledger, reader in
      try await ledger.settled("old", .sent(providerMessageID: "p"))
      let batch = try await ledger.begunBatch("b", messages: 5)
      _ = try await ledger.add(
        [Fixtures.message("old", taken: 5), Fixtures.message("b.2", isExplicit: false)],
        to: batch,
        through: BatchPlace(offset: 9, line: 3)
      )
      _ = try await ledger.accepted(Fixtures.message("later"))
      _ = try await ledger.add(
        [Fixtures.message("later", taken: 5), Fixtures.message("b.4", isExplicit: false)],
        to: batch,
        through: BatchPlace(offset: 19, line: 5)
      )
      for limit in [1, 2, 3, 9] {
        #expect(
          try reader.idsOfMessages(of: batch, limit: limit) == ["old", "b.2", "later", "b.4"]
        )
      }
      let first = try reader.messages(of: batch, after: nil, limit: 1).jobs.first
      #expect(first?.ownBatch == nil && first?.repeatingBatches.map(\.id) == ["b"])
    },
    rule("a batch whose messages are all pruned has none, and still its counts") { ledger, reader in
      let batch = try await ledger.activeBatch("b", ["b.1", "b.2"])
      _ = try await ledger.wholly(.cancel(Fixtures.name("b")), id: "c")
      let change = try #require(try await ledger.changes(after: 0, limit: 99).last?.change)
      try await ledger.markPublished(through: change)
      // The batch itself comes first, and stays for now.
      _ = try await ledger.prune(settledBefore: Fixtures.far, limit: 3)
      #expect(try reader.idsOfMessages(of: batch) == [])
      #expect(try reader.show(Fixtures.name("b"))?.snapshot.batch?.counts == [.canceled: 2])
    },
  ]
}

extension LedgerReader {
  /// The ids of a batch's messages, read in pages.
  fileprivate func idsOfMessages(
    of batch: JobNumber,
    limit: Int = 100
  ) throws(LedgerError) -> [String] {
    var ids: [String] = []
    var after: JobNumber?
    repeat {
      let page = try messages(of: batch, after: after, limit: limit)
      ids += page.jobs.map(\.name.id)
      after = page.next
    } while after != nil
    return ids
  }
}
