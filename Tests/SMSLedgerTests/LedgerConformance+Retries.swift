import SMSCore
import Testing

extension LedgerConformance {
  static let retries = [
    LedgerConformance("a retry is a new job with the text, the old one only says so") { ledger in
      let submission = Fixtures.message(
        "a",
        text: "again",
        expiresAt: Fixtures.at(500),
        metadata: #"{"k":1}"#
      )
      let job = try await ledger.accepted(submission).number
      _ = try await ledger.begin([job], at: Fixtures.at(10))
      try await ledger.settle([Fixtures.settlement(job, .failed(Fixtures.error(.forbidden)))])
      let outcome = try await ledger.carriedOut(.retry(Fixtures.name("a")), id: "r")
      #expect(outcome == .finished(left: [], lanes: [Fixtures.lane]))
      let page = try await ledger.page(
        of: Fixtures.lane,
        dueBy: Fixtures.at(50),
        excluding: [],
        limit: 9
      )
      let entry = try #require(page.entries.first)
      #expect(entry.name.id == "a.retry-1" && entry.envelope.text == MessageText("again"))
      #expect(entry.attempts == 0 && entry.charged == 0 && entry.dueAt == Fixtures.at(50))
      #expect(entry.expiresAt == Fixtures.at(550))
      let old = try #require(try await ledger.result("a"))
      #expect(old.state == .failed && old.retriedAs == "a.retry-1")
      #expect(old.updatedAt == Fixtures.at(20))
      _ = try await ledger.begin([entry.number], at: Fixtures.at(60))
      try await ledger.settle([
        Fixtures.settlement(entry.number, .sent(providerMessageID: nil))
      ])
      let new = try #require(try await ledger.result("a.retry-1"))
      #expect(new.retryOf == "a" && new.metadata == #"{"k":1}"#)
    },
    LedgerConformance("what was replaced in a text is known to its retry as well") { ledger in
      let replacements = [
        TextReplacement(character: "\u{2019}", replacement: "'", count: 2),
        TextReplacement(character: "\u{A0}", replacement: " ", count: 1),
        TextReplacement(character: "\u{FEFF}", replacement: "", count: 1),
      ]
      let submission = Fixtures.message("a", replacements: replacements, ack: "t")
      let job = try await ledger.accepted(submission).number
      #expect(try await ledger.result("a")?.message?.replacements == replacements)
      _ = try await ledger.begin([job], at: Fixtures.at(10))
      try await ledger.settle([Fixtures.settlement(job, .failed(Fixtures.error(.forbidden)))])
      _ = try await ledger.carriedOut(.retry(Fixtures.name("a")), id: "r")
      let page = try await ledger.page(
        of: Fixtures.lane,
        dueBy: Fixtures.at(50),
        excluding: [],
        limit: 9
      )
      let entry = try #require(page.entries.first)
      _ = try await ledger.begin([entry.number], at: Fixtures.at(60))
      try await ledger.settle([
        Fixtures.settlement(entry.number, .sent(providerMessageID: nil))
      ])
      #expect(try await ledger.result("a.retry-1")?.message?.replacements == replacements)
      #expect(try await ledger.result("a")?.message?.replacements == replacements)
    },
    LedgerConformance("retries of a retry are counted on, past ids in use") { ledger in
      try await ledger.settled("a", .failed(Fixtures.error(.forbidden)))
      try await ledger.settled("a.retry-2", .sent(providerMessageID: nil))
      _ = try await ledger.carriedOut(.retry(Fixtures.name("a")), id: "1")
      _ = try await ledger.carriedOut(.cancel(Fixtures.name("a.retry-1")), id: "2")
      _ = try await ledger.carriedOut(.retry(Fixtures.name("a.retry-1")), id: "3")
      #expect(try await ledger.due() == ["a.retry-3"])
    },
    LedgerConformance("what waits, was sent or was retried is not retried") { ledger in
      _ = try await ledger.accepted(Fixtures.message("waits"))
      try await ledger.settled("sent", .sent(providerMessageID: nil))
      try await ledger.settled("failed", .failed(Fixtures.error(.forbidden)))
      _ = try await ledger.carriedOut(.retry(Fixtures.name("failed")), id: "first")
      for id in ["waits", "sent", "failed"] {
        _ = try await ledger.carriedOut(.retry(Fixtures.name(id)), id: "retry-\(id)")
        let result = try await ledger.result("retry-\(id)", spool: "operator")
        #expect(result?.state == .failed && result?.error?.code == .tooLate)
      }
      #expect(try await ledger.due() == ["waits", "failed.retry-1"])
    },
    LedgerConformance("a retry by error code takes what ended so in that spool") { ledger in
      try await ledger.settled("a", .failed(Fixtures.error(.forbidden)))
      try await ledger.settled("b", .failed(Fixtures.error(.badRequest)))
      try await ledger.settled("c", .uncertain(Fixtures.error(.timeout)))
      try await ledger.settled("d", .deferred(Fixtures.error(.forbidden), dueAt: Fixtures.far))
      let other = try await ledger.accepted(Fixtures.message("e", spool: "other")).number
      _ = try await ledger.begin([other], at: Fixtures.at(10))
      try await ledger.settle([
        Fixtures.settlement(other, .failed(Fixtures.error(.forbidden)))
      ])
      let command = Command.act(
        .retry,
        JobFilter(errors: [.forbidden], spools: ["default"])
      )
      let outcome = try await ledger.carriedOut(command, id: "r")
      #expect(outcome == .finished(left: [], lanes: [Fixtures.lane]))
      #expect(try await ledger.due() == ["a.retry-1"])
      #expect(try await ledger.result("r", spool: "operator")?.affected == 1)
      _ = try await ledger.carriedOut(.act(.retry, JobFilter(errors: [.forbidden])), id: "s")
      let lane = Lane(account: "main", spool: "other", priority: .normal)
      #expect(try await ledger.due(lane) == ["e.retry-1"])
    },
    LedgerConformance("a retry of many takes steps, and never its own retries") { ledger in
      let count = 450
      let acceptances = try await ledger.accept((0..<count).map { Fixtures.message("m\($0)") })
      let numbers = acceptances.compactMap { acceptance in
        if case .message(let entry) = acceptance { entry.number } else { nil }
      }
      _ = try await ledger.begin(numbers, at: Fixtures.at(1))
      let next = Settlement.Next.failed(Fixtures.error(.forbidden))
      try await ledger.settle(numbers.map { Fixtures.settlement($0, next) })
      let command = try await ledger.acceptedCommand(
        .act(.retry, JobFilter(errors: [.forbidden])),
        id: "r"
      )
      while case .more = try await ledger.execute(command, at: Fixtures.at(50)) {
        let page = try await ledger.page(
          of: Fixtures.lane,
          dueBy: Fixtures.at(50),
          excluding: [],
          limit: 1000
        )
        let again = page.entries.map(\.number)
        _ = try await ledger.begin(again, at: Fixtures.at(60))
        try await ledger.settle(again.map { Fixtures.settlement($0, next) })
      }
      #expect(try await ledger.result("r", spool: "operator")?.affected == count)
      #expect(try await !ledger.knows(Fixtures.name("m0.retry-2")))
    },
  ]

