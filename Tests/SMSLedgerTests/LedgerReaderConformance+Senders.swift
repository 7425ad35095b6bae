import SMSCore
import Testing

extension LedgerReaderConformance {
  static let senders = [
    rule("an empty ledger has counted nothing for any number") { ledger, reader in
      let counts = try await ledger.day()
      #expect(counts == [:])
      #expect(try reader.day() == [:])
    },
    rule("what was sent and what failed is counted once it has ended") { ledger, reader in
      try await ledger.settled("a", .sent(providerMessageID: nil))
      try await ledger.settled("b", .failed(Fixtures.error(.forbidden)))
      let deferred = Settlement.Next.deferred(Fixtures.error(.timeout), dueAt: Fixtures.at(30))
      let job = try await ledger.settled("c", deferred)
      let counts = [Fixtures.phone(101): SenderCounts(sent: 1, recipients: 1, failed: 1)]
      #expect(try await ledger.day() == counts)
      #expect(try reader.day() == counts)
      _ = try await ledger.begin([job], at: Fixtures.at(40))
      let sent = Settlement.Next.sent(providerMessageID: nil)
      try await ledger.settle([Fixtures.settlement(job, sent, attempt: 2, at: Fixtures.at(50))])
      #expect(
        try reader.day()[Fixtures.phone(101)] == SenderCounts(sent: 2, recipients: 1, failed: 1)
      )
    },
    rule("a message is undelivered once, however many receipts say so") { ledger, reader in
      try await ledger.settled("a", .sent(providerMessageID: "mdr2-1"))
      for code in [1_003, 1_005, 1_006] { try await ledger.kept(receipt: code, of: "mdr2-1") }
      #expect(try reader.day()[Fixtures.phone(101)]?.undelivered == 1)
    },
    rule("a message that arrives after all is no longer undelivered") { ledger, reader in
      try await ledger.settled("a", .sent(providerMessageID: "mdr2-1"))
      try await ledger.kept(receipt: 1_007, of: "mdr2-1")
      #expect(try reader.day()[Fixtures.phone(101)]?.undelivered == 1)
      try await ledger.kept(receipt: 1_004, of: "mdr2-1")
      #expect(try reader.day()[Fixtures.phone(101)] == SenderCounts(sent: 1, recipients: 1))
    },
    rule("a receipt before the provider's answer counts with the answer") { ledger, reader in
      try await ledger.kept(receipt: 1_005, of: "mdr2-1")
      #expect(try reader.day() == [:])
      try await ledger.settled("a", .sent(providerMessageID: "mdr2-1"))
      #expect(
        try reader.day() == [
          Fixtures.phone(101): SenderCounts(sent: 1, recipients: 1, undelivered: 1)
        ]
      )
    },
    rule("a phone that opts out of a number is counted for that number, once") { ledger, reader in
      for id in ["1", "2"] {
        let stop = InboundMessage(
          id: id,
          from: Fixtures.phone(142).digits,
          to: Fixtures.phone(101),
          body: "STOP"
        )
        let delivery = InboundDelivery(message: stop, spools: ["default"])
        _ = try await ledger.keep([delivery], at: Fixtures.at(60))
      }
      #expect(try reader.day() == [Fixtures.phone(101): SenderCounts(optedOut: 1)])
    },
    rule("an opt-out in a receipt or a refusal counts, an operator's does not") { ledger, reader in
      try await ledger.settled("a", .sent(providerMessageID: "mdr2-1"))
      try await ledger.kept(receipt: 1_110, of: "mdr2-1")
      #expect(try reader.day()[Fixtures.phone(101)]?.optedOut == 1)
      try await ledger.settled("b", .failed(Fixtures.error(.recipientOptedOut)), to: 144)
      #expect(try reader.day()[Fixtures.phone(101)]?.optedOut == 2)
      let optOut = Command.optOut(Fixtures.phone(143), sender: Fixtures.phone(101))
      _ = try await ledger.carriedOut(optOut, id: "out")
      #expect(try reader.day()[Fixtures.phone(101)]?.optedOut == 2)
    },
    rule("a phone that opts out again that day is not counted again") { ledger, reader in
      for (number, word) in ["STOP", "START", "STOP", "START", "QUIT"].enumerated() {
        try await ledger.texted(word, id: "\(number)", at: Fixtures.at(Int64(60 + number)))
      }
      #expect(try reader.day()[Fixtures.phone(101)]?.optedOut == 1)
      try await ledger.texted("START", id: "s", at: .hour(23))
      try await ledger.texted("STOP", id: "t", at: .hour(26))
      let all = try reader.senderCounts(since: .hour(0), until: .hour(40))
      #expect(all[Fixtures.phone(101)]?.optedOut == 2)
    },
    rule("recipients of a number are different phones, in an hour and in a day") {
      ledger,
      reader in
      for (number, phone) in [142, 143, 142, 144, 143].enumerated() {
        try await ledger.sent("m\(number)", to: phone, atHour: Int64(number / 3))
      }
      let counts = try #require(try reader.day()[Fixtures.phone(101)])
      #expect(counts.sent == 5 && counts.recipients == 3)
      let first = try reader.senderCounts(since: .hour(0), until: .hour(0))
      #expect(first[Fixtures.phone(101)]?.recipients == 2)
      try await ledger.texted("STOP", id: "in", at: .hour(2))
      #expect(try reader.day()[Fixtures.phone(101)]?.optOutShare == 1.0 / 3)
    },
    rule("counts are of whole hours: those that the time overlaps") { ledger, reader in
      let hour: Int64 = 3_600_000
      for number in 0..<4 { try await ledger.sent("m\(number)", atHour: Int64(number)) }
      func sent(_ start: Int64, _ end: Int64) throws -> Int? {
        let (start, end) = (WallTime(milliseconds: start), WallTime(milliseconds: end))
        let counts = try reader.senderCounts(since: start, until: end)
        return counts[Fixtures.phone(101)]?.sent
      }
      #expect(try sent(0, 4 * hour) == 4)
      #expect(try sent(hour - 1, 2 * hour) == 3)
      #expect(try sent(hour, 2 * hour - 1) == 1)
      #expect(try sent(4 * hour, 9 * hour) == nil)
    },
    rule("hours are kept for two days") { ledger, reader in
      try await ledger.sent("old", atHour: 10)
      try await ledger.sent("kept", atHour: 11)
      try await ledger.sent("new", atHour: 58)
      let all = try reader.senderCounts(since: .hour(0), until: .hour(100))
      #expect(all == [Fixtures.phone(101): SenderCounts(sent: 2, recipients: 1)])
    },
    rule("counts outlive the jobs and the daemon") { ledger, reader in
      let job = try await ledger.settled("a", .sent(providerMessageID: nil))
      let change = try #require(try await ledger.changes(after: 0, limit: 9).last).change
      try await ledger.markPublished(through: change)
      #expect(try await ledger.prune(settledBefore: Fixtures.far, limit: 9) == 1)
      #expect(try reader.show(Fixtures.name("a")) == nil, "\(job) is gone")
      #expect(try reader.day() == [Fixtures.phone(101): SenderCounts(sent: 1, recipients: 1)])
    },
  ]
}

