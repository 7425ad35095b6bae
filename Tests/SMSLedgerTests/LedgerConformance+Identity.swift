import SMSCore
import Testing

extension LedgerConformance {
  static let identity = [
    LedgerConformance("a message is accepted as its agenda entry") { ledger in
      let submission = Fixtures.message("a", priority: .high, text: "Grüße")
      let entry = try await ledger.accepted(submission)
      #expect(entry.name == submission.name)
      #expect(entry.lane == Lane(account: "main", spool: "default", priority: .high))
      #expect(entry.envelope.to == Fixtures.phone(142))
      #expect(entry.envelope.from == Fixtures.phone(101))
      #expect(entry.envelope.text == MessageText("Grüße"))
      #expect(entry.dueAt == Fixtures.start)
      #expect(entry.expiresAt == Fixtures.far)
      #expect(entry.ifUncertain == .resend)
      #expect(entry.attempts == 0 && entry.charged == 0)
      let page = try await ledger.page(
        of: entry.lane,
        dueBy: Fixtures.start,
        excluding: [],
        limit: 9
      )
      #expect(page.entries == [entry])
    },
    LedgerConformance("numbers rise in order of acceptance, also within one call") { ledger in
      var numbers: [JobNumber] = []
      for ids in [["a", "b"], ["c"]] {
        for acceptance in try await ledger.accept(ids.map { Fixtures.message($0) }) {
          guard case .message(let entry) = acceptance else { continue }
          numbers.append(entry.number)
        }
      }
      #expect(numbers.count == 3)
      #expect(numbers == numbers.sorted() && Set(numbers).count == 3)
    },
    LedgerConformance("the same explicit id with the same content is not a second job") { ledger in
      let first = try await ledger.accepted(Fixtures.message("a", taken: 1))
      let again = try await ledger.accept([Fixtures.message("a", taken: 2)])
      #expect(again == [.again(first.number)])
      #expect(try await ledger.due() == ["a"])
    },
    LedgerConformance("the same explicit id with other content is a duplicate") { ledger in
      _ = try await ledger.accepted(Fixtures.message("a", digest: 1, taken: 1))
      let other = try await ledger.accept([Fixtures.message("a", digest: 2, taken: 2)])
      #expect(other == [.duplicate])
    },
    LedgerConformance("a used file name is a duplicate whatever the file holds") { ledger in
      _ = try await ledger.accepted(Fixtures.message("a", isExplicit: false, taken: 1))
      let same = try await ledger.accept([Fixtures.message("a", isExplicit: false, taken: 2)])
      #expect(same == [.duplicate])
    },
    LedgerConformance("the same taken file is recognised after a crash") { ledger in
      let first = try await ledger.accepted(Fixtures.message("a", isExplicit: false, taken: 7))
      let again = try await ledger.accept([Fixtures.message("a", isExplicit: false, taken: 7)])
      #expect(again == [.again(first.number)])
    },
    LedgerConformance("repetitions within one call are judged in order") { ledger in
      let acceptances = try await ledger.accept([
        Fixtures.message("a", digest: 1, taken: 1), Fixtures.message("a", digest: 1, taken: 2),
        Fixtures.message("a", digest: 2, taken: 3),
      ])
      guard case .message(let entry) = acceptances.first else {
        Issue.record("the first was not accepted")
        return
      }
      #expect(acceptances.dropFirst() == [.again(entry.number), .duplicate])
    },
    LedgerConformance("an id is unique in its spool only") { ledger in
      let first = try await ledger.accepted(Fixtures.message("a"))
      let second = try await ledger.accepted(Fixtures.message("a", spool: "other"))
      #expect(first.number != second.number)
    },
    LedgerConformance("a repeated request publishes the result again") { ledger in
      try await ledger.settled("a", .sent(providerMessageID: "mdr2-1"))
      let before = try await ledger.changes(after: 0, limit: 9)
      _ = try await ledger.accept([Fixtures.message("a", taken: 2)])
      let after = try await ledger.changes(after: before.last?.change ?? 0, limit: 9)
      #expect(after.map(\.name.id) == ["a"])
      #expect(after.first?.updatedAt == before.first?.updatedAt)
    },
    LedgerConformance("only a request with an ack has a result when it is accepted") { ledger in
      _ = try await ledger.accepted(Fixtures.message("a"))
      _ = try await ledger.accepted(Fixtures.message("b", ack: "t-1"))
      let changes = try await ledger.changes(after: 0, limit: 9)
      #expect(changes.map(\.name.id) == ["b"])
      #expect(changes.first?.state == .queued && changes.first?.acks == ["t-1"])
      #expect(changes.first?.isPublished == true)
    },
    LedgerConformance("a repeated request adds its ack once, and keeps the newest sixteen") {
      ledger in
      _ = try await ledger.accepted(Fixtures.message("a", taken: 1, ack: "t-0"))
      for index in 1...16 {
        _ = try await ledger.accept([Fixtures.message("a", taken: Int64(index), ack: "t-\(index)")])
        _ = try await ledger.accept([Fixtures.message("a", taken: Int64(index), ack: "t-\(index)")])
      }
      _ = try await ledger.accept([Fixtures.message("a", taken: 20)])
      let changes = try await ledger.changes(after: 0, limit: 9)
      #expect(changes.map(\.acks) == [(1...16).map { "t-\($0)" }])
    },
    LedgerConformance("an ack is reported to the end, also by a request that gave none before") {
      ledger in
      try await ledger.settled("a", .sent(providerMessageID: "mdr2-1"))
      _ = try await ledger.accept([Fixtures.message("a", taken: 2, ack: "late")])
      #expect(try await ledger.result("a")?.acks == ["late"])
      let job = try await ledger.accepted(Fixtures.message("b", taken: 3, ack: "t")).number
      _ = try await ledger.begin([job], at: Fixtures.at(10))
      try await ledger.settle([Fixtures.settlement(job, .failed(Fixtures.error(.forbidden)))])
      #expect(try await ledger.result("b")?.acks == ["t"])
    },
    LedgerConformance("a refused duplicate leaves no ack, and a retry inherits none") { ledger in
      let job = try await ledger.accepted(Fixtures.message("a", digest: 1, taken: 1, ack: "t-1"))
      let other = try await ledger.accept([Fixtures.message("a", digest: 2, taken: 2, ack: "t-2")])
      #expect(other == [.duplicate])
      _ = try await ledger.begin([job.number], at: Fixtures.at(10))
      try await ledger.settle([
        Fixtures.settlement(job.number, .failed(Fixtures.error(.forbidden)))
      ])
      #expect(try await ledger.result("a")?.acks == ["t-1"])
      _ = try await ledger.carriedOut(.retry(Fixtures.name("a")), id: "r")
      try await ledger.settled("a.retry-1-check", .sent(providerMessageID: nil))
      let changes = try await ledger.changes(after: 0, limit: 9)
      #expect(!changes.contains { $0.name.id == "a.retry-1" })
    },
    LedgerConformance("it knows the names of jobs in any state") { ledger in
      try await ledger.settled("a", .sent(providerMessageID: nil))
      _ = try await ledger.accepted(Fixtures.message("b"))
      #expect(try await ledger.knows(Fixtures.name("a")))
      #expect(try await ledger.knows(Fixtures.name("b")))
      #expect(try await !ledger.knows(Fixtures.name("c")))
      #expect(try await !ledger.knows(Fixtures.name("a", in: "other")))
    },
  ]
}