  static let publication = [
    LedgerConformance("a queued or running message has no result") { ledger in
      let job = try await ledger.accepted(Fixtures.message("a")).number
      #expect(try await ledger.changes(after: 0, limit: 9) == [])
      _ = try await ledger.begin([job], at: Fixtures.at(10))
      #expect(try await ledger.changes(after: 0, limit: 9) == [])
    },
    LedgerConformance("changes come in order, each job once, with its newest state") { ledger in
      let first = try await ledger.settled(
        "a",
        .deferred(Fixtures.error(.timeout), dueAt: Fixtures.at(20))
      )
      try await ledger.settled("b", .sent(providerMessageID: nil))
      _ = try await ledger.begin([first], at: Fixtures.at(30))
      try await ledger.settle([
        Fixtures.settlement(first, .sent(providerMessageID: nil), attempt: 2)
      ])
      let changes = try await ledger.changes(after: 0, limit: 9)
      #expect(changes.map(\.name.id) == ["b", "a"])
      #expect(changes.map(\.change) == changes.map(\.change).sorted())
      let page = try await ledger.changes(after: 0, limit: 1)
      #expect(page.map(\.name.id) == ["b"])
      let rest = try await ledger.changes(after: page[0].change, limit: 9)
      #expect(rest.map(\.name.id) == ["a"])
    },
    LedgerConformance("the mark of publication moves on and never back") { ledger in
      #expect(try await ledger.publishedThrough() == 0)
      try await ledger.markPublished(through: 7)
      try await ledger.markPublished(through: 3)
      #expect(try await ledger.publishedThrough() == 7)
    },
  ]
}