extension WallTime {
  /// The beginning of an hour since 1970.
  fileprivate static func hour(_ hour: Int64) -> WallTime {
    WallTime(milliseconds: hour * 3_600_000)
  }
}

extension LedgerReader {
  /// What was counted in the day of the tests.
  fileprivate func day() throws -> [PhoneNumber: SenderCounts] {
    try senderCounts(since: .hour(0), until: .hour(24))
  }
}

extension DaemonLedger {
  fileprivate func day() async throws -> [PhoneNumber: SenderCounts] {
    try await senderCounts(since: .hour(0), until: .hour(24))
  }

  /// Stores a receipt that has no time of its own.
  fileprivate func kept(receipt code: Int, of message: String) async throws {
    let receipt = Receipt(messageID: message, level: 2, status: "words", code: code)
    _ = try await keep([receipt], at: Fixtures.at(40))
  }

  /// Sends a message at the beginning of an hour.
  fileprivate func sent(_ id: String, to phone: Int = 142, atHour hour: Int64) async throws {
    let job = try await accepted(Fixtures.message(id, to: phone)).number
    _ = try await begin([job], at: .hour(hour))
    let sent = Settlement.Next.sent(providerMessageID: nil)
    try await settle([Fixtures.settlement(job, sent, at: .hour(hour))])
  }
}
