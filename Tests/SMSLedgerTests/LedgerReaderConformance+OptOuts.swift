import SMSCore
import Testing

extension LedgerReaderConformance {
  static let optOuts = [
    rule("a phone's opt-outs are those of that phone, one from any sender first") {
      ledger,
      reader in
      for (id, phone, sender) in [("1", 142, Int?(102)), ("2", 142, nil), ("3", 143, 101)] {
        let command = Command.optOut(Fixtures.phone(phone), sender: sender.map(Fixtures.phone))
        _ = try await ledger.carriedOut(command, id: id)
      }
      let found = try reader.optOuts(of: Fixtures.phone(142)).entries
      #expect(found.map(\.sender) == [nil, Fixtures.phone(102)])
      #expect(found.allSatisfy { $0.phone == Fixtures.phone(142) })
      #expect(try reader.optOuts(of: Fixtures.phone(144)) == PhoneOptOuts())
    },
    rule("each STOP and START is an event, and whether it changed anything") { ledger, reader in
      for (number, word) in ["Stop", "STOP", "start", "Start", "Hello"].enumerated() {
        try await ledger.texted(word, id: "in-\(number)", at: Fixtures.at(Int64(60 + number)))
      }
      let events = try reader.optOutEvents(of: Fixtures.phone(142))
      #expect(events.map(\.change) == [.added, .added, .removed, .removed])
      #expect(events.map(\.hadEffect) == [true, false, true, false])
      #expect(events.map(\.optOut.since) == [60, 61, 62, 63].map { Fixtures.at($0) })
      #expect(events.map(\.recordedAt) == events.map(\.optOut.since))
      #expect(events.allSatisfy { $0.optOut.source == .reply })
      #expect(events.allSatisfy { $0.optOut.sender == Fixtures.phone(101) })
      #expect(try reader.optOutEvents(of: Fixtures.phone(143)) == [])
    },
    rule("what an operator enters and removes is an event") { ledger, reader in
      let phone = Fixtures.phone(142)
      _ = try await ledger.carriedOut(.optOut(phone, sender: nil), id: "1", at: Fixtures.at(50))
      _ = try await ledger.carriedOut(.optOut(phone, sender: nil), id: "2", at: Fixtures.at(51))
      _ = try await ledger.carriedOut(.optIn(phone, sender: nil), id: "3", at: Fixtures.at(52))
      _ = try await ledger.carriedOut(.optIn(phone, sender: nil), id: "4", at: Fixtures.at(53))
      let events = try reader.optOutEvents(of: phone)
      #expect(events.map(\.change) == [.added, .added, .removed, .removed])
      #expect(events.map(\.hadEffect) == [true, false, true, false])
      #expect(events.allSatisfy { $0.optOut.source == .operator && $0.optOut.sender == nil })
    },
    rule("a refusal and a receipt that report an opt-out are events") { ledger, reader in
      try await ledger.settled("b", .sent(providerMessageID: "mdr2-1"))
      try await ledger.settled("a", .failed(Fixtures.error(.recipientOptedOut)))
      let receipt = Receipt(messageID: "mdr2-1", level: 2, status: "undelivered", code: 1110)
      for _ in 0..<2 { _ = try await ledger.keep([receipt], at: Fixtures.at(40)) }
      let events = try reader.optOutEvents(of: Fixtures.phone(142))
      #expect(events.map(\.optOut.source) == [.refusal, .receipt])
      #expect(events.map(\.hadEffect) == [true, false])
    },
    rule("of a phone's events the last thousand are kept") { ledger, reader in
      for number in 0..<1_003 {
        try await ledger.texted("STOP", id: "in-\(number)", at: Fixtures.at(Int64(number)))
      }
      try await ledger.texted("STOP", id: "other", from: 143, at: Fixtures.at(7))
      let events = try reader.optOutEvents(of: Fixtures.phone(142))
      #expect(events.count == 1_000 && events.first?.optOut.since == Fixtures.at(3))
      #expect(try reader.optOutEvents(of: Fixtures.phone(143)).count == 1)
    },
    rule("a list is imported once, however often") { ledger, reader in
      let list = [Fixtures.entry(1), Fixtures.entry(2, from: 101), Fixtures.entry(3, at: 700)]
      let first = try await ledger.imported([list], id: "1")
      #expect(first.added == 3 && first.known == 0)
      let second = try await ledger.imported([list], id: "2")
      #expect(second.added == 0 && second.known == 3)
      #expect(try reader.allOptOuts() == list)
      let events = try reader.optOutEvents(of: Fixtures.phone(3))
      #expect(
        events == [OptOutEvent(.added, list[2], recordedAt: Fixtures.at(900), hadEffect: true)]
      )
    },
    rule("an import leaves an entry as it is") { ledger, reader in
      try await ledger.texted("STOP", id: "in", at: Fixtures.at(60))
      let entry = Fixtures.entry(142, from: 101, at: 50)
      let progress = try await ledger.imported([[entry]], id: "1")
      #expect(progress.known == 1)
      #expect(try reader.allOptOuts().map(\.source) == [.reply])
      #expect(try reader.allOptOuts().map(\.since) == [Fixtures.at(60)])
    },
    rule("who agreed after a listed time is not on the list again") { ledger, reader in
      try await ledger.texted("START", id: "in", at: Fixtures.at(60))
      let old = Fixtures.entry(142, from: 101, at: 50)
      let others = [Fixtures.entry(142, from: 102, at: 50), Fixtures.entry(142, at: 50)]
      let progress = try await ledger.imported([[old] + others], id: "1")
      #expect(progress.outdated == 1 && progress.added == 2)
      let entries = try reader.optOuts(of: Fixtures.phone(142)).entries
      #expect(entries.map(\.sender) == [nil, others[0].sender])
      let new = Fixtures.entry(142, from: 101, at: 70)
      #expect(try await ledger.imported([[new]], id: "2").added == 1)
    },
    rule("a removal of all entries of a phone is newer than any of its older entries") {
      ledger,
      reader in
      let phone = Fixtures.phone(142)
      _ = try await ledger.carriedOut(.optIn(phone, sender: nil), id: "1", at: Fixtures.at(60))
      let entries = [Fixtures.entry(142, from: 101, at: 50), Fixtures.entry(142, at: 50)]
      #expect(try await ledger.imported([entries], id: "2").outdated == 2)
      #expect(try reader.allOptOuts() == [])
    },
    rule("an import knows how far it came") { ledger, _ in
      let command = try await ledger.acceptedCommand(.importOptOuts(file: ".attached-a"), id: "1")
      #expect(try await ledger.progress(ofImport: command.number) == ImportProgress())
      let steps = [[Fixtures.entry(1)], [Fixtures.entry(1), Fixtures.entry(2)]]
      for (number, step) in steps.enumerated() {
        _ = try await ledger.add(
          step,
          ofImport: command.number,
          through: Int64(number + 1) * 100,
          at: Fixtures.at(900)
        )
      }
      let progress = try await ledger.progress(ofImport: command.number)
      #expect(progress.position == 200 && progress.added == 2 && progress.known == 1)
    },
    rule("an import that has ended adds nothing more") { ledger, reader in
      let command = try await ledger.acceptedCommand(.importOptOuts(file: ".attached-a"), id: "1")
      try await ledger.end(command: command.number, with: .done("{}"), at: Fixtures.at(900))
      _ = try await ledger.add(
        [Fixtures.entry(1)],
        ofImport: command.number,
        through: 9,
        at: Fixtures.at(901)
      )
      #expect(try reader.allOptOuts() == [])
    },
  ]
}

