import SMSCore
import Testing

extension LedgerReaderConformance {
  static let details = [
    rule("a job is shown with what its request said") { ledger, reader in
      let submission = Fixtures.message(
        "a",
        acceptedAt: Fixtures.at(3),
        notBefore: Fixtures.at(500),
        expiresAt: Fixtures.far,
        metadata: #"{"order":7}"#
      )
      _ = try await ledger.accepted(submission)
      let details = try #require(try reader.show(Fixtures.name("a")))
      #expect(details.snapshot.state == .queued && details.snapshot.kind == "message")
      #expect(details.snapshot.acceptedAt == Fixtures.at(3))
      #expect(details.snapshot.metadata == #"{"order":7}"#)
      #expect(details.snapshot.message?.to == Fixtures.phone(142))
      #expect(details.producer == 1042)
      #expect(details.dueAt == Fixtures.at(500) && details.notBefore == Fixtures.at(500))
      #expect(details.expiresAt == Fixtures.far)
      #expect(details.begunAt == nil && details.attempts == [])
    },
    rule("ended attempts come in order, and the running one has its begin") { ledger, reader in
      let job = try await ledger.accepted(Fixtures.message("a")).number
      for attempt in 1...3 {
        let start = Fixtures.at(Int64(attempt) * 100)
        _ = try await ledger.begin([job], at: start)
        let next = Settlement.Next.deferred(Fixtures.error(.timeout), dueAt: start)
        let end = start.advanced(by: Interval(milliseconds: 50))
        try await ledger.settle([Fixtures.settlement(job, next, attempt: attempt, at: end)])
      }
      _ = try await ledger.begin([job], at: Fixtures.at(950))
      let details = try #require(try reader.show(Fixtures.name("a")))
      #expect(details.snapshot.state == .attempting && details.snapshot.attempts == 4)
      #expect(details.begunAt == Fixtures.at(950))
      #expect(details.attempts.map(\.number) == [1, 2, 3])
      #expect(details.attempts.map(\.endedAt) == [150, 250, 350].map { Fixtures.at($0) })
      #expect(details.attempts.allSatisfy { $0.leftAt == Fixtures.at(11) && $0.code == nil })
      #expect(details.attempts.map(\.httpStatus) == [200, 200, 200])
    },
    rule("an attempt keeps its error, and says whether its request left") { ledger, reader in
      let job = try await ledger.accepted(Fixtures.message("a")).number
      _ = try await ledger.begin([job], at: Fixtures.at(10))
      let attempt = AttemptRecord(
        number: 1,
        begunAt: Fixtures.at(10),
        endedAt: Fixtures.at(20),
        leftAt: nil,
        httpStatus: nil,
        code: .timeout
      )
      let settlement = Settlement(
        job: job,
        next: .deferred(Fixtures.error(.timeout), dueAt: Fixtures.at(90)),
        attempt: attempt,
        isCharged: true,
        at: Fixtures.at(20)
      )
      try await ledger.settle([settlement])
      let details = try #require(try reader.show(Fixtures.name("a")))
      #expect(details.attempts == [attempt])
      #expect(details.dueAt == Fixtures.at(90) && details.begunAt == nil)
      #expect(details.snapshot.error == Fixtures.error(.timeout))
      #expect(details.snapshot.nextAttemptAt == Fixtures.at(90))
    },
    rule("receipts are shown in the order in which they came") { ledger, reader in
      try await ledger.settled("a", .sent(providerMessageID: "mdr2-1"))
      #expect(try reader.show(Fixtures.name("a"))?.snapshot.delivery == nil)
      let receipts = [
        Receipt(messageID: "mdr2-1", level: 2, status: "delivered", code: 1004, description: "d"),
        Receipt(messageID: "mdr2-1", level: 1, status: "buffered", at: Fixtures.at(30)),
      ]
      _ = try await ledger.keep(receipts, at: Fixtures.at(40))
      let details = try #require(try reader.show(Fixtures.name("a")))
      #expect(details.snapshot.delivery?.receipts == receipts)
      #expect(details.snapshot.delivery?.status == .delivered)
      #expect(details.snapshot.message?.providerMessageID == "mdr2-1")
    },
    rule("the same id in another spool is another job") { ledger, reader in
      _ = try await ledger.accepted(Fixtures.message("a"))
      _ = try await ledger.accepted(Fixtures.message("a", spool: "other", priority: .bulk))
      let details = try #require(try reader.show(Fixtures.name("a", in: "other")))
      #expect(details.snapshot.message?.priority == .bulk)
      #expect(try reader.show(Fixtures.name("a"))?.snapshot.message?.priority == .normal)
      #expect(try reader.knows(Fixtures.name("a", in: "other")))
      #expect(try !reader.knows(Fixtures.name("a", in: "third")))
      #expect(try reader.show(Fixtures.name("a", in: "third")) == nil)
    },
    rule("a command is never due, and is shown with what it did") { ledger, reader in
      try await ledger.settled("a", .deferred(Fixtures.error(.timeout), dueAt: Fixtures.far))
      let command = try await ledger.acceptedCommand(.act(.flush, .all), id: "f")
      while case .more = try await ledger.execute(command, at: Fixtures.at(50)) {}
      let details = try #require(try reader.show(Fixtures.name("f", in: "operator")))
      #expect(details.snapshot.state == .done && details.snapshot.affected == 1)
      #expect(details.snapshot.message == nil && details.producer == 0)
      #expect(details.dueAt == nil && details.expiresAt == nil && details.attempts == [])
    },
    rule("the report of a command that was carried out elsewhere is shown") { ledger, reader in
      let job = try await ledger.acceptedCommand(.backup, id: "b").number
      try await ledger.end(command: job, with: .done(#"{"file":"x"}"#), at: Fixtures.at(60))
      let details = try #require(try reader.show(Fixtures.name("b", in: "operator")))
      #expect(details.snapshot.state == .done && details.snapshot.record == #"{"file":"x"}"#)
    },
    rule("a retried job names the new one, and the new one the old") { ledger, reader in
      try await ledger.settled("a", .failed(Fixtures.error(.forbidden)))
      _ = try await ledger.carriedOut(.retry(Fixtures.name("a")), id: "r")
      let name = try #require(try reader.show(Fixtures.name("a"))?.snapshot.retriedAs)
      #expect(try reader.show(Fixtures.name(name))?.snapshot.retryOf == "a")
    },
  ]
}
