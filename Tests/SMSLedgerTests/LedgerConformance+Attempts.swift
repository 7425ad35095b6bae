import SMSCore
import Testing

extension LedgerConformance {
  static let attempts = [
    LedgerConformance("a claim begins an attempt once") { ledger in
      let job = try await ledger.accepted(Fixtures.message("a")).number
      #expect(try await ledger.begin([job], at: Fixtures.at(10)) == [job])
      #expect(try await ledger.begin([job], at: Fixtures.at(11)) == [])
      #expect(try await ledger.due() == [])
    },
    LedgerConformance("a claim passes over what is unknown or does not wait") { ledger in
      let ended = try await ledger.settled("a", .failed(Fixtures.error(.forbidden)))
      let job = try await ledger.accepted(Fixtures.message("b")).number
      let begun = try await ledger.begin([ended, JobNumber(4711), job], at: Fixtures.at(10))
      #expect(begun == [job])
    },
    LedgerConformance("a sent message is reported with the provider's id") { ledger in
      let metadata = #"{"order":7}"#
      let job = try await ledger.accepted(Fixtures.message("a", metadata: metadata)).number
      _ = try await ledger.begin([job], at: Fixtures.at(10))
      try await ledger.settle([Fixtures.settlement(job, .sent(providerMessageID: "mdr2-1"))])
      let result = try #require(try await ledger.result("a"))
      #expect(result.state == .sent && result.kind == "message")
      #expect(result.number == job)
      #expect(result.attempts == 1)
      #expect(result.acceptedAt == Fixtures.start && result.updatedAt == Fixtures.at(20))
      #expect(result.error == nil && result.nextAttemptAt == nil)
      #expect(result.metadata == metadata)
      let facts = try #require(result.message)
      #expect(facts.providerMessageID == "mdr2-1")
      #expect(facts.to == Fixtures.phone(142) && facts.from == Fixtures.phone(101))
      #expect(facts.account == "main" && facts.priority == .normal)
      #expect(facts.segments == 1 && facts.encoding == .ascii)
    },
    LedgerConformance("a failed message is reported with every part of its error") { ledger in
      let cause = JobError.Cause(code: .timeout, message: "m", hint: "h", httpStatus: 408)
      let error = Fixtures.error(.forbidden, cause: cause)
      try await ledger.settled("a", .failed(error))
      let result = try #require(try await ledger.result("a"))
      #expect(result.state == .failed)
      #expect(result.error == error)
    },
    LedgerConformance("a deferred message is due again at its time") { ledger in
      let error = Fixtures.error(.providerError)
      try await ledger.settled("a", .deferred(error, dueAt: Fixtures.at(300)))
      let result = try #require(try await ledger.result("a"))
      #expect(result.state == .deferred && result.error == error)
      #expect(result.nextAttemptAt == Fixtures.at(300))
      #expect(try await ledger.due(by: Fixtures.at(299)) == [])
      let page = try await ledger.page(
        of: Fixtures.lane,
        dueBy: Fixtures.at(300),
        excluding: [],
        limit: 9
      )
      #expect(page.entries.map(\.attempts) == [1])
      #expect(page.entries.map(\.charged) == [1])
    },
    LedgerConformance("only charged attempts count against the limit") { ledger in
      let job = try await ledger.accepted(Fixtures.message("a")).number
      for (attempt, isCharged) in [false, true, false].enumerated() {
        _ = try await ledger.begin([job], at: Fixtures.at(10))
        let next = Settlement.Next.deferred(Fixtures.error(.timeout), dueAt: Fixtures.at(20))
        try await ledger.settle([
          Fixtures.settlement(job, next, attempt: attempt + 1, isCharged: isCharged)
        ])
      }
      let page = try await ledger.page(
        of: Fixtures.lane,
        dueBy: Fixtures.at(100),
        excluding: [],
        limit: 9
      )
      #expect(page.entries.map(\.attempts) == [3])
      #expect(page.entries.map(\.charged) == [1])
    },
    LedgerConformance("the error goes when a deferred message is sent after all") { ledger in
      let job = try await ledger.settled(
        "a",
        .deferred(Fixtures.error(.timeout), dueAt: Fixtures.at(20))
      )
      _ = try await ledger.begin([job], at: Fixtures.at(30))
      try await ledger.settle([
        Fixtures.settlement(job, .sent(providerMessageID: nil), attempt: 2)
      ])
      let result = try #require(try await ledger.result("a"))
      #expect(result.state == .sent && result.error == nil && result.attempts == 2)
    },
    LedgerConformance("a job ends once; a later settlement is passed over") { ledger in
      let job = try await ledger.settled("a", .sent(providerMessageID: "mdr2-1"))
      try await ledger.settle([Fixtures.settlement(job, .failed(Fixtures.error(.forbidden)))])
      #expect(try await ledger.result("a")?.state == .sent)
      let waiting = try await ledger.accepted(Fixtures.message("b")).number
      try await ledger.settle([Fixtures.settlement(waiting, .sent(providerMessageID: nil))])
      #expect(try await ledger.due() == ["b"])
    },
    LedgerConformance("a withdrawn attempt leaves the job as it was") { ledger in
      let queued = try await ledger.accepted(Fixtures.message("a")).number
      let error = Fixtures.error(.timeout)
      let deferred = try await ledger.settled("b", .deferred(error, dueAt: Fixtures.at(30)))
      let before = try await ledger.page(
        of: Fixtures.lane,
        dueBy: Fixtures.at(100),
        excluding: [],
        limit: 9
      )
      let mark = try await ledger.changes(after: 0, limit: 9).last?.change ?? 0
      _ = try await ledger.begin([queued, deferred], at: Fixtures.at(40))
      try await ledger.settle([
        Fixtures.settlement(queued, .withdrawn, isCharged: false),
        Fixtures.settlement(deferred, .withdrawn, isCharged: false),
      ])
      let after = try await ledger.page(
        of: Fixtures.lane,
        dueBy: Fixtures.at(100),
        excluding: [],
        limit: 9
      )
      #expect(after == before)
      let told = try await ledger.changes(after: mark, limit: 9)
      #expect(told.map(\.name.id) == ["b"])
      #expect(told.first?.state == .deferred && told.first?.error == error)
      #expect(told.first?.nextAttemptAt == Fixtures.at(30) && told.first?.attempts == 1)
    },
    LedgerConformance("a provider's id given twice is kept once, and both are sent") { ledger in
      try await ledger.settled("a", .sent(providerMessageID: "mdr2-1"))
      try await ledger.settled("b", .sent(providerMessageID: "mdr2-1"))
      #expect(try await ledger.result("a")?.message?.providerMessageID == "mdr2-1")
      #expect(try await ledger.result("b")?.state == .sent)
      #expect(try await ledger.result("b")?.message?.providerMessageID == nil)
    },
    LedgerConformance("a start learns which attempts were cut off, with their texts") { ledger in
      let first = try await ledger.accepted(Fixtures.message("a", text: "cut off"))
      _ = try await ledger.accepted(Fixtures.message("b"))
      _ = try await ledger.begin([first.number], at: Fixtures.at(10))
      var begun = first
      begun.attempts = 1
      let interrupted = try await ledger.recover().interrupted
      #expect(
        interrupted == [
          InterruptedAttempt(
            entry: begun,
            begunAt: PastMoment(Fixtures.moment(Fixtures.at(10)))
          )
        ]
      )
    },
  ]
}
