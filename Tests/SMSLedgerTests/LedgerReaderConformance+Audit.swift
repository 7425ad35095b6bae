import SMSCore
import Testing

extension LedgerReaderConformance {
  static let audit = [
    rule("an operator's request enters the audit with its acceptance, its effect with its commit") {
      ledger,
      reader in
      _ = try await ledger.accepted(Fixtures.message("a"))
      let job = try await ledger.accepted(.cancel(Fixtures.name("a")), id: "c", by: ada)
      let before = try #require(try reader.entries().first)
      #expect(before.act == OperatorAct(author: ada, kind: "cancel", target: target))
      #expect(before.request == "c" && before.at == Fixtures.start)
      #expect(before.effect == .pending(affected: nil) && before.carriedOutAt == nil)
      _ = try await ledger.execute(job, at: Fixtures.at(50))
      let after = try #require(try reader.entries().first)
      #expect(after.effect == .done(affected: nil) && after.carriedOutAt == Fixtures.at(50))
      #expect(after.act == before.act && after.number == before.number)
    },
    rule("a request that was refused is in the audit with its error") { ledger, reader in
      let job = try await ledger.accepted(.hold(.job(Fixtures.name("none"))), id: "h", by: ada)
      _ = try await ledger.execute(job, at: Fixtures.at(50))
      #expect(try reader.entries().map(\.effect) == [.refused(.unknownMessage)])
    },
    rule("a request that waits for an attempt is pending until it was carried out") {
      ledger,
      reader in
      let job = try await ledger.accepted(Fixtures.message("a")).number
      _ = try await ledger.begin([job], at: Fixtures.at(10))
      let command = try await ledger.accepted(.cancel(Fixtures.name("a")), id: "c", by: ada)
      #expect(try await ledger.execute(command, at: Fixtures.at(20)) == .waits(for: job))
      #expect(try reader.entries().map(\.effect) == [.pending(affected: nil)])
      let sent = Settlement.Next.sent(providerMessageID: nil)
      try await ledger.settle([Fixtures.settlement(job, sent)])
      _ = try await ledger.execute(command, at: Fixtures.at(40))
      #expect(try reader.entries().map(\.effect) == [.refused(.tooLate)])
    },
    rule("a request of many steps shows how far it is, and how many jobs it affected") {
      ledger,
      reader in
      let count = 450
      let acceptances = try await ledger.accept((0..<count).map { Fixtures.message("m\($0)") })
      let numbers = acceptances.compactMap { acceptance in
        if case .message(let entry) = acceptance { entry.number } else { nil }
      }
      _ = try await ledger.begin(numbers, at: Fixtures.at(1))
      let next = Settlement.Next.deferred(Fixtures.error(.timeout), dueAt: Fixtures.at(9000))
      try await ledger.settle(numbers.map { Fixtures.settlement($0, next) })
      let command = try await ledger.accepted(.act(.flush, .all), id: "f", by: ada)
      guard case .more = try await ledger.execute(command, at: Fixtures.at(50)) else {
        Issue.record("it took one step")
        return
      }
      guard case .pending(let affected?) = try reader.entries().first?.effect else {
        Issue.record("it does not show the first step")
        return
      }
      #expect(0 < affected && affected < count)
      while case .more = try await ledger.execute(command, at: Fixtures.at(51)) {}
      #expect(try reader.entries().map(\.effect) == [.done(affected: count)])
    },
    rule("a request carried out outside the ledger has its effect in the audit") {
      ledger,
      reader in
      let done = try await ledger.accepted(.backup, id: "b", by: ada)
      let failed = try await ledger.accepted(.reconcile, id: "r", by: ada)
      try await ledger.end(command: done.number, with: .done("{}"), at: Fixtures.at(60))
      try await ledger.end(
        command: failed.number,
        with: .failed(Fixtures.error(.interrupted)),
        at: Fixtures.at(70)
      )
      #expect(try reader.entries().map(\.effect) == [.refused(.interrupted), .done(affected: nil)])
    },
    rule("a producer's request is not in the audit") { ledger, reader in
      _ = try await ledger.accepted(Fixtures.message("a"))
      _ = try await ledger.carriedOut(.cancel(Fixtures.name("a")), id: "c")
      #expect(try reader.entries() == [])
    },
    rule("the audit is read in pages, newest first, within bounds of time") { ledger, reader in
      for index in 0..<5 {
        let author = CommandAuthor(user: UInt32(index))
        _ = try await ledger.accepted(
          .hold(.all),
          id: "h\(index)",
          by: author,
          at: Fixtures.at(Int64(index))
        )
      }
      #expect(try reader.entries().compactMap(\.request) == ["h4", "h3", "h2", "h1", "h0"])
      let first = try reader.audit(.all, before: nil, limit: 2)
      #expect(first.entries.compactMap(\.request) == ["h4", "h3"])
      let second = try reader.audit(.all, before: first.next, limit: 2)
      #expect(second.entries.map(\.act.author.user) == [2, 1])
      let filter = AuditFilter(since: Fixtures.at(1), until: Fixtures.at(3))
      #expect(try reader.entries(filter).compactMap(\.request) == ["h2", "h1"])
    },
    rule("what was done without a request is entered as done at once") { ledger, reader in
      let act = OperatorAct(author: ada, kind: "console_login", target: #"{"rights":"act"}"#)
      try await ledger.record(act, at: Fixtures.at(3))
      let entry = try #require(try reader.entries().first)
      #expect(entry.act == act && entry.effect == .done(affected: nil) && entry.request == nil)
      #expect(entry.at == Fixtures.at(3) && entry.carriedOutAt == Fixtures.at(3))
      #expect(try await ledger.pruneAudit(before: Fixtures.at(4), limit: 9) == 1)
    },
    rule("finished entries that are old enough are removed, and those of removed jobs stay") {
      ledger,
      reader in
      for index in 0..<3 {
        let now = Fixtures.at(Int64(index))
        let job = try await ledger.accepted(.hold(.all), id: "h\(index)", by: ada, at: now)
        if index != 1 { _ = try await ledger.execute(job, at: Fixtures.at(9)) }
      }
      let last = try await ledger.changes(after: 0, limit: 9).last?.change ?? 0
      try await ledger.markPublished(through: last)
      #expect(try await ledger.prune(settledBefore: Fixtures.far, limit: 9) == 2)
      #expect(try reader.entries().count == 3)
      #expect(try await ledger.pruneAudit(before: Fixtures.at(2), limit: 9) == 1)
      #expect(try reader.entries().compactMap(\.request) == ["h2", "h1"])
    },
  ]

  private static let ada = CommandAuthor(
    user: 0,
    claim: AuthorClaim(login: 1000, name: "ada"),
    onBehalfOf: 1001
  )
  private static let target = #"{"message":"a"}"#
}

extension LedgerReader {
  fileprivate func entries(_ filter: AuditFilter = .all) throws(LedgerError) -> [AuditEntry] {
    var entries: [AuditEntry] = []
    try forEachAuditPage(of: filter, limit: 100) { entries += $0 }
    return entries
  }
}

extension Ledger {
  /// Accepts an operator's request.
  fileprivate func accepted(
    _ command: Command,
    id: String,
    by author: CommandAuthor,
    at now: WallTime = Fixtures.start
  ) async throws -> CommandJob {
    var submission = Fixtures.command(command, id: id)
    submission.act = OperatorAct(author: author, kind: command.kind, target: #"{"message":"a"}"#)
    submission.acceptedAt = now
    guard case .command(let job) = try await accept([submission]).first else {
      throw NotAccepted(acceptances: [])
    }
    return job
  }
}
