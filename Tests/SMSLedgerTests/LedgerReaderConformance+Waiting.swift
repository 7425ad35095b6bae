import SMSCore
import Testing

/// Ages, circumstances of waiting jobs, and texts from a phone.
extension LedgerReaderConformance {
  private static let classes = [Interval(seconds: 10), Interval(seconds: 60)]

  static let waiting = [
    rule("ages are counted by lane and class since acceptance, whatever the state") {
      ledger,
      reader in
      let now = Fixtures.at(100_000)
      for (id, age) in [("young", Int64(9)), ("older", 11), ("same", 11), ("old", 61)] {
        let time = Fixtures.at(100_000 - age * 1_000)
        _ = try await ledger.accepted(Fixtures.message(id, acceptedAt: time))
      }
      let ages = try reader.ages(below: classes, at: now)
      // The order of acceptance counts, and the oldest came last.
      #expect(ages.map(\.lane) == [Fixtures.lane])
      #expect(ages.map(\.total) == [4])
      _ = try await ledger.carriedOut(.hold(.job(Fixtures.name("older"))), id: "h")
      #expect(try reader.ages(below: classes, at: now).map(\.total) == [4])
      try await ledger.settled("sent", .sent(providerMessageID: nil))
      #expect(try reader.ages(below: classes, at: now).map(\.total) == [4])
    },
    rule("each age class begins where the one before it ends") { ledger, reader in
      for (id, second) in [("a", Int64(0)), ("b", 40), ("c", 41), ("d", 89), ("e", 91), ("f", 99)] {
        _ = try await ledger.accepted(
          Fixtures.message(id, acceptedAt: Fixtures.at(second * 1_000))
        )
      }
      let now = Fixtures.at(100_000)
      let ages = try #require(try reader.ages(below: classes, at: now).first)
      #expect(ages.counts == [2, 2, 2])
      #expect(ages.oldest == Fixtures.start && ages.later == 0)
      #expect(try reader.ages(below: [], at: now).map(\.counts) == [[6]])
    },
    rule("messages that are not to be sent yet are counted as later too") { ledger, reader in
      _ = try await ledger.accepted(Fixtures.message("a", notBefore: Fixtures.at(500)))
      let error = Fixtures.error(.timeout)
      try await ledger.settled("b", .deferred(error, dueAt: Fixtures.at(400)))
      _ = try await ledger.accepted(Fixtures.message("c"))
      let early = try #require(try reader.ages(below: classes, at: Fixtures.at(100)).first)
      #expect(early.later == 2 && early.total == 3)
      #expect(try reader.ages(below: classes, at: Fixtures.at(450)).map(\.later) == [1])
    },
    rule("ages are of every lane with messages that have not ended, in order") { ledger, reader in
      #expect(try reader.ages(below: classes, at: Fixtures.at(9)) == [])
      _ = try await ledger.accepted(Fixtures.message("a", account: "second"))
      _ = try await ledger.accepted(Fixtures.message("b", spool: "other", priority: .urgent))
      _ = try await ledger.accepted(Fixtures.message("held", priority: .bulk))
      _ = try await ledger.carriedOut(.hold(.job(Fixtures.name("held"))), id: "h")
      let begun = try await ledger.accepted(Fixtures.message("begun", spool: "third")).number
      _ = try await ledger.begin([begun], at: Fixtures.at(10))
      let since = PastMoment(Fixtures.moment(Fixtures.at(10)))
      let doubt = Doubt(since: since, looks: 0, nextLookAt: Fixtures.at(90))
      try await ledger.settled("doubt", .doubt(Fixtures.error(.timeout), doubt))
      let lanes = try reader.ages(below: classes, at: Fixtures.at(9)).map(\.lane)
      #expect(
        lanes == [
          Fixtures.lane, Lane(account: "main", spool: "default", priority: .bulk),
          Lane(account: "main", spool: "other", priority: .urgent),
          Lane(account: "main", spool: "third", priority: .normal),
          Lane(account: "second", spool: "default", priority: .normal),
        ]
      )
    },
    rule("a waiting job knows how many of its lane come before it") { ledger, reader in
      for id in ["a", "b", "c"] { _ = try await ledger.accepted(Fixtures.message(id)) }
      _ = try await ledger.accepted(Fixtures.message("bulk", priority: .bulk))
      _ = try await ledger.accepted(Fixtures.message("first", acceptedAt: Fixtures.at(-5)))
      #expect(try reader.ahead("a") == 1)
      #expect(try reader.ahead("c") == 3)
      #expect(try reader.ahead("first") == 0)
      #expect(try reader.ahead("bulk") == 0)
      #expect(try reader.circumstances(of: Fixtures.name("none"), digest: nil) == nil)
    },
    rule("a held job knows since when and who holds it") { ledger, reader in
      _ = try await ledger.accepted(Fixtures.message("a"))
      #expect(try reader.circumstances(of: Fixtures.name("a"), digest: nil)?.heldBy == nil)
      for time in [Int64(50), 70] {
        let hold = Command.hold(.job(Fixtures.name("a")))
        _ = try await ledger.carriedOut(hold, id: "h\(time)", at: Fixtures.at(time))
      }
      let origin = try reader.circumstances(of: Fixtures.name("a"), digest: nil)?.heldBy
      #expect(origin == HoldOrigin(since: Fixtures.at(70), producer: 0))
      _ = try await ledger.carriedOut(.release(.job(Fixtures.name("a"))), id: "r")
      #expect(try reader.circumstances(of: Fixtures.name("a"), digest: nil)?.heldBy == nil)
    },
    rule("a job held with all that matched knows since when and who holds it") { ledger, reader in
      _ = try await ledger.accepted(Fixtures.message("a"))
      var other = JobFilter()
      other.recipients = [Fixtures.phone(143)]
      for (id, filter) in [("h", JobFilter(spools: ["default"])), ("i", other)] {
        _ = try await ledger.carriedOut(.act(.hold, filter), id: id, at: Fixtures.at(60))
      }
      let origin = try reader.circumstances(of: Fixtures.name("a"), digest: nil)?.heldBy
      #expect(origin == HoldOrigin(since: Fixtures.at(60), producer: 0))
    },
    rule("a message waits for another with its numbers and text that is not settled") {
      ledger,
      reader in
      let begun = try await ledger.accepted(Fixtures.message("begun", text: "It\u{2019}s on"))
        .number
      _ = try await ledger.begin([begun], at: Fixtures.at(10))
      _ = try await ledger.accepted(Fixtures.message("same", text: "It's  on"))
      _ = try await ledger.accepted(Fixtures.message("text", text: "It's off"))
      _ = try await ledger.accepted(Fixtures.message("to", to: 7, text: "It's on"))
      _ = try await ledger.accepted(Fixtures.message("from", from: 102, text: "It's on"))
      #expect(try reader.rival("same") == Fixtures.name("begun"))
      for id in ["text", "to", "from"] { #expect(try reader.rival(id) == nil) }
      try await ledger.settle([Fixtures.settlement(begun, .sent(providerMessageID: "mdr2-1"))])
      #expect(try reader.rival("same") == nil)
    },
    rule("a message waits for one that was sent without an id, known by its digest") {
      ledger,
      reader in
      func digest(_ text: MessageText) -> TextDigest? {
        TextDigest(bytes: (0..<16).map { UInt8(truncatingIfNeeded: text.string.utf8.count + $0) })
      }
      let sent = try await ledger.accepted(Fixtures.message("sent", text: "Hello")).number
      _ = try await ledger.begin([sent], at: Fixtures.at(10))
      let next = Settlement.Next.sent(providerMessageID: nil)
      let kept = try #require(digest(MessageText("Hello")))
      try await ledger.settle([Fixtures.settlement(sent, next, digest: kept)])
      _ = try await ledger.accepted(Fixtures.message("same", text: "Hello"))
      _ = try await ledger.accepted(Fixtures.message("other", text: "Hello!"))
      let digests = { (text: MessageText) in digest(text) ?? kept }
      #expect(try reader.rival("same", digests) == Fixtures.name("sent"))
      #expect(try reader.rival("other", digests) == nil)
      #expect(try reader.rival("same") == nil)
    },
    rule("texts from a phone are listed newest first, at most as many as asked for") {
      ledger,
      reader in
      for (id, from) in [("one", 1), ("two", 2), ("three", 1)] {
        let message = InboundMessage(
          id: id,
          from: Fixtures.phone(from).digits,
          to: Fixtures.phone(101),
          body: "Hi"
        )
        let delivery = InboundDelivery(message: message, spools: ["default"])
        _ = try await ledger.keep([delivery], at: Fixtures.at(60))
      }
      let phone = PhoneTrace(Fixtures.phone(1), digest: nil)
      let silent = PhoneTrace(Fixtures.phone(3), digest: nil)
      #expect(try reader.received(from: phone, limit: 9).map(\.message.id) == ["three", "one"])
      #expect(try reader.received(from: phone, limit: 1).map(\.message.id) == ["three"])
      #expect(try reader.received(from: silent, limit: 9) == [])
      #expect(try reader.received(from: phone, limit: 1).first?.receivedAt == Fixtures.at(60))
      #expect(try reader.received(from: phone, limit: 1).map(\.message.body) == [""])
    },
  ]
}

extension LedgerReader {
  fileprivate func ahead(_ id: String) throws(LedgerError) -> Int? {
    try circumstances(of: Fixtures.name(id), digest: nil)?.ahead
  }

  fileprivate func rival(
    _ id: String,
    _ digest: ((MessageText) -> TextDigest)? = nil
  ) throws(LedgerError) -> JobName? {
    try circumstances(of: Fixtures.name(id), digest: digest)?.rival
  }
}
