import SMSCore
import Testing

extension BatchConformance {
  static let sending = [
    BatchConformance("a batch is done with its last message, with counts by state and error") {
      ledger in
      let batch = try await ledger.activeBatch("b", ["b.1", "b.2", "b.3"])
      let page = try await ledger.page(
        of: Fixtures.lane(of: batch),
        dueBy: Fixtures.at(9),
        excluding: [],
        limit: 9
      )
      let jobs = page.entries.map(\.number)
      _ = try await ledger.begin(jobs, at: Fixtures.at(10))
      #expect(try await ledger.result("b")?.batch?.status == .sending)
      #expect(try await ledger.result("b")?.updatedAt == Fixtures.at(10))
      try await ledger.settle([
        Fixtures.settlement(jobs[0], .sent(providerMessageID: "p1")),
        Fixtures.settlement(jobs[1], .failed(Fixtures.error(.recipientOptedOut))),
      ])
      let running = try #require(try await ledger.result("b"))
      #expect(running.batch?.status == .sending && running.state == .queued)
      #expect(running.updatedAt == Fixtures.at(20))
      #expect(running.batch?.counts == [.sent: 1, .failed: 1, .attempting: 1])
      #expect(running.batch?.errors == [.recipientOptedOut: 1] && running.batch?.optedOut == 1)
      try await ledger.settle([
        Fixtures.settlement(jobs[2], .sent(providerMessageID: "p2"), at: Fixtures.at(33))
      ])
      let done = try #require(try await ledger.result("b"))
      #expect(
        done.state == .done && done.batch?.status == .done && done.updatedAt == Fixtures.at(33)
      )
      #expect(done.batch?.unfinished == 0)
      let last = try #require(try await ledger.result("b.3"))
      #expect(last.change < done.change && last.ownBatch?.id == "b")
      #expect(last.ownBatch?.mayMakeFile == true)
    },
    BatchConformance("a change after the end makes no new file of results") { ledger in
      let batch = try await ledger.activeBatch("b", ["b.1"])
      let lane = Fixtures.lane(of: batch)
      let page = try await ledger.page(of: lane, dueBy: Fixtures.at(9), excluding: [], limit: 9)
      let job = try #require(page.entries.first?.number)
      _ = try await ledger.begin([job], at: Fixtures.at(10))
      try await ledger.settle([Fixtures.settlement(job, .failed(Fixtures.error(.timeout)))])
      #expect(try await ledger.result("b.1")?.ownBatch?.mayMakeFile == true)
      let retry = try await ledger.carriedOut(.retry(Fixtures.name("b.1")), id: "r")
      #expect(retry == .finished(left: [], lanes: [Fixtures.lane]))
      #expect(try await ledger.result("b.1")?.ownBatch?.mayMakeFile == false)
      #expect(try await ledger.result("b")?.batch?.status == .done)
      #expect(try await ledger.due() == ["b.1.retry-1"])
    },
    BatchConformance("what is withdrawn is queued again in its lane") { ledger in
      let batch = try await ledger.activeBatch("b", ["b.1"])
      let lane = Fixtures.lane(of: batch)
      let page = try await ledger.page(of: lane, dueBy: Fixtures.at(9), excluding: [], limit: 9)
      let job = try #require(page.entries.first?.number)
      #expect(page.entries.first?.lane == lane)
      _ = try await ledger.begin([job], at: Fixtures.at(10))
      try await ledger.settle([Fixtures.settlement(job, .withdrawn)])
      #expect(try await ledger.due(lane) == ["b.1"])
      #expect(try await ledger.result("b")?.batch?.counts == [.queued: 1])
    },
    BatchConformance("a batch all of whose messages ended while it was accepted is done at once") {
      ledger in
      let batch = try await ledger.begunBatch("b", messages: 1)
      let message = Fixtures.message("b.1", expiresAt: Fixtures.at(3), isExplicit: false)
      _ = try await ledger.add([message], to: batch, through: BatchPlace(offset: 5, line: 2))
      _ = try await ledger.expire(at: Fixtures.at(4), limit: 10)
      #expect(try await ledger.result("b")?.batch?.status == .accepting)
      #expect(try await ledger.activate(batch, at: Fixtures.at(5)) == [])
      let facts = try #require(try await ledger.result("b")?.batch)
      #expect(facts.status == .done && facts.counts == [.expired: 1])
    },
    BatchConformance("a batch is pruned after its messages, and keeps its counts until then") {
      ledger in
      let batch = try await ledger.activeBatch("b", ["b.1", "b.2"])
      _ = try await ledger.carriedOut(.cancel(Fixtures.name("b")), id: "c")
      let change = try #require(try await ledger.result("b")?.change)
      try await ledger.markPublished(through: change + 10)
      while try await ledger.prune(settledBefore: Fixtures.far, limit: 2) > 0 {}
      #expect(try await ledger.knows(Fixtures.name("b.1")) == false)
      #expect(try await ledger.knows(Fixtures.name("b")) == false)
      #expect(try await ledger.activate(batch, at: Fixtures.at(90)) == [])
    },
  ]

  // MARK: Commands

  static let commands = [
    BatchConformance("a cancel ends what waits, counts the rest, and the batch is canceled") {
      ledger in
      let batch = try await ledger.activeBatch("b", ["b.1", "b.2", "b.3"])
      _ = try await ledger.accepted(Fixtures.message("single"))
      let lane = Fixtures.lane(of: batch)
      let page = try await ledger.page(of: lane, dueBy: Fixtures.at(9), excluding: [], limit: 1)
      let job = try #require(page.entries.first?.number)
      _ = try await ledger.begin([job], at: Fixtures.at(10))
      let command = try await ledger.acceptedCommand(.cancel(Fixtures.name("b")), id: "c")
      var left: [JobNumber] = []
      while case .more(let some, _) = try await ledger.execute(command, at: Fixtures.at(50)) {
        left += some
      }
      #expect(left.count == 2)
      #expect(try await ledger.execute(command, at: Fixtures.at(51)) == .waits(for: job))
      #expect(try await ledger.result("b")?.batch?.status == .sending)
      let later = Settlement.Next.deferred(Fixtures.error(.timeout), dueAt: Fixtures.at(60))
      try await ledger.settle([Fixtures.settlement(job, later)])
      _ = try await ledger.execute(command, at: Fixtures.at(52))
      let facts = try #require(try await ledger.result("b")?.batch)
      #expect(facts.status == .canceled && facts.counts == [.canceled: 3])
      #expect(facts.errors == [.canceled: 3])
      let result = try #require(try await ledger.result("c", spool: "operator"))
      #expect(result.state == .canceled && result.affected == 3)
      #expect(try await ledger.due() == ["single"])
      let again = try await ledger.carriedOut(.cancel(Fixtures.name("b")), id: "d")
      #expect(again == .finished(left: [], lanes: []))
      #expect(try await ledger.result("d", spool: "operator")?.error?.code == .tooLate)
    },
    BatchConformance(
      "a cancel while it is accepted ends the acceptance; the rest counts as canceled"
    ) {
      ledger in
      let batch = try await ledger.begunBatch("b", messages: 5)
      try await ledger.add(["b.1", "b.2"], to: batch, through: BatchPlace(offset: 9, line: 3))
      let command = try await ledger.acceptedCommand(.cancel(Fixtures.name("b")), id: "c")
      while case .more = try await ledger.execute(command, at: Fixtures.at(50)) {}
      let next = try await ledger.add(
        [Fixtures.message("b.3", isExplicit: false)],
        to: batch,
        through: BatchPlace(offset: 20, line: 4)
      )
      #expect(next == .canceled)
      let facts = try #require(try await ledger.result("b")?.batch)
      #expect(facts.status == .canceled && facts.counts == [.canceled: 5])
      #expect(try await ledger.result("c", spool: "operator")?.affected == 5)
      #expect(try await ledger.accepting(in: "default") == [])
      #expect(try await ledger.knows(Fixtures.name("b.3")) == false)
    },
    BatchConformance("nothing of a batch begins while a cancel ends it, after a start either") {
      ledger in
      let batch = try await ledger.activeBatch("b", (1...250).map { "b.\($0)" })
      let command = try await ledger.acceptedCommand(.cancel(Fixtures.name("b")), id: "c")
      guard case .more = try await ledger.execute(command, at: Fixtures.at(50)) else {
        Issue.record("the cancel has one step only")
        return
      }
      _ = try await ledger.recover()
      let lane = Fixtures.lane(of: batch)
      let page = try await ledger.page(of: lane, dueBy: Fixtures.at(60), excluding: [], limit: 10)
      #expect(page.entries == [] && !page.hasMore && page.nextDue == nil)
      let sender = Sender(spool: "default", number: Fixtures.phone(101))
      let next = try await ledger.waiting(
        of: sender,
        after: JobNumber(0),
        closed: [],
        at: Fixtures.at(60)
      )
      #expect(next == nil)
      while case .more = try await ledger.execute(command, at: Fixtures.at(61)) {}
      let facts = try #require(try await ledger.result("b")?.batch)
      #expect(facts.status == .canceled && facts.counts == [.canceled: 250])
    },
    BatchConformance("a cancel takes what is added between its acceptance and its first step") {
      ledger in
      let batch = try await ledger.begunBatch("b", messages: 5)
      try await ledger.add(["b.1", "b.2"], to: batch, through: BatchPlace(offset: 9, line: 3))
      let command = try await ledger.acceptedCommand(.cancel(Fixtures.name("b")), id: "c")
      try await ledger.add(["b.3", "b.4"], to: batch, through: BatchPlace(offset: 20, line: 5))
      var left: [JobNumber] = []
      var outcome = try await ledger.execute(command, at: Fixtures.at(50))
      while case .more(let some, _) = outcome {
        left += some
        outcome = try await ledger.execute(command, at: Fixtures.at(50))
      }
      if case .finished(let some, _) = outcome { left += some }
      #expect(left.count == 4)
      let last = Fixtures.message("b.5", isExplicit: false)
      let place = BatchPlace(offset: 30, line: 6)
      #expect(try await ledger.add([last], to: batch, through: place) == .canceled)
      let facts = try #require(try await ledger.result("b")?.batch)
      #expect(facts.status == .canceled && facts.counts == [.canceled: 5])
      #expect(try await ledger.result("c", spool: "operator")?.affected == 5)
      #expect(try await ledger.due() == [])
    },
    BatchConformance("a hold is a switch over the batch's lanes, and survives a start") { ledger in
      let batch = try await ledger.activeBatch("b", ["b.1"])
      let held = try await ledger.carriedOut(.hold(.job(Fixtures.name("b"))), id: "h")
      #expect(held == .switched(batch: batch, isHeld: true, lanes: []))
      #expect(try await ledger.result("b")?.batch?.status == .held)
      #expect(try await ledger.result("h", spool: "operator")?.state == .done)
      let part = try await ledger.begunBatch("part", messages: 5)
      try await ledger.add(["part.1"], to: part, through: BatchPlace(offset: 9, line: 2))
      _ = try await ledger.carriedOut(.hold(.job(Fixtures.name("part"))), id: "h2")
      let facts = try #require(try await ledger.result("part")?.batch)
      #expect(facts.status == .held && facts.isAccepting && facts.unfinished == 5)
      _ = try await ledger.carriedOut(.release(.job(Fixtures.name("part"))), id: "r2")
      let recovery = try await ledger.recover()
      #expect(recovery.heldBatches == [batch] && recovery.holds == [])
      let released = try await ledger.carriedOut(.release(.job(Fixtures.name("b"))), id: "r")
      #expect(
        released == .switched(batch: batch, isHeld: false, lanes: [Fixtures.lane(of: batch)])
      )
      #expect(try await ledger.result("b")?.batch?.status == .queued)
      #expect(try await ledger.recover().heldBatches == [])
    },
    BatchConformance("filters select the messages of a batch by its id") { ledger in
      _ = try await ledger.activeBatch("b", ["b.1", "b.2"])
      _ = try await ledger.activeBatch("c", ["c.1"])
      var filter = JobFilter()
      filter.batches = ["b"]
      let done = try await ledger.wholly(.act(.cancel, filter), id: "x")
      #expect(done.left == 2)
      #expect(try await ledger.result("c.1") == nil)
      #expect(try await ledger.result("b")?.batch?.status == .done)
    },
  ]
}
