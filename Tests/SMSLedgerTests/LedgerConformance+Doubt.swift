import SMSCore
import Testing

extension LedgerConformance {
  private static let since = PastMoment(Fixtures.moment(Fixtures.at(10)))
  private static let doubtful = Doubt(since: since, looks: 0, nextLookAt: Fixtures.at(30))
  private static let error = Fixtures.error(.timeout)
  private static let digest = TextDigest(bytes: (1...16).map { $0 })

  static let doubt = [
    LedgerConformance("an attempt in doubt is reported as deferred, and waits for its look") {
      ledger in
      let job = try await ledger.settled("a", .doubt(error, doubtful))
      let result = try #require(try await ledger.result("a"))
      #expect(result.state == .inDoubt && result.state.name == "deferred")
      #expect(result.error == error && result.nextAttemptAt == Fixtures.at(30))
      #expect(try await ledger.due() == [])
      #expect(try await ledger.begin([job], at: Fixtures.at(50)) == [])
    },
    LedgerConformance("a start learns of doubts, with their texts, errors and looks") { ledger in
      let job = try await ledger.settled("a", .doubt(error, doubtful))
      let later = Doubt(since: since, looks: 2, nextLookAt: Fixtures.at(77))
      try await ledger.settle([Fixtures.verdict(job, .doubt(error, later))])
      let recovery = try await ledger.recover()
      let found = try #require(recovery.doubtful.first)
      #expect(recovery.doubtful.count == 1 && recovery.interrupted.isEmpty)
      #expect(found.entry.number == job && found.entry.envelope.text.string == "Hello")
      #expect(found.entry.attempts == 1 && found.entry.charged == 1)
      #expect(found.entry.doubtSince == since)
      #expect(found.error == error && found.doubt == later)
    },
    LedgerConformance("a doubt that is settled as sent has the id, and no error") { ledger in
      let job = try await ledger.settled("a", .doubt(error, doubtful))
      try await ledger.settle([Fixtures.verdict(job, .sent(providerMessageID: "mdr2-9"))])
      let result = try #require(try await ledger.result("a"))
      #expect(result.state == .sent && result.error == nil && result.nextAttemptAt == nil)
      #expect(result.message?.providerMessageID == "mdr2-9" && result.attempts == 1)
      #expect(try await ledger.known(["mdr2-8", "mdr2-9"]) == ["mdr2-9"])
      #expect(try await ledger.recover().doubtful.isEmpty)
    },
    LedgerConformance("a doubt that is settled as not sent is due again, and keeps when it began") {
      ledger in
      let job = try await ledger.settled("a", .doubt(error, doubtful))
      try await ledger.settle([Fixtures.verdict(job, .deferred(error, dueAt: Fixtures.at(60)))])
      let page = try await ledger.page(
        of: Fixtures.lane,
        dueBy: Fixtures.at(60),
        excluding: [],
        limit: 9
      )
      #expect(page.entries.map(\.doubtSince) == [since])
      #expect(page.entries.map(\.charged) == [1])
    },
    LedgerConformance("one last chance gives time, and its doubt is only reported") { ledger in
      let job = try await ledger.settled("a", .doubt(error, doubtful))
      let next = Settlement.Next.resent(
        error,
        dueAt: Fixtures.at(40),
        expiresAt: Fixtures.at(2_000_000_000)
      )
      try await ledger.settle([Fixtures.verdict(job, next)])
      let page = try await ledger.page(
        of: Fixtures.lane,
        dueBy: Fixtures.at(60),
        excluding: [],
        limit: 9
      )
      #expect(page.entries.map(\.ifUncertain) == [.report])
      #expect(page.entries.map(\.expiresAt) == [Fixtures.at(2_000_000_000)])
      #expect(try await ledger.result("a")?.state == .deferred)
    },
    LedgerConformance("cancel, hold, release and expiry leave a doubt alone") { ledger in
      let job = try await ledger.settled("a", .doubt(error, doubtful))
      let name = Fixtures.name("a")
      for (id, command) in [
        ("c", Command.cancel(name)), ("h", .hold(.job(name))), ("r", .release(.job(name))),
      ] {
        #expect(try await ledger.carriedOut(command, id: id) == .waits(for: job))
      }
      #expect(try await ledger.expire(at: Fixtures.far, limit: 9).ended == [])
      #expect(try await ledger.result("a")?.state == .inDoubt)
    },
    LedgerConformance("a settlement with an attempt passes over a doubt, one without all else") {
      ledger in
      let doubtfulJob = try await ledger.settled("a", .doubt(error, doubtful))
      try await ledger.settle([Fixtures.settlement(doubtfulJob, .sent(providerMessageID: nil))])
      #expect(try await ledger.result("a")?.state == .inDoubt)
      let begun = try await ledger.accepted(Fixtures.message("b")).number
      _ = try await ledger.begin([begun], at: Fixtures.at(10))
      try await ledger.settle([Fixtures.verdict(begun, .sent(providerMessageID: nil))])
      #expect(try await ledger.recover().interrupted.map(\.entry.number) == [begun])
    },
    LedgerConformance("a message sent without an id can be named later, once") { ledger in
      let job = try await ledger.accepted(Fixtures.message("a")).number
      _ = try await ledger.begin([job], at: Fixtures.at(10))
      try await ledger.settle([
        Fixtures.settlement(job, .sent(providerMessageID: nil), digest: digest)
      ])
      let nameless = try #require(try await ledger.recover().nameless.first)
      #expect(nameless.number == job && nameless.account == "main" && nameless.key.text == digest)
      let parties = Parties(to: Fixtures.phone(142), from: Fixtures.phone(101))
      #expect(nameless.key.parties == parties)
      #expect(nameless.since == since && nameless.sentAt == Fixtures.at(20))
      try await ledger.name(job, as: "mdr2-5", at: Fixtures.at(90))
      try await ledger.name(job, as: "mdr2-6", at: Fixtures.at(91))
      let result = try #require(try await ledger.result("a"))
      #expect(result.message?.providerMessageID == "mdr2-5" && result.state == .sent)
      #expect(result.updatedAt == Fixtures.at(90))
      #expect(try await ledger.recover().nameless.isEmpty)
    },
    LedgerConformance("a name that is given up or taken leaves the message as it is") { ledger in
      try await ledger.settled("known", .sent(providerMessageID: "mdr2-1"))
      for (id, name) in [("a", nil), ("b", "mdr2-1")] {
        let job = try await ledger.accepted(Fixtures.message(id)).number
        _ = try await ledger.begin([job], at: Fixtures.at(10))
        try await ledger.settle([
          Fixtures.settlement(job, .sent(providerMessageID: nil), digest: digest)
        ])
        try await ledger.name(job, as: name, at: Fixtures.at(90))
        #expect(try await ledger.result(id)?.message?.providerMessageID == nil)
        #expect(try await ledger.recover().nameless.isEmpty)
      }
    },
  ]
}
