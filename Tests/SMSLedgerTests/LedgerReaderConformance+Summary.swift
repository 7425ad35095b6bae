import SMSCore
import Testing

extension LedgerReaderConformance {
  static let summaries = [
    rule("the summary of an empty ledger is empty") { _, reader in
      let summary = try reader.summary()
      #expect(summary.totals == [] && summary.waiting == [] && summary.holds == [])
      #expect(summary.restoration == nil)
      #expect(try reader.restoration() == nil)
    },
    rule("jobs are counted by spool, then state, where there are any") { ledger, reader in
      _ = try await ledger.accepted(Fixtures.message("z", spool: "other"))
      _ = try await ledger.accept((1...3).map { Fixtures.message("m\($0)") })
      try await ledger.settled("a", .failed(Fixtures.error(.forbidden)))
      try await ledger.settled("b", .sent(providerMessageID: nil))
      _ = try await ledger.carriedOut(.hold(.all), id: "h")
      #expect(
        try reader.summary().totals == [
          LedgerSummary.Total(spool: "default", state: .queued, jobs: 3),
          LedgerSummary.Total(spool: "default", state: .sent, jobs: 1),
          LedgerSummary.Total(spool: "default", state: .failed, jobs: 1),
          LedgerSummary.Total(spool: "other", state: .queued, jobs: 1),
        ]
      )
    },
    rule("totals follow every move of a job") { ledger, reader in
      let job = try await ledger.accepted(Fixtures.message("a")).number
      #expect(try reader.totals() == [.queued: 1])
      _ = try await ledger.carriedOut(.hold(.job(Fixtures.name("a"))), id: "h")
      #expect(try reader.totals() == [.held: 1])
      _ = try await ledger.carriedOut(.release(.job(Fixtures.name("a"))), id: "r")
      #expect(try reader.totals() == [.queued: 1])
      _ = try await ledger.begin([job], at: Fixtures.at(10))
      #expect(try reader.totals() == [.attempting: 1])
      try await ledger.settle([Fixtures.settlement(job, .withdrawn)])
      #expect(try reader.totals() == [.queued: 1])
      _ = try await ledger.carriedOut(.cancel(Fixtures.name("a")), id: "c")
      #expect(try reader.totals() == [.canceled: 1])
    },
    rule("a request that sends nothing counts in no total, whatever becomes of it") {
      ledger,
      reader in
      _ = try await ledger.accepted(Fixtures.message("a"))
      let target = Fixtures.name("a")
      let requests: [(Command, String)] = [
        (.cancel(target), "c"), (.cancel(target), "late"), (.lookup(target), "l"),
      ]
      for (command, id) in requests {
        let submission = Fixtures.command(command, id: id, spool: "default")
        guard case .command(let job) = try await ledger.accept([submission]).first else { return }
        _ = try await ledger.execute(job, at: Fixtures.at(50))
      }
      try await ledger.confirm("ada", try await ledger.enroll("ada", 142))
      #expect(try reader.totals() == [.canceled: 1, .sent: 1])
    },
    rule("a rejected duplicate counts nowhere") { ledger, reader in
      _ = try await ledger.accepted(Fixtures.message("a"))
      #expect(try await ledger.accept([Fixtures.message("a", digest: 2, taken: 2)]) == [.duplicate])
      #expect(try reader.totals() == [.queued: 1])
      #expect(try reader.ids() == ["a"])
    },
    rule("lanes come by account, spool and priority, with the first due") { ledger, reader in
      try await ledger.settled("sent", .sent(providerMessageID: nil))
      _ = try await ledger.accept([
        Fixtures.message("a", account: "second", acceptedAt: Fixtures.at(1)),
        Fixtures.message("b", priority: .bulk, acceptedAt: Fixtures.at(2)),
        Fixtures.message("c", acceptedAt: Fixtures.at(9)),
        Fixtures.message("d", acceptedAt: Fixtures.at(4), notBefore: Fixtures.at(700)),
        Fixtures.message("e", acceptedAt: Fixtures.at(5)),
        Fixtures.message("f", spool: "other", priority: .urgent, notBefore: Fixtures.at(800)),
      ])
      let waiting = try reader.summary().waiting
      #expect(
        waiting.map(\.lane) == [
          Lane(account: "main", spool: "default", priority: .normal),
          Lane(account: "main", spool: "default", priority: .bulk),
          Lane(account: "main", spool: "other", priority: .urgent),
          Lane(account: "second", spool: "default", priority: .normal),
        ]
      )
      #expect(waiting.map(\.firstDue) == [5, 2, 800, 1].map { Fixtures.at($0) })
      #expect(waiting.map(\.jobs) == [3, 1, 1, 1])
    },
    rule("the oldest of a lane counts from its acceptance or not_before") { ledger, reader in
      let error = Fixtures.error(.timeout)
      try await ledger.settled("a", .deferred(error, dueAt: Fixtures.at(300)))
      let first = try #require(try reader.summary().waiting.first)
      #expect(first.firstDue == Fixtures.at(300) && first.oldest < Fixtures.at(300))
      _ = try await ledger.accept([
        Fixtures.message("b", acceptedAt: Fixtures.at(90)),
        Fixtures.message("c", priority: .high, acceptedAt: Fixtures.at(9)),
        Fixtures.message("d", priority: .bulk, notBefore: Fixtures.at(700)),
      ])
      let waiting = try reader.summary().waiting
      #expect(waiting.map(\.jobs) == [1, 2, 1])
      #expect(waiting.map(\.oldest) == [Fixtures.at(9), first.oldest, Fixtures.at(700)])
      #expect(waiting.map(\.firstDue) == [9, 90, 700].map { Fixtures.at($0) })
    },
    rule("a lane waits for retries, not for what is held or under way") { ledger, reader in
      try await ledger.settled("a", .deferred(Fixtures.error(.timeout), dueAt: Fixtures.at(300)))
      #expect(try reader.summary().waiting.map(\.firstDue) == [Fixtures.at(300)])
      _ = try await ledger.carriedOut(.hold(.job(Fixtures.name("a"))), id: "h")
      #expect(try reader.summary().waiting == [])
      let job = try await ledger.accepted(Fixtures.message("b")).number
      _ = try await ledger.begin([job], at: Fixtures.at(10))
      #expect(try reader.summary().waiting == [])
    },
    rule("holds are the switches in force, not held jobs") { ledger, reader in
      let sender = Sender(spool: "default", number: Fixtures.phone(101))
      _ = try await ledger.accepted(Fixtures.message("a"))
      _ = try await ledger.hold(
        sender,
        until: Fixtures.at(1_000),
        at: Fixtures.at(20),
        from: nil
      )
      for (id, scope) in [("1", HoldScope.all), ("2", .spool("default")), ("3", .account("main"))] {
        _ = try await ledger.carriedOut(.hold(scope), id: id)
      }
      _ = try await ledger.carriedOut(.hold(.job(Fixtures.name("a"))), id: "4")
      #expect(
        try reader.summary().holds
          == [.all, .spool("default"), .account("main"), .sender(sender)]
      )
      _ = try await ledger.carriedOut(.release(.all), id: "5")
      #expect(try reader.summary().holds.contains(.all) == false)
    },
    rule("a hold says since when it is on, and who asked for it first") { ledger, reader in
      let sender = Sender(spool: "default", number: Fixtures.phone(101))
      for time: Int64 in [20, 30] {
        _ = try await ledger.hold(
          sender,
          until: Fixtures.at(1_000),
          at: Fixtures.at(time),
          from: nil
        )
      }
      _ = try await ledger.carriedOut(.hold(.spool("default")), id: "1", at: Fixtures.at(40))
      _ = try await ledger.carriedOut(.hold(.spool("default")), id: "2", at: Fixtures.at(50))
      let origins = try reader.summary().origins
      #expect(origins[.sender(sender)] == HoldOrigin(since: Fixtures.at(20)))
      #expect(origins[.spool("default")]?.since == Fixtures.at(40))
      #expect(origins[.spool("default")]?.producer == 0)
      _ = try await ledger.carriedOut(.release(.spool("default")), id: "3", at: Fixtures.at(60))
      _ = try await ledger.carriedOut(.hold(.spool("default")), id: "4", at: Fixtures.at(70))
      #expect(try reader.summary().origins[.spool("default")]?.since == Fixtures.at(70))
    },
    rule("notes are the newest under each key") { ledger, reader in
      try await ledger.note("pace", "5")
      try await ledger.change([NoteChange("pace", "6"), NoteChange("gone", "1")])
      try await ledger.change([NoteChange("gone", nil)])
      let notes = try reader.summary().notes
      #expect(notes["pace"] == "6" && notes["gone"] == nil)
      #expect(try await ledger.notes() == notes)
    },
  ]

  static let people = [
    rule("an empty ledger has no subjects, opt-outs or pending recipients") { _, reader in
      let subjects = try reader.enrollments(in: nil, limit: 9)
      #expect(subjects == [])
      #expect(try reader.allOptOuts() == [])
      #expect(try reader.pendingRecipients() == [])
    },
    rule("subjects come by spool and name, with the phone they wait for") { ledger, reader in
      try await ledger.enroll("u-2", 2, at: Fixtures.at(7))
      try await ledger.enroll("u-1", 1)
      try await ledger.enroll("u-0", 3, spool: "other")
      let all = try reader.enrollments(in: nil, limit: 9)
      #expect(all.map(\.subject) == ["u-1", "u-2", "u-0"])
      #expect(all.map(\.spool) == ["default", "default", "other"])
      #expect(all[1].pending == Fixtures.phone(2) && all[1].askedAt == Fixtures.at(7))
      #expect(all[1].phone == nil && all[1].verifiedAt == nil)
      #expect(try reader.enrollments(in: nil, limit: 1).map(\.subject) == ["u-1"])
      #expect(try reader.enrollments(in: "other", limit: 9).map(\.subject) == ["u-0"])
      #expect(try reader.enrollments(in: "none", limit: 9) == [])
    },
    rule("a subject has the phone that passed its check") { ledger, reader in
      let code = try await ledger.enroll("u-1", 1)
      try await ledger.confirm("u-1", code, at: Fixtures.at(1_000))
      let enrollment = try #require(try reader.enrollments(in: nil, limit: 9).first)
      #expect(enrollment.phone == Fixtures.phone(1) && enrollment.pending == nil)
      #expect(enrollment.verifiedAt == Fixtures.at(1_000))
    },
    rule("opt-outs come by phone, one from any sender first") { ledger, reader in
      let entries: [(phone: Int, sender: Int?)] = [(2, 101), (1, 102), (1, nil), (1, 101)]
      for (number, entry) in entries.enumerated() {
        let sender = entry.sender.map { Fixtures.phone($0) }
        let command = Command.optOut(Fixtures.phone(entry.phone), sender: sender)
        _ = try await ledger.carriedOut(command, id: "o\(number)", at: Fixtures.at(60))
      }
      let list = try reader.allOptOuts()
      #expect(list.map(\.phone) == [1, 1, 1, 2].map { Fixtures.phone($0) })
      #expect(list.map(\.sender?.digits) == [nil, "12065550101", "12065550102", "12065550101"])
      #expect(list.allSatisfy { $0.source == .operator && $0.since == Fixtures.at(60) })
    },
    rule("pending recipients are those of waiting messages, and of subjects") { ledger, reader in
      _ = try await ledger.accepted(Fixtures.message("a"))
      _ = try await ledger.accepted(Fixtures.message("b", spool: "other"))
      _ = try await ledger.carriedOut(.hold(.job(Fixtures.name("a"))), id: "h")
      try await ledger.settled("c", .sent(providerMessageID: nil))
      let code = try await ledger.enroll("u-1", 1)
      #expect(
        try reader.pendingRecipients() == ["default 12065550142", "other 12065550142"]
      )
      try await ledger.confirm("u-1", code)
      #expect(
        try reader.pendingRecipients() == [
          "default 12065550001", "default 12065550142", "other 12065550142",
        ]
      )
    },
  ]

  static let openings = [
    place("a ledger is read without a daemon") { subject in
      let ledger = try await subject.opened()
      _ = try await ledger.accepted(Fixtures.message("a"))
      await ledger.close()
      #expect(try subject.storage.reader().ids() == ["a"])
      #expect(try subject.storage.reader().totals() == [.queued: 1])
    },
    place("a ledger that was made empty is read") { subject in
      try subject.storage.make(notes: ["a": "1"])
      #expect(try subject.storage.reader().ids() == [])
      #expect(try subject.storage.reader().summary().notes == ["a": "1"])
    },
    place("a reader goes on when the daemon ends and another begins") { subject in
      let first = try await subject.opened()
      _ = try await first.accepted(Fixtures.message("a"))
      let reader = try subject.storage.reader()
      #expect(try reader.ids() == ["a"])
      await first.close()
      #expect(try reader.ids() == ["a"])
      let second = try await subject.opened()
      _ = try await second.accepted(Fixtures.message("b"))
      #expect(try reader.ids() == ["b", "a"])
      await second.close()
    },
    place("a ledger that is missing cannot be read, and is not made") { subject in
      #expect(subject.refusal()?.code == .cannotOpen)
      let content = try subject.storage.content()
      #expect(content == .missing)
    },
    place("an older ledger is not read before the daemon has updated it") { subject in
      await (try await subject.opened()).close()
      try subject.makeOlder()
      let error = subject.refusal()
      #expect(error?.code == .cannotOpen)
      #expect(error?.hint.hasPrefix("Start the daemon of this version once") == true)
    },
    place("a newer ledger is not read") { subject in
      await (try await subject.opened()).close()
      try subject.makeNewer()
      #expect(subject.refusal()?.code == .newerVersion)
    },
    place("a ledger with visible damage is not read") { subject in
      await (try await subject.opened()).close()
      try subject.damage()
      #expect(subject.refusal()?.code == .corrupt)
    },
  ]
}

extension LedgerReader {
  /// The spool and number of each, sorted.
  fileprivate func pendingRecipients() throws(LedgerError) -> [String] {
    var found: [String] = []
    try forEachPendingRecipient { found.append("\($0) \($1.digits)") }
    return found.sorted()
  }
}

extension LedgerReaderSubject {
  /// The error when a reader is opened; fails the test if there is none.
  fileprivate func refusal(sourceLocation: SourceLocation = #_sourceLocation) -> LedgerError? {
    #expect(throws: LedgerError.self, sourceLocation: sourceLocation) { try storage.reader() }
  }
}
