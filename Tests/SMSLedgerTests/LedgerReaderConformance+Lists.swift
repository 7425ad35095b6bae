import SMSCore
import Testing

extension LedgerReaderConformance {
  static let lists = [
    rule("an empty ledger has no jobs") { _, reader in
      let jobs = try reader.list(.all, limit: 9)
      #expect(jobs == [])
      #expect(try reader.show(Fixtures.name("a")) == nil)
      #expect(try !reader.knows(Fixtures.name("a")))
    },
    rule("jobs are listed by order of acceptance, the newest first") { ledger, reader in
      for (id, time) in [("a", Int64(9)), ("b", 1), ("c", 5)] {
        _ = try await ledger.accepted(Fixtures.message(id, acceptedAt: Fixtures.at(time)))
      }
      try await ledger.settled("d", .sent(providerMessageID: nil))
      _ = try await ledger.accepted(Fixtures.message("e", spool: "other"))
      #expect(try reader.ids() == ["e", "d", "c", "b", "a"])
    },
    rule("a list holds at most as many as it may, the newest") { ledger, reader in
      _ = try await ledger.accept((1...9).map { Fixtures.message("m\($0)") })
      #expect(try reader.ids(limit: 2) == ["m9", "m8"])
      #expect(try reader.ids(limit: 9).count == 9)
      #expect(try reader.ids(limit: 0) == [])
    },
    rule("a list is of some states, of one spool, or of both") { ledger, reader in
      _ = try await ledger.accepted(Fixtures.message("a"))
      try await ledger.settled("b", .sent(providerMessageID: nil))
      try await ledger.settled("c", .failed(Fixtures.error(.forbidden)))
      _ = try await ledger.accepted(Fixtures.message("d", spool: "other"))
      #expect(try reader.ids(JobFilter(states: [.queued])) == ["d", "a"])
      #expect(try reader.ids(JobFilter(states: [.sent, .failed])) == ["c", "b"])
      #expect(try reader.ids(JobFilter(states: [.sent, .failed]), limit: 1) == ["c"])
      #expect(try reader.ids(JobFilter(spools: ["default"])) == ["c", "b", "a"])
      #expect(try reader.ids(JobFilter(states: [.queued], spools: ["default"])) == ["a"])
      #expect(try reader.ids(JobFilter(states: [.sent], spools: ["other"])) == [])
      #expect(try reader.ids(JobFilter(spools: ["none"])) == [])
      #expect(try reader.ids(JobFilter(states: [])) == [])
    },
    rule("every state is listed, those too that no result shows") { ledger, reader in
      _ = try await ledger.accepted(Fixtures.message("queued"))
      let running = try await ledger.accepted(Fixtures.message("attempting")).number
      _ = try await ledger.begin([running], at: Fixtures.at(10))
      let error = Fixtures.error(.timeout)
      try await ledger.settled("deferred", .deferred(error, dueAt: Fixtures.far))
      let since = PastMoment(Fixtures.moment(Fixtures.at(10)))
      let doubt = Doubt(since: since, looks: 0, nextLookAt: Fixtures.at(90))
      try await ledger.settled("inDoubt", .doubt(error, doubt))
      try await ledger.settled("uncertain", .uncertain(error))
      _ = try await ledger.accepted(Fixtures.message("held"))
      _ = try await ledger.carriedOut(.hold(.job(Fixtures.name("held"))), id: "done")
      for job in try reader.list(.all, limit: 9) {
        #expect(job.name.id == "\(job.state)")
        #expect(try reader.ids(JobFilter(states: [job.state])) == [job.name.id])
      }
      #expect(try reader.ids().count == 7)
    },
    rule("commands are listed as jobs without a message") { ledger, reader in
      _ = try await ledger.carriedOut(.hold(.all), id: "h")
      let job = try #require(try reader.list(.all, limit: 9).first)
      #expect(job.name == Fixtures.name("h", in: "operator") && job.kind == "hold")
      #expect(job.state == .done && job.message == nil)
    },
    rule("a listed job is the one that its result shows") { ledger, reader in
      try await ledger.settled("a", .sent(providerMessageID: "mdr2-1"))
      let receipt = Receipt(messageID: "mdr2-1", level: 2, status: "delivered", code: 1004)
      _ = try await ledger.keep([receipt], at: Fixtures.at(40))
      try await ledger.settled("b", .failed(Fixtures.error(.forbidden)))
      try await ledger.settled("c", .deferred(Fixtures.error(.timeout), dueAt: Fixtures.at(90)))
      _ = try await ledger.accepted(Fixtures.message("d", metadata: #"{"order":7}"#, ack: "t"))
      _ = try await ledger.carriedOut(.act(.flush, .all), id: "f")
      let results = try await ledger.changes(after: 0, limit: 9)
      let listed = try reader.list(.all, limit: 9)
      #expect(listed.map(\.name.id) == ["f", "d", "c", "b", "a"])
      for result in results {
        #expect(listed.first { $0.name == result.name } == result)
      }
      #expect(listed.last?.delivery?.receipts == [receipt])
      #expect(listed.first { $0.name.id == "d" }?.metadata == #"{"order":7}"#)
    },
    rule("a list shows what was durable before it was asked for") { ledger, reader in
      let job = try await ledger.accepted(Fixtures.message("a")).number
      #expect(try reader.list(.all, limit: 1).map(\.state) == [.queued])
      _ = try await ledger.begin([job], at: Fixtures.at(10))
      #expect(try reader.list(.all, limit: 1).map(\.state) == [.attempting])
      try await ledger.settle([Fixtures.settlement(job, .sent(providerMessageID: nil))])
      #expect(try reader.list(.all, limit: 1).map(\.state) == [.sent])
    },
    rule("a job that was removed is neither listed nor known") { ledger, reader in
      try await ledger.settled("a", .sent(providerMessageID: nil))
      _ = try await ledger.accepted(Fixtures.message("b"))
      #expect(try reader.knows(Fixtures.name("a")))
      let last = try await ledger.changes(after: 0, limit: 9).last?.change ?? 0
      try await ledger.markPublished(through: last)
      #expect(try await ledger.prune(settledBefore: Fixtures.far, limit: 9) == 1)
      #expect(try reader.ids() == ["b"])
      #expect(try !reader.knows(Fixtures.name("a")))
      #expect(try reader.show(Fixtures.name("a")) == nil)
      #expect(try reader.totals() == [.queued: 1])
    },
  ]
}
