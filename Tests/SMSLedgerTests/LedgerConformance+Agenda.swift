import SMSCore
import Testing

extension LedgerConformance {
  static let agenda = [
    LedgerConformance("a page comes in order of due time, then of number") { ledger in
      _ = try await ledger.accept([
        Fixtures.message("late", acceptedAt: Fixtures.at(9)),
        Fixtures.message("first", acceptedAt: Fixtures.at(1)),
        Fixtures.message("second", acceptedAt: Fixtures.at(1)),
      ])
      #expect(try await ledger.due() == ["first", "second", "late"])
    },
    LedgerConformance("a page holds one lane only") { ledger in
      _ = try await ledger.accept([
        Fixtures.message("a"), Fixtures.message("b", priority: .urgent),
        Fixtures.message("c", account: "second"), Fixtures.message("d", spool: "other"),
      ])
      #expect(try await ledger.due() == ["a"])
      #expect(
        try await ledger.due(Lane(account: "main", spool: "default", priority: .urgent)) == ["b"]
      )
      #expect(
        try await ledger.due(Lane(account: "main", spool: "none", priority: .normal)) == []
      )
    },
    LedgerConformance("a page leaves out what is loaded and says whether there is more") { ledger in
      var numbers: [JobNumber] = []
      for id in ["a", "b", "c", "d"] {
        numbers.append(try await ledger.accepted(Fixtures.message(id)).number)
      }
      let first = try await ledger.page(
        of: Fixtures.lane,
        dueBy: Fixtures.at(9),
        excluding: [numbers[0]],
        limit: 2
      )
      #expect(first.entries.map(\.name.id) == ["b", "c"])
      #expect(first.hasMore)
      let second = try await ledger.page(
        of: Fixtures.lane,
        dueBy: Fixtures.at(9),
        excluding: Set(numbers.prefix(3)),
        limit: 2
      )
      #expect(second.entries.map(\.name.id) == ["d"])
      #expect(!second.hasMore)
    },
    LedgerConformance("a scheduled message is not due before its time") { ledger in
      let scheduled = Fixtures.message("a", notBefore: Fixtures.at(500))
      #expect(try await ledger.accepted(scheduled).dueAt == Fixtures.at(500))
      let page = try await ledger.page(
        of: Fixtures.lane,
        dueBy: Fixtures.at(499),
        excluding: [],
        limit: 9
      )
      #expect(page == AgendaPage(entries: [], hasMore: false, nextDue: Fixtures.at(500)))
      #expect(try await ledger.due(by: Fixtures.at(500)) == ["a"])
    },
    LedgerConformance("a not_before in the past makes nothing overtake") { ledger in
      _ = try await ledger.accepted(Fixtures.message("a"))
      let past = Fixtures.message("b", acceptedAt: Fixtures.at(1), notBefore: Fixtures.at(-900))
      #expect(try await ledger.accepted(past).dueAt == Fixtures.at(1))
      #expect(try await ledger.due() == ["a", "b"])
    },
    LedgerConformance("a start learns the lanes in which jobs wait, due or not") { ledger in
      try await ledger.settled("sent", .sent(providerMessageID: nil))
      #expect(try await ledger.recover().lanes == [])
      _ = try await ledger.accept([
        Fixtures.message("a", priority: .bulk), Fixtures.message("b", priority: .bulk),
        Fixtures.message("c", account: "second", notBefore: Fixtures.at(900)),
        Fixtures.message("d", spool: "other"),
      ])
      #expect(
        try await ledger.recover().lanes == [
          Lane(account: "main", spool: "default", priority: .bulk),
          Lane(account: "second", spool: "default", priority: .normal),
          Lane(account: "main", spool: "other", priority: .normal),
        ]
      )
    },
    LedgerConformance("a postponed message stays due as it was") { ledger in
      let job = try await ledger.accepted(Fixtures.message("a")).number
      let error = Fixtures.error(.unauthorized)
      try await ledger.postpone(
        [job],
        error: error,
        nextAttemptAt: Fixtures.at(400),
        dueAt: nil,
        at: Fixtures.at(5)
      )
      let result = try #require(try await ledger.result("a"))
      #expect(result.state == .deferred && result.error == error && result.attempts == 0)
      #expect(result.nextAttemptAt == Fixtures.at(400) && result.updatedAt == Fixtures.at(5))
      #expect(try await ledger.due(by: Fixtures.start) == ["a"])
    },
    LedgerConformance("what does not wait cannot be postponed") { ledger in
      let job = try await ledger.settled("a", .failed(Fixtures.error(.forbidden)))
      try await ledger.postpone(
        [job, JobNumber(4711)],
        error: Fixtures.error(.unauthorized),
        nextAttemptAt: Fixtures.at(400),
        dueAt: Fixtures.at(400),
        at: Fixtures.at(50)
      )
      #expect(try await ledger.result("a")?.state == .failed)
    },
    LedgerConformance("messages of a sender that pauses are due later, and then at once") {
      ledger in
      let sender = Sender(spool: "default", number: Fixtures.phone(101))
      for id in ["a", "b", "c"] { _ = try await ledger.accepted(Fixtures.message(id)) }
      let later = Fixtures.message("later", notBefore: Fixtures.at(2_000))
      _ = try await ledger.accepted(later)
      _ = try await ledger.accepted(Fixtures.message("other", spool: "other"))
      _ = try await ledger.accepted(Fixtures.message("bulk", priority: .bulk))
      let next = try await ledger.hold(
        sender,
        until: Fixtures.at(1_000),
        at: Fixtures.at(20),
        from: nil
      )
      #expect(next == nil)
      #expect(try await ledger.recover().holds == [.sender(sender)])
      #expect(try await ledger.due(by: Fixtures.at(999)) == [])
      #expect(try await ledger.result("a") == nil)
      var asked: [String?] = []
      var last = JobNumber(0)
      for _ in 0..<5 {
        let entry = try await ledger.waiting(
          of: sender,
          after: last,
          closed: [],
          at: Fixtures.at(10)
        )
        asked.append(entry?.name.id)
        last = entry?.number ?? last
      }
      #expect(Set(asked.prefix(4)) == ["a", "b", "c", "bulk"] && asked[4] == asked[0])
      #expect(try await ledger.free(sender, at: Fixtures.at(500), from: nil) == nil)
      #expect(try await ledger.recover().holds == [])
      #expect(try await ledger.due(by: Fixtures.at(500)) == ["a", "b", "c"])
      #expect(try await ledger.due(by: Fixtures.at(2_000)) == ["a", "b", "c", "later"])
    },
    LedgerConformance("due times too far ahead are brought forward, none before its not_before") {
      ledger in
      for id in ["tried", "soon"] {
        let job = try await ledger.accepted(Fixtures.message(id)).number
        _ = try await ledger.begin([job], at: Fixtures.at(1))
        let due = Fixtures.at(id == "soon" ? 250 : 90_000)
        let next = Settlement.Next.deferred(Fixtures.error(.timeout), dueAt: due)
        try await ledger.settle([Fixtures.settlement(job, next)])
      }
      _ = try await ledger.accepted(Fixtures.message("new", acceptedAt: Fixtures.at(80_000)))
      _ = try await ledger.accepted(Fixtures.message("planned", notBefore: Fixtures.at(5_000)))
      let other = Fixtures.message("other", spool: "other", acceptedAt: Fixtures.at(80_000))
      _ = try await ledger.accepted(other)
      let step = try await ledger.bringForward(
        to: Fixtures.at(300),
        at: Fixtures.at(100),
        from: nil
      )
      let lane = Lane(account: "main", spool: "other", priority: .normal)
      #expect(step == BroughtForward(lanes: [Fixtures.lane, lane], next: nil))
      #expect(try await ledger.due(by: Fixtures.at(100)) == ["new"])
      #expect(try await ledger.due(by: Fixtures.at(299)) == ["new", "soon"])
      #expect(try await ledger.due(by: Fixtures.at(300)) == ["new", "soon", "tried"])
      #expect(try await ledger.due(by: Fixtures.at(4_999)) == ["new", "soon", "tried"])
      #expect(try await ledger.due(by: Fixtures.at(5_000)) == ["new", "soon", "tried", "planned"])
      let again = try await ledger.bringForward(
        to: Fixtures.at(300),
        at: Fixtures.at(100),
        from: nil
      )
      #expect(again == BroughtForward(lanes: [], next: nil))
    },
    LedgerConformance("due times of a long lane are brought forward in steps") { ledger in
      let count = 4_500
      for start in stride(from: 0, to: count, by: 500) {
        _ = try await ledger.accept(
          (start..<start + 500).map {
            Fixtures.message("job-\($0)", acceptedAt: Fixtures.at(80_000))
          }
        )
      }
      var cursor: LaneCursor?
      var steps = 0
      repeat {
        let step = try await ledger.bringForward(
          to: Fixtures.at(300),
          at: Fixtures.at(100),
          from: cursor
        )
        #expect(step.lanes == [Fixtures.lane])
        cursor = step.next
        steps += 1
      } while cursor != nil && steps < 10
      #expect(steps > 1 && cursor == nil)
      let page = try await ledger.page(
        of: Fixtures.lane,
        dueBy: Fixtures.at(100),
        excluding: [],
        limit: count
      )
      #expect(page.entries.count == count && page.nextDue == nil)
    },
    LedgerConformance("the pause of a sender is released like a hold") { ledger in
      let sender = Sender(spool: "default", number: Fixtures.phone(101))
      _ = try await ledger.hold(
        sender,
        until: Fixtures.at(1_000),
        at: Fixtures.at(20),
        from: nil
      )
      _ = try await ledger.carriedOut(.release(.sender(sender)), id: "r")
      #expect(try await ledger.recover().holds == [])
    },
    LedgerConformance("it counts what waits in a spool") { ledger in
      let entry = try await ledger.accepted(Fixtures.message("a"))
      _ = try await ledger.accept([
        Fixtures.message("b"), Fixtures.message("c"), Fixtures.message("d", spool: "other"),
        Fixtures.message("b", digest: 2),
      ])
      #expect(try await ledger.waiting(in: "default") == 3)
      _ = try await ledger.begin([entry.number], at: Fixtures.at(1))
      #expect(try await ledger.waiting(in: "default") == 2)
      let next = Settlement.Next.deferred(Fixtures.error(.timeout), dueAt: Fixtures.at(9))
      try await ledger.settle([Fixtures.settlement(entry.number, next)])
      #expect(try await ledger.waiting(in: "default") == 3)
      _ = try await ledger.accept([
        Fixtures.command(.lookup(Fixtures.name("a")), id: "l", spool: "other")
      ])
      #expect(try await ledger.waiting(in: "other") == 2)
      #expect(try await ledger.waiting(in: "none") == 0)
    },
  ]

  static let time = [
    LedgerConformance("what has run out of time ends as expired, oldest first") { ledger in
      _ = try await ledger.accept([
        Fixtures.message("later", expiresAt: Fixtures.at(300)),
        Fixtures.message("first", expiresAt: Fixtures.at(100)),
        Fixtures.message("second", expiresAt: Fixtures.at(200)),
      ])
      let none = try await ledger.expire(at: Fixtures.at(99), limit: 9)
      #expect(none == Expiry(ended: [], next: Fixtures.at(100)))
      let one = try await ledger.expire(at: Fixtures.at(200), limit: 1)
      #expect(one.ended.count == 1 && one.next == Fixtures.at(200))
      #expect(try await ledger.result("first")?.state == .expired)
      let rest = try await ledger.expire(at: Fixtures.at(300), limit: 9)
      #expect(rest.ended.count == 2 && rest.next == nil)
      #expect(try await ledger.due() == [])
    },
    LedgerConformance("an expired message reports the error that kept it waiting") { ledger in
      try await ledger.settled(
        "a",
        .deferred(Fixtures.error(.providerUnavailable), dueAt: Fixtures.at(30))
      )
      _ = try await ledger.expire(at: Fixtures.far, limit: 9)
      let error = try #require(try await ledger.result("a")?.error)
      #expect(error.code == .expired)
      #expect(error.cause?.code == .providerUnavailable)
    },
    LedgerConformance("held messages expire as well, running attempts do not") { ledger in
      let running = try await ledger.accepted(Fixtures.message("a")).number
      _ = try await ledger.accepted(Fixtures.message("b"))
      _ = try await ledger.carriedOut(.hold(.job(Fixtures.name("b"))), id: "hold")
      _ = try await ledger.begin([running], at: Fixtures.at(10))
      _ = try await ledger.expire(at: Fixtures.far, limit: 9)
      #expect(try await ledger.result("b")?.state == .expired)
      #expect(try await ledger.recover().interrupted.map(\.entry.number) == [running])
    },
  ]
}
