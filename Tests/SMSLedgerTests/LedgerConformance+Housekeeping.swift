import SMSCore
import Testing

extension LedgerConformance {
  static let housekeeping = [
    LedgerConformance("what ended long ago and is published goes, oldest first") { ledger in
      for (id, time) in [("b", Int64(200)), ("a", 100), ("c", 300)] {
        let job = try await ledger.accepted(Fixtures.message(id)).number
        _ = try await ledger.begin([job], at: Fixtures.at(10))
        let failed = Settlement.Next.failed(Fixtures.error(.forbidden))
        try await ledger.settle([Fixtures.settlement(job, failed, at: Fixtures.at(time))])
      }
      let last = try await ledger.changes(after: 0, limit: 9).last?.change ?? 0
      #expect(try await ledger.prune(settledBefore: Fixtures.at(300), limit: 9) == 0)
      try await ledger.markPublished(through: last)
      #expect(try await ledger.prune(settledBefore: Fixtures.at(300), limit: 1) == 1)
      #expect(try await !ledger.knows(Fixtures.name("a")))
      #expect(try await ledger.prune(settledBefore: Fixtures.at(300), limit: 9) == 1)
      #expect(try await ledger.changes(after: 0, limit: 9).map(\.name.id) == ["c"])
    },
    LedgerConformance("what waits or runs is never pruned") { ledger in
      let running = try await ledger.accepted(Fixtures.message("a")).number
      _ = try await ledger.accepted(Fixtures.message("b"))
      _ = try await ledger.begin([running], at: Fixtures.at(10))
      try await ledger.markPublished(through: 100)
      #expect(try await ledger.prune(settledBefore: Fixtures.far, limit: 9) == 0)
    },
    LedgerConformance("neither job numbers nor change numbers are used again") { ledger in
      let job = try await ledger.settled("a", .sent(providerMessageID: nil))
      let change = try await ledger.changes(after: 0, limit: 9).last?.change ?? 0
      try await ledger.markPublished(through: change)
      #expect(try await ledger.prune(settledBefore: Fixtures.far, limit: 9) == 1)
      let next = try await ledger.settled("a", .sent(providerMessageID: nil))
      #expect(next > job)
      #expect(try await ledger.changes(after: change, limit: 9).map(\.number) == [next])
    },
    LedgerConformance("a note replaces an older one") { ledger in
      try await ledger.note("pause.main", "unauthorized")
      try await ledger.note("pause.main", "")
    },
    LedgerConformance("calls at once all become durable, each with its own answer") { ledger in
      try await withThrowingTaskGroup(of: (String, AgendaEntry).self) { group in
        for number in 0..<200 {
          let id = "m\(number)"
          group.addTask { (id, try await ledger.accepted(Fixtures.message(id, text: id))) }
        }
        for try await (id, entry) in group {
          #expect(entry.name.id == id && entry.envelope.text.string == id)
        }
      }
      #expect(try await ledger.waiting(in: "default") == 200)
    },
  ]
}