extension Inbox {
  /// Has a person text one of our numbers.
  @discardableResult
  func texted(
    _ body: String,
    id: String,
    from phone: Int = 142,
    to number: Int = 101,
    confirmedBy confirmation: Submission? = nil,
    at now: WallTime
  ) async throws -> InboundOutcome? {
    let message = InboundMessage(
      id: id,
      from: Fixtures.phone(phone).digits,
      to: Fixtures.phone(number),
      body: body
    )
    let delivery = InboundDelivery(
      message: message,
      spools: ["default"],
      confirmations: confirmation.map { [$0.name.spool: $0] } ?? [:]
    )
    return try await keep([delivery], at: now).first
  }
}

extension DaemonLedger {
  /// Imports a list, step by step.
  func imported(_ steps: [[OptOut]], id: String) async throws -> ImportProgress {
    let command = try await acceptedCommand(.importOptOuts(file: ".attached-\(id)"), id: id)
    var progress = ImportProgress()
    for (number, step) in steps.enumerated() {
      progress = try await add(
        step,
        ofImport: command.number,
        through: Int64(number + 1),
        at: Fixtures.at(900)
      )
    }
    try await end(command: command.number, with: .done("{}"), at: Fixtures.at(900))
    return progress
  }
}

extension Fixtures {
  /// An entry of an imported list.
  fileprivate static func entry(
    _ phone: Int,
    from sender: Int? = nil,
    at time: Int64 = 800
  ) -> OptOut {
    OptOut(
      phone: self.phone(phone),
      sender: sender.map { self.phone($0) },
      origin: OptOut.Origin(list: "old system"),
      since: at(time)
    )
  }
}
