import SMSCore
import Testing

extension LedgerReaderConformance {
  static let filters = [
    rule("a list is of messages to and from some numbers") { ledger, reader in
      for (id, to, from) in [("a", 1, 101), ("b", 2, 101), ("c", 1, 102), ("d", 3, 102)] {
        _ = try await ledger.accepted(Fixtures.message(id, to: to, from: from))
      }
      _ = try await ledger.carriedOut(.hold(.all), id: "h")
      #expect(try reader.ids(.to(1)) == ["c", "a"])
      #expect(try reader.ids(.to(2, 1)) == ["c", "b", "a"])
      #expect(try reader.ids(.to(1), limit: 1) == ["c"])
      #expect(try reader.ids(.to(9)) == [])
      #expect(try reader.ids(.with { $0.recipients = [] }) == [])
      #expect(try reader.ids(.with { $0.senders = [Fixtures.phone(102)] }) == ["d", "c"])
      var both = JobFilter.to(1)
      both.senders = [Fixtures.phone(101)]
      #expect(try reader.ids(both) == ["a"])
    },
    rule("a list is of jobs whose error has one of some codes now") { ledger, reader in
      let next = Settlement.Next.deferred(Fixtures.error(.timeout), dueAt: Fixtures.at(30))
      let deferred = try await ledger.settled("a", next)
      try await ledger.settled("b", .failed(Fixtures.error(.forbidden)))
      try await ledger.settled("c", .failed(Fixtures.error(.timeout)))
      _ = try await ledger.accepted(Fixtures.message("d"))
      #expect(try reader.ids(.with { $0.errors = [.timeout] }) == ["c", "a"])
      #expect(try reader.ids(.with { $0.errors = [.timeout, .forbidden] }) == ["c", "b", "a"])
      #expect(try reader.ids(.with { $0.errors = [.timeout] }, limit: 1) == ["c"])
      #expect(try reader.ids(.with { $0.errors = [.expired] }) == [])
      #expect(try reader.ids(.with { $0.errors = [] }) == [])
      var failed = JobFilter(states: [.failed])
      failed.errors = [.timeout]
      #expect(try reader.ids(failed) == ["c"])
      failed.recipients = [Fixtures.phone(142)]
      #expect(try reader.ids(failed) == ["c"])
      _ = try await ledger.begin([deferred], at: Fixtures.at(35))
      let sent = Settlement.Next.sent(providerMessageID: nil)
      try await ledger.settle([Fixtures.settlement(deferred, sent, attempt: 2)])
      #expect(try reader.ids(.with { $0.errors = [.timeout] }) == ["c"])
    },
    rule("a list is of some accounts, and of some priorities") { ledger, reader in
      _ = try await ledger.accepted(Fixtures.message("a", account: "main", priority: .bulk))
      _ = try await ledger.accepted(Fixtures.message("b", account: "second", priority: .high))
      _ = try await ledger.carriedOut(.hold(.all), id: "h")
      #expect(try reader.ids(.with { $0.accounts = ["second"] }) == ["b"])
      #expect(try reader.ids(.with { $0.accounts = ["main", "second"] }) == ["b", "a"])
      #expect(try reader.ids(.with { $0.priorities = [.bulk] }) == ["a"])
      #expect(try reader.ids(.with { $0.priorities = [.bulk, .high, .urgent] }) == ["b", "a"])
      #expect(try reader.ids(.with { $0.accounts = ["none"] }) == [])
    },
    rule("a list begins at the first time of acceptance and ends before the last") {
      ledger,
      reader in
      for (id, time) in [("a", Int64(1)), ("b", 2), ("c", 3)] {
        _ = try await ledger.accepted(Fixtures.message(id, acceptedAt: Fixtures.at(time)))
      }
      #expect(try reader.ids(.with { $0.since = Fixtures.at(2) }) == ["c", "b"])
      #expect(try reader.ids(.with { $0.until = Fixtures.at(2) }) == ["a"])
      var middle = JobFilter.with { $0.since = Fixtures.at(2) }
      middle.until = Fixtures.at(3)
      #expect(try reader.ids(middle) == ["b"])
    },
    rule("a list is of jobs with members in their metadata, at its top") { ledger, reader in
      let documents = [
        "text": #"{"order":"1042","x":"true"}"#, "number": #"{"order":1042}"#,
        "real": #"{"order":1042.0}"#, "flag": #"{"order":true}"#,
        "deep": #"{"in":{"order":1042}}"#, "list": #"{"order":[1042]}"#,
        "null": #"{"order":null}"#, "big": #"{"order":9007199254740993}"#,
        "odd": #"{"a.b \"c\" =é":"line\nend"}"#,
      ]
      for (id, document) in documents.sorted(by: { $0.key < $1.key }) {
        _ = try await ledger.accepted(Fixtures.message(id, metadata: document))
      }
      _ = try await ledger.accepted(Fixtures.message("none"))
      #expect(try reader.ids(.metadata("order", "1042")) == ["text", "real", "number"])
      #expect(try reader.ids(.metadata("order", "1042.0")) == ["real", "number"])
      #expect(try reader.ids(.metadata("order", "true")) == ["flag"])
      #expect(try reader.ids(.metadata("order", "null")) == [])
      #expect(try reader.ids(.metadata("order", "1")) == [])
      #expect(try reader.ids(.metadata("order", "9007199254740993")) == ["big"])
      #expect(try reader.ids(.metadata("order", "9007199254740992")) == [])
      #expect(try reader.ids(.metadata("a.b \"c\" =é", "line\nend")) == ["odd"])
      var both = JobFilter.metadata("order", "1042")
      both.metadata.insert(MetadataMatch(key: "x", value: "true"))
      #expect(try reader.ids(both) == ["text"])
    },
    rule("a list ends at the newest job that it may show") { ledger, reader in
      let first = try await ledger.accepted(Fixtures.message("a")).number
      _ = try await ledger.accepted(Fixtures.message("b"))
      #expect(try reader.ids(.with { $0.through = first }) == ["a"])
      var older = JobFilter.to(142)
      older.through = first
      #expect(try reader.ids(older) == ["a"])
      #expect(try reader.count(older) == 1)
      #expect(try reader.ids(.with { $0.through = JobNumber(0) }) == [])
    },
    rule("what changed after the newest change is not found by it") { ledger, reader in
      #expect(try reader.lastChange() == 0)
      try await ledger.settled("a", .sent(providerMessageID: nil))
      let counted = try reader.lastChange()
      #expect(counted > 0)
      try await ledger.settled("b", .sent(providerMessageID: nil))
      _ = try await ledger.accepted(Fixtures.message("c"))
      #expect(try reader.lastChange() > counted)
      // What never changed since it was accepted has no change.
      #expect(try reader.ids(.with { $0.unchangedSince = counted }) == ["c", "a"])
    },
    rule("a status that messages have selects no requests, unless these are asked for") {
      ledger,
      reader in
      _ = try await ledger.accepted(Fixtures.message("a"))
      let cancel = Fixtures.command(.cancel(Fixtures.name("a")), id: "c", spool: "default")
      guard case .command(let job) = try await ledger.accept([cancel]).first else { return }
      #expect(try reader.ids(JobFilter(states: [.queued])) == ["a"])
      _ = try await ledger.execute(job, at: Fixtures.at(20))
      _ = try await ledger.carriedOut(.hold(.all), id: "h")
      #expect(try reader.ids(JobFilter(states: [.canceled])) == ["a"])
      #expect(try reader.count(JobFilter(states: [.canceled])) == 1)
      #expect(try reader.ids(JobFilter(states: [.canceled, .done])) == ["h", "a"])
      #expect(try reader.ids(.all) == ["h", "c", "a"])
      var requests = JobFilter(states: [.canceled])
      requests.subject = .requests
      #expect(try reader.ids(requests) == ["c"])
      requests.states = nil
      #expect(try reader.ids(requests) == ["h", "c"])
    },
    rule("what commands act on is counted as they find it") { ledger, reader in
      let running = try await ledger.accepted(Fixtures.message("running")).number
      _ = try await ledger.begin([running], at: Fixtures.at(10))
      try await ledger.settled("deferred", .deferred(Fixtures.error(.timeout), dueAt: Fixtures.far))
      try await ledger.settled("failed", .failed(Fixtures.error(.forbidden)))
      try await ledger.settled("again", .failed(Fixtures.error(.forbidden)))
      _ = try await ledger.carriedOut(.retry(Fixtures.name("again")), id: "r")
      _ = try await ledger.accepted(Fixtures.message("held"))
      _ = try await ledger.carriedOut(.hold(.job(Fixtures.name("held"))), id: "h")
      func ids(_ action: MatchedAction, _ filter: JobFilter = .all) throws -> [String] {
        try reader.ids(try #require(action.jobs(of: filter)))
      }
      #expect(try ids(.cancel) == ["held", "again.retry-1", "deferred", "running"])
      #expect(try ids(.hold) == ["again.retry-1", "deferred", "running"])
      #expect(try ids(.cancel, JobFilter(states: [.queued])) == ["again.retry-1", "running"])
      #expect(try ids(.cancel, JobFilter(states: [.deferred])) == ["deferred"])
      #expect(try ids(.release) == ["held"])
      #expect(try ids(.retry) == ["failed"])
      #expect(try ids(.flush) == ["deferred"])
    },
    rule("a job must meet every condition") { ledger, reader in
      for (id, spool, to) in [("a", "default", 1), ("b", "other", 1), ("c", "default", 2)] {
        _ = try await ledger.accepted(Fixtures.message(id, spool: spool, to: to))
      }
      var filter = JobFilter(states: [.queued], spools: ["default"])
      filter.recipients = [Fixtures.phone(1)]
      #expect(try reader.ids(filter) == ["a"])
      filter.states = [.sent]
      #expect(try reader.ids(filter) == [])
    },
    rule("pages together list every job once, and parts count it once") { ledger, reader in
      for number in 1...9 {
        let id = "m\(number)"
        _ = try await ledger.accepted(Fixtures.message(id, to: number % 3, from: 101 + number % 2))
      }
      for filter in [
        JobFilter.all, .to(1), .to(0, 2), .with { $0.senders = [Fixtures.phone(101)] },
      ] {
        let whole = try reader.ids(filter)
        for limit in 1...4 {
          var ids: [String] = []
          var before: JobNumber?
          repeat {
            let page = try reader.page(of: filter, before: before, limit: limit)
            #expect(page.jobs.count <= limit)
            ids += page.jobs.map(\.name.id)
            before = page.next
          } while before != nil
          #expect(ids == whole)
        }
        #expect(try reader.count(filter) == whole.count)
      }
    },
    rule("a list may be ended early") { ledger, reader in
      _ = try await ledger.accept((1...9).map { Fixtures.message("m\($0)") })
      var pages = 0
      try reader.forEachPage(of: .all) { _ in
        pages += 1
        return false
      }
      #expect(pages == 1)
    },
  ]
}

extension JobFilter {
  fileprivate static func to(_ phones: Int...) -> JobFilter {
    with { $0.recipients = Set(phones.map { Fixtures.phone($0) }) }
  }

  fileprivate static func metadata(_ key: String, _ value: String) -> JobFilter {
    with { $0.metadata = [MetadataMatch(key: key, value: value)] }
  }

  fileprivate static func with(_ change: (inout JobFilter) -> Void) -> JobFilter {
    var filter = JobFilter()
    change(&filter)
    return filter
  }
}
