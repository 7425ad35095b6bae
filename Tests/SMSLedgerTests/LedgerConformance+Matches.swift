import SMSCore
import Testing

/// Commands on all jobs that a filter selects.
extension LedgerConformance {
  static let matches = [
    LedgerConformance("a cancel of what matches ends what waits, and nothing else") { ledger in
      _ = try await ledger.accept([
        Fixtures.message("queued"), Fixtures.message("other", spool: "other"),
        Fixtures.message("high", priority: .high), Fixtures.message("held"),
      ])
      _ = try await ledger.carriedOut(.hold(.job(Fixtures.name("held"))), id: "h")
      try await ledger.settled("sent", .sent(providerMessageID: nil))
      let later = Settlement.Next.deferred(Fixtures.error(.timeout), dueAt: Fixtures.far)
      try await ledger.settled("deferred", later)
      var filter = JobFilter(spools: ["default"])
      filter.priorities = [.normal]
      let done = try await ledger.wholly(.act(.cancel, filter), id: "c")
      #expect(done.left == 3 && done.lanes == [])
      for id in ["queued", "held", "deferred"] {
        let result = try #require(try await ledger.result(id))
        #expect(result.state == .canceled && result.error?.code == .canceled, "\(id)")
        #expect(result.error?.message.contains("c") == true)
      }
      #expect(try await ledger.result("sent")?.state == .sent)
      #expect(try await ledger.due(Fixtures.lane) == [])
      let others = Lane(account: "main", spool: "other", priority: .normal)
      #expect(try await ledger.due(others) == ["other"])
      let command = try #require(try await ledger.result("c", spool: "operator"))
      #expect(command.state == .canceled && command.affected == 3 && command.tooLate == [:])
    },
    LedgerConformance("a hold of what matches is each job's own, and a release ends it") { ledger in
      _ = try await ledger.accept([Fixtures.message("a"), Fixtures.message("b", to: 143)])
      let error = Fixtures.error(.timeout)
      try await ledger.settled("c", .deferred(error, dueAt: Fixtures.at(30)))
      var filter = JobFilter()
      filter.recipients = [Fixtures.phone(142)]
      let held = try await ledger.wholly(.act(.hold, filter), id: "h")
      #expect(held.left == 2)
      #expect(try await ledger.result("a")?.state == .held)
      #expect(try await ledger.due() == ["b"])
      #expect(try await ledger.recover().holds == [])
      _ = try await ledger.carriedOut(.hold(.all), id: "all")
      let released = try await ledger.wholly(.act(.release, filter), id: "r")
      #expect(released.left == 0 && released.lanes == [Fixtures.lane])
      #expect(try await ledger.recover().holds == [.all])
      let again = try #require(try await ledger.result("c"))
      #expect(again.state == .deferred && again.error == error)
      #expect(again.nextAttemptAt == Fixtures.at(30))
      #expect(try await ledger.due() == ["a", "b", "c"])
      #expect(try await ledger.result("r", spool: "operator")?.affected == 2)
    },
    LedgerConformance("many that match take steps, each job once, and none that came later") {
      ledger in
      let count = 450
      _ = try await ledger.accept((0..<count).map { Fixtures.message("m\($0)") })
      let command = try await ledger.acceptedCommand(.act(.cancel, .all), id: "c")
      _ = try await ledger.accepted(Fixtures.message("later"))
      var left: [JobNumber] = []
      var steps = 0
      while case .more(let some, _) = try await ledger.execute(command, at: Fixtures.at(50)) {
        left += some
        steps += 1
        let audited = try await ledger.recover().commands
        #expect(audited == [command])
      }
      #expect(steps > 1)
      let finished = try await ledger.execute(command, at: Fixtures.at(60))
      #expect(finished == .finished(left: [], lanes: []))
      #expect(left.count <= count && Set(left).count == left.count)
      #expect(try await ledger.result("c", spool: "operator")?.affected == count)
      #expect(try await ledger.due() == ["later"])
    },
    LedgerConformance("what came after the count is left alone") { ledger in
      let counted = try await ledger.accepted(Fixtures.message("a")).number
      _ = try await ledger.accepted(Fixtures.message("b"))
      var filter = JobFilter(spools: ["default"])
      filter.through = counted
      _ = try await ledger.wholly(.act(.cancel, filter), id: "c")
      #expect(try await ledger.due() == ["b"])
      #expect(try await ledger.result("c", spool: "operator")?.affected == 1)
    },
    LedgerConformance("what came to match after the count is left alone") { ledger in
      try await ledger.settled("old", .failed(Fixtures.error(.forbidden)))
      let counted = try await ledger.changes(after: 0, limit: 9).last?.change ?? 0
      try await ledger.settled("new", .failed(Fixtures.error(.forbidden)))
      var filter = JobFilter(errors: [.forbidden])
      filter.unchangedSince = counted
      _ = try await ledger.wholly(.act(.retry, filter), id: "r")
      #expect(try await ledger.due() == ["old.retry-1"])
      #expect(try await ledger.result("r", spool: "operator")?.affected == 1)
    },
    LedgerConformance("what is under way when its turn comes is changed as soon as it may be") {
      ledger in
      for action in [MatchedAction.cancel, .hold] {
        let spool = action.rawValue
        var jobs: [JobNumber] = []
        for id in ["waits", "fails", "sent", "back", "doubt"] {
          jobs.append(try await ledger.accepted(Fixtures.message(id, spool: spool)).number)
        }
        _ = try await ledger.begin(Array(jobs.dropFirst()), at: Fixtures.at(10))
        let doubt = Doubt(
          since: PastMoment(Fixtures.moment(Fixtures.at(10))),
          looks: 0,
          nextLookAt: Fixtures.at(90)
        )
        let error = Fixtures.error(.timeout)
        try await ledger.settle([Fixtures.settlement(jobs[4], .doubt(error, doubt))])
        // An attempt counts as queued, as it was counted before.
        let filter = JobFilter(states: [.queued, .inDoubt], spools: [spool])
        let command = try await ledger.acceptedCommand(.act(action, filter), id: spool)
        #expect(
          try await ledger.execute(command, at: Fixtures.at(20))
            == .more(left: [jobs[0]], lanes: [])
        )
        #expect(try await ledger.execute(command, at: Fixtures.at(20)) == .waits(for: jobs[1]))
        #expect(try await ledger.recover().commands == [command])
        try await ledger.settle([
          Fixtures.settlement(jobs[1], .deferred(error, dueAt: Fixtures.at(21))),
          Fixtures.settlement(jobs[2], .sent(providerMessageID: nil)),
          Fixtures.settlement(jobs[3], .withdrawn),
          Fixtures.verdict(jobs[4], .doubt(error, doubt)),
        ])
        #expect(try await ledger.begin(jobs, at: Fixtures.at(22)) == [])
        #expect(try await ledger.execute(command, at: Fixtures.at(23)) == .waits(for: jobs[4]))
        try await ledger.settle([
          Fixtures.verdict(jobs[4], .deferred(error, dueAt: Fixtures.at(41)))
        ])
        let finished = try await ledger.execute(command, at: Fixtures.at(42))
        #expect(finished == .finished(left: [], lanes: []))
        #expect(try await ledger.recover().commands == [])
        let end = action == .cancel ? JobState.canceled : .held
        for id in ["waits", "fails", "back", "doubt"] {
          #expect(try await ledger.result(id, spool: spool)?.state == end, "\(action) \(id)")
        }
        #expect(try await ledger.result("sent", spool: spool)?.state == .sent)
        let result = try #require(try await ledger.result(spool, spool: "operator"))
        #expect(result.affected == 4 && result.tooLate == [.sent: 1])
      }
    },
    LedgerConformance("a cancel and a hold of one attempt are carried out in their order") {
      ledger in
      let job = try await ledger.accepted(Fixtures.message("a")).number
      _ = try await ledger.begin([job], at: Fixtures.at(10))
      let cancel = try await ledger.acceptedCommand(.act(.cancel, .all), id: "c")
      let hold = try await ledger.acceptedCommand(.act(.hold, .all), id: "h")
      for command in [hold, cancel] {
        while case .more = try await ledger.execute(command, at: Fixtures.at(20)) {}
      }
      let error = Fixtures.error(.timeout)
      try await ledger.settle([
        Fixtures.settlement(job, .deferred(error, dueAt: Fixtures.at(21)))
      ])
      #expect(try await ledger.result("a")?.state == .canceled)
      for command in [cancel, hold] {
        let outcome = try await ledger.execute(command, at: Fixtures.at(30))
        #expect(outcome == .finished(left: [], lanes: []))
      }
      #expect(try await ledger.result("c", spool: "operator")?.affected == 1)
      let late = try #require(try await ledger.result("h", spool: "operator"))
      #expect(late.affected == 0 && late.tooLate == [.canceled: 1])
    },
    LedgerConformance("a release ends a hold that still waits for an attempt") { ledger in
      let job = try await ledger.accepted(Fixtures.message("a")).number
      let other = try await ledger.accepted(Fixtures.message("b", spool: "other")).number
      _ = try await ledger.begin([job, other], at: Fixtures.at(10))
      let hold = try await ledger.acceptedCommand(.act(.hold, .all), id: "h")
      while case .more = try await ledger.execute(hold, at: Fixtures.at(20)) {}
      _ = try await ledger.wholly(.act(.release, JobFilter(spools: ["default"])), id: "r")
      let next = Settlement.Next.deferred(Fixtures.error(.timeout), dueAt: Fixtures.at(21))
      try await ledger.settle([Fixtures.settlement(job, next), Fixtures.settlement(other, next)])
      #expect(try await ledger.result("a")?.state == .deferred)
      #expect(try await ledger.result("b", spool: "other")?.state == .held)
      let outcome = try await ledger.execute(hold, at: Fixtures.at(30))
      #expect(outcome == .finished(left: [], lanes: []))
    },
    LedgerConformance("a retry of what matches leaves out what was canceled, unless it is named") {
      ledger in
      try await ledger.settled("failed", .failed(Fixtures.error(.forbidden)))
      try await ledger.settled("sent", .sent(providerMessageID: nil))
      _ = try await ledger.accepted(Fixtures.message("canceled"))
      _ = try await ledger.carriedOut(.cancel(Fixtures.name("canceled")), id: "c")
      _ = try await ledger.wholly(.act(.retry, JobFilter(spools: ["default"])), id: "1")
      #expect(try await ledger.due() == ["failed.retry-1"])
      _ = try await ledger.wholly(.act(.retry, JobFilter(states: [.canceled])), id: "2")
      #expect(try await ledger.due() == ["failed.retry-1", "canceled.retry-1"])
      _ = try await ledger.wholly(.act(.retry, .all), id: "3")
      #expect(try await ledger.result("3", spool: "operator")?.affected == 0)
    },
    LedgerConformance("a flush of what matches makes only that due") { ledger in
      let later = Fixtures.at(9_000)
      try await ledger.settled("a", .deferred(Fixtures.error(.timeout), dueAt: later))
      try await ledger.settled("b", .deferred(Fixtures.error(.providerError), dueAt: later))
      let done = try await ledger.wholly(.act(.flush, JobFilter(errors: [.timeout])), id: "f")
      #expect(done.lanes == [Fixtures.lane])
      #expect(try await ledger.due(by: Fixtures.at(50)) == ["a"])
    },
    LedgerConformance("no command on what matches acts on a command") { ledger in
      _ = try await ledger.acceptedCommand(.lookup(Fixtures.name("x")), id: "pending")
      _ = try await ledger.carriedOut(.cancel(Fixtures.name("x")), id: "failed")
      let filter = JobFilter(spools: ["operator"])
      for action in MatchedAction.allCases {
        _ = try await ledger.wholly(.act(action, filter), id: action.rawValue)
        let result = try await ledger.result(action.rawValue, spool: "operator")
        #expect(result?.affected == 0)
      }
      #expect(try await ledger.recover().commands.map(\.name.id) == ["pending"])
    },
  ]
}

extension Ledger {
  /// Accepts a command and carries out all its steps.
  ///
  /// - Returns: How many jobs no longer wait, and the lanes that may have gained some.
  func wholly(_ command: Command, id: String) async throws -> (left: Int, lanes: Set<Lane>) {
    let job = try await acceptedCommand(command, id: id)
    var sum = 0
    var all: Set<Lane> = []
    while true {
      switch try await execute(job, at: Fixtures.at(50)) {
      case .more(let left, let lanes):
        sum += left.count
        all.formUnion(lanes)
      case .finished(let left, let lanes): return (sum + left.count, all.union(lanes))
      case .switched(_, _, let lanes): return (sum, all.union(lanes))
      case .waits(let job): throw Waits(job: job)
      }
    }
  }
}

/// A command that should have been finished waits for a job.
private struct Waits: Error {
  let job: JobNumber
}
