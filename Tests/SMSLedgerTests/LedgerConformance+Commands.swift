import SMSCore
import Testing

extension LedgerConformance {
  static let commands = [
    LedgerConformance("a cancel ends a waiting message and itself") { ledger in
      let job = try await ledger.accepted(Fixtures.message("a")).number
      let outcome = try await ledger.carriedOut(.cancel(Fixtures.name("a")), id: "c")
      #expect(outcome == .finished(left: [job], lanes: []))
      let result = try #require(try await ledger.result("a"))
      #expect(result.state == .canceled && result.error?.code == .canceled)
      let command = try #require(try await ledger.result("c", spool: "operator"))
      #expect(command.state == .canceled && command.kind == "cancel" && command.message == nil)
      #expect(try await ledger.due() == [])
    },
    LedgerConformance("a cancel that comes too late fails and changes nothing") { ledger in
      try await ledger.settled("a", .sent(providerMessageID: nil))
      let outcome = try await ledger.carriedOut(.cancel(Fixtures.name("a")), id: "c")
      #expect(outcome == .finished(left: [], lanes: []))
      #expect(try await ledger.result("a")?.state == .sent)
      let command = try await ledger.result("c", spool: "operator")
      #expect(command?.state == .failed && command?.error?.code == .tooLate)
    },
    LedgerConformance("a command about nothing fails, also about a command") { ledger in
      let unknown = Fixtures.name("none")
      let itself = Fixtures.name("d", in: "operator")
      for (id, command) in [
        ("a", Command.cancel(unknown)), ("b", .hold(.job(unknown))),
        ("c", .release(.job(unknown))), ("d", .cancel(itself)), ("e", .retry(unknown)),
      ] {
        _ = try await ledger.carriedOut(command, id: id)
        let result = try await ledger.result(id, spool: "operator")
        #expect(result?.state == .failed && result?.error?.code == .unknownMessage)
      }
    },
    LedgerConformance("cancel and hold wait for a running attempt") { ledger in
      let job = try await ledger.accepted(Fixtures.message("a")).number
      _ = try await ledger.begin([job], at: Fixtures.at(10))
      let cancel = try await ledger.acceptedCommand(.cancel(Fixtures.name("a")), id: "c")
      let hold = try await ledger.acceptedCommand(.hold(.job(Fixtures.name("a"))), id: "h")
      #expect(try await ledger.execute(cancel, at: Fixtures.at(20)) == .waits(for: job))
      #expect(try await ledger.execute(hold, at: Fixtures.at(20)) == .waits(for: job))
      #expect(try await ledger.recover().commands == [cancel, hold])
      let next = Settlement.Next.deferred(Fixtures.error(.timeout), dueAt: Fixtures.at(90))
      try await ledger.settle([Fixtures.settlement(job, next)])
      let outcome = try await ledger.execute(cancel, at: Fixtures.at(40))
      #expect(outcome == .finished(left: [job], lanes: []))
      #expect(try await ledger.result("a")?.state == .canceled)
    },
    LedgerConformance("a command is carried out once") { ledger in
      _ = try await ledger.accepted(Fixtures.message("a"))
      let command = try await ledger.acceptedCommand(.hold(.job(Fixtures.name("a"))), id: "h")
      _ = try await ledger.execute(command, at: Fixtures.at(20))
      _ = try await ledger.carriedOut(.release(.job(Fixtures.name("a"))), id: "r")
      let again = try await ledger.execute(command, at: Fixtures.at(30))
      #expect(again == .finished(left: [], lanes: []))
      #expect(try await ledger.due() == ["a"])
      #expect(try await ledger.recover().commands == [])
    },
    LedgerConformance("a held message leaves the agenda until it is released") { ledger in
      let job = try await ledger.accepted(Fixtures.message("a")).number
      let target = HoldScope.job(Fixtures.name("a"))
      let held = try await ledger.carriedOut(.hold(target), id: "h")
      #expect(held == .finished(left: [job], lanes: []))
      #expect(try await ledger.result("a")?.state == .held)
      #expect(try await ledger.due() == [])
      #expect(try await ledger.begin([job], at: Fixtures.at(10)) == [])
      let released = try await ledger.carriedOut(.release(target), id: "r")
      #expect(released == .finished(left: [], lanes: [Fixtures.lane]))
      #expect(try await ledger.result("a")?.state == .queued)
      #expect(try await ledger.due() == ["a"])
      #expect(try await ledger.result("r", spool: "operator")?.state == .done)
    },
    LedgerConformance("a message that was deferred is deferred again when released") { ledger in
      let error = Fixtures.error(.timeout)
      try await ledger.settled("a", .deferred(error, dueAt: Fixtures.at(30)))
      let target = HoldScope.job(Fixtures.name("a"))
      _ = try await ledger.carriedOut(.hold(target), id: "h")
      _ = try await ledger.carriedOut(.release(target), id: "r")
      let result = try #require(try await ledger.result("a"))
      #expect(result.state == .deferred && result.error == error)
      #expect(result.nextAttemptAt == Fixtures.at(30))
    },
    LedgerConformance("a hold on many is a switch that changes no job") { ledger in
      _ = try await ledger.accepted(Fixtures.message("a"))
      for (id, scope) in [("1", HoldScope.all), ("2", .spool("default")), ("3", .account("main"))] {
        let outcome = try await ledger.carriedOut(.hold(scope), id: id)
        #expect(outcome == .finished(left: [], lanes: []))
      }
      _ = try await ledger.carriedOut(.hold(.all), id: "4")
      #expect(
        try await ledger.recover().holds == [.all, .spool("default"), .account("main")]
      )
      #expect(try await ledger.due() == ["a"])
      let outcome = try await ledger.carriedOut(.release(.spool("default")), id: "5")
      #expect(outcome == .finished(left: [], lanes: [Fixtures.lane]))
      #expect(try await ledger.recover().holds == [.all, .account("main")])
    },
    LedgerConformance("a flush makes deferred messages due, scheduled ones not early") { ledger in
      try await ledger.settled(
        "a",
        .deferred(Fixtures.error(.timeout), dueAt: Fixtures.at(9000))
      )
      let scheduled = try await ledger.accepted(
        Fixtures.message("b", notBefore: Fixtures.at(700))
      )
      try await ledger.postpone(
        [scheduled.number],
        error: Fixtures.error(.unauthorized),
        nextAttemptAt: Fixtures.at(800),
        dueAt: nil,
        at: Fixtures.at(5)
      )
      _ = try await ledger.accepted(Fixtures.message("c", notBefore: Fixtures.at(900)))
      let outcome = try await ledger.carriedOut(.act(.flush, .all), id: "f")
      #expect(outcome == .finished(left: [], lanes: [Fixtures.lane]))
      #expect(try await ledger.due(by: Fixtures.at(50)) == ["a"])
      #expect(try await ledger.result("a")?.nextAttemptAt == Fixtures.at(50))
      #expect(try await ledger.due(by: Fixtures.at(700)) == ["a", "b"])
      #expect(try await ledger.result("f", spool: "operator")?.affected == 2)
    },
    LedgerConformance("a flush of many takes steps and ends, each job once") { ledger in
      let count = 450
      let acceptances = try await ledger.accept((0..<count).map { Fixtures.message("m\($0)") })
      let numbers = acceptances.compactMap { acceptance in
        if case .message(let entry) = acceptance { entry.number } else { nil }
      }
      _ = try await ledger.begin(numbers, at: Fixtures.at(1))
      let next = Settlement.Next.deferred(Fixtures.error(.timeout), dueAt: Fixtures.at(9000))
      try await ledger.settle(numbers.map { Fixtures.settlement($0, next) })
      let flush = Command.act(.flush, JobFilter(spools: ["default"]))
      let command = try await ledger.acceptedCommand(flush, id: "f")
      var steps = 1
      while case .more = try await ledger.execute(command, at: Fixtures.at(50)) { steps += 1 }
      #expect(steps > 1)
      #expect(try await ledger.result("f", spool: "operator")?.affected == count)
      let page = try await ledger.page(
        of: Fixtures.lane,
        dueBy: Fixtures.at(50),
        excluding: [],
        limit: 1000
      )
      #expect(page.entries.count == count)
    },
  ]
}
