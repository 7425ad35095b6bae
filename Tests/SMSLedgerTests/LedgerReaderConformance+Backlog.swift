import SMSCore
import Testing

extension LedgerReaderConformance {
  static let backlog = [
    rule("in an empty ledger nothing waits") { ledger, _ in
      let backlog = try await ledger.backlog(at: Fixtures.at(100))
      #expect(backlog == Backlog(oldest: [], inDoubt: 0, holds: []))
    },
    rule("a lane's oldest message is the one that was accepted first, whatever is due first") {
      ledger,
      _ in
      try await ledger.settled(
        "tried",
        .deferred(Fixtures.error(.timeout), dueAt: Fixtures.at(900))
      )
      _ = try await ledger.accepted(Fixtures.message("new", acceptedAt: Fixtures.at(50)))
      let urgent = Fixtures.message("code", priority: .urgent, acceptedAt: Fixtures.at(70))
      _ = try await ledger.accepted(urgent)
      let lanes = try await ledger.backlog(at: Fixtures.at(100)).oldest
      let top = Lane(account: "main", spool: "default", priority: .urgent)
      #expect(
        Set(lanes) == [
          Backlog.Oldest(lane: Fixtures.lane, since: Fixtures.start),
          Backlog.Oldest(lane: top, since: Fixtures.at(70)),
        ]
      )
    },
    rule("a message waits from the time that it may be sent, and not before") { ledger, _ in
      let later = Fixtures.message("a", notBefore: Fixtures.at(500))
      _ = try await ledger.accepted(later)
      #expect(try await ledger.backlog(at: Fixtures.at(400)).oldest == [])
      #expect(
        try await ledger.backlog(at: Fixtures.at(600)).oldest
          == [Backlog.Oldest(lane: Fixtures.lane, since: Fixtures.at(500))]
      )
    },
    rule("what was sent, or is held by itself, does not wait") { ledger, _ in
      try await ledger.settled("sent", .sent(providerMessageID: nil))
      _ = try await ledger.accepted(Fixtures.message("held"))
      _ = try await ledger.carriedOut(.hold(.job(Fixtures.name("held"))), id: "hold")
      #expect(try await ledger.backlog(at: Fixtures.at(100)).oldest == [])
    },
    rule("messages in doubt are counted, and holds named, paused senders among them") {
      ledger,
      _ in
      let doubt = Doubt(
        since: PastMoment(wall: Fixtures.at(10), monotonic: nil),
        looks: 0,
        nextLookAt: Fixtures.at(90)
      )
      for id in ["a", "b"] {
        try await ledger.settled(id, .doubt(Fixtures.error(.timeout), doubt))
      }
      let sender = Sender(spool: "default", number: Fixtures.phone(101))
      _ = try await ledger.hold(sender, until: Fixtures.at(900), at: Fixtures.at(60), from: nil)
      _ = try await ledger.carriedOut(.hold(.account("main")), id: "hold")
      let backlog = try await ledger.backlog(at: Fixtures.at(100))
      #expect(
        backlog == Backlog(oldest: [], inDoubt: 2, holds: [.sender(sender), .account("main")])
      )
    },
  ]
}
