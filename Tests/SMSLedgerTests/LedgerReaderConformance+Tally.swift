import SMSCore
import Testing

extension LedgerReaderConformance {
  static let tallies = [
    rule("what was sent is counted by account, spool, number and day, in segments") {
      ledger,
      reader in
      try await ledger.sent("a", text: "Hello", atDay: 0)
      try await ledger.sent("b", text: "Hello", atDay: 0)
      try await ledger.sent("c", text: String(repeating: "a", count: 200), atDay: 1)
      try await ledger.sent("d", account: "second", from: 201, spool: "other", atDay: 1)
      let tallies = try reader.tallies(0..<2)
      #expect(tallies.map(\.key.day) == [0, 1, 1])
      #expect(tallies.map(\.key.account) == ["main", "main", "second"])
      #expect(tallies.map(\.key.spool) == ["default", "default", "other"])
      #expect(tallies.map(\.key.sender) == [101, 101, 201].map { Fixtures.phone($0) })
      #expect(tallies.map(\.sent.messages) == [2, 1, 1])
      #expect(tallies.map(\.sent.segments) == [2, 2, 1])
      #expect(tallies.allSatisfy { $0.uncertain == SegmentCount() })
    },
    rule("what came in a batch is counted apart, by the batch's id") { ledger, reader in
      let batch = try await ledger.activeBatch("b", ["b.1", "b.2"])
      let lane = Fixtures.lane(of: batch)
      let page = try await ledger.page(of: lane, dueBy: Fixtures.at(9), excluding: [], limit: 9)
      let jobs = page.entries.map(\.number)
      _ = try await ledger.begin(jobs, at: Fixtures.at(10))
      try await ledger.settle(
        jobs.map { Fixtures.settlement($0, .sent(providerMessageID: "p\($0.value)")) }
      )
      try await ledger.settled("single", .sent(providerMessageID: "p"))
      let tallies = try reader.tallies(0..<1)
      #expect(Set(tallies.map(\.key.batch)) == ["b", nil])
      #expect(tallies.first { $0.key.batch == "b" }?.sent.messages == 2)
    },
    rule("a message counts when it left, not when a receipt came") { ledger, reader in
      try await ledger.sent("a", providerID: "mdr2-1", atDay: 0)
      let receipt = Receipt(messageID: "mdr2-1", level: 2, status: "delivered", code: 1004)
      _ = try await ledger.keep([receipt], at: .day(1))
      #expect(try reader.tallies(0..<1).map(\.sent.messages) == [1])
      #expect(try reader.tallies(1..<2) == [])
    },
    rule("the beginning of the time counts, its end does not") { ledger, reader in
      for day in 0..<4 { try await ledger.sent("m\(day)", atDay: day) }
      #expect(try reader.tallies(1..<3).map(\.key.day) == [1, 2])
    },
    rule("what was never accepted is not counted, what may have been is apart") {
      ledger,
      reader in
      _ = try await ledger.accepted(Fixtures.message("waiting"))
      try await ledger.settled("failed", .failed(Fixtures.error(.forbidden)))
      let doubt = Doubt(
        since: PastMoment(Fixtures.moment(Fixtures.at(10))),
        looks: 0,
        nextLookAt: Fixtures.at(30)
      )
      let job = try await ledger.settled("doubt", .doubt(Fixtures.error(.timeout), doubt))
      #expect(try reader.tallies(0..<9) == [])
      let uncertain = Settlement.Next.uncertain(Fixtures.error(.timeout))
      try await ledger.settle([Fixtures.verdict(job, uncertain)])
      let tally = try #require(try reader.tallies(0..<9).first)
      #expect(tally.uncertain == SegmentCount(messages: 1, segments: 1))
      #expect(tally.sent == SegmentCount())
    },
    rule("codes are counted, and an empty ledger has nothing") { ledger, reader in
      #expect(try reader.tallies(0..<9) == [])
      try await ledger.enroll("u-1", 142)
      #expect(try reader.tallies(0..<9).map(\.sent) == [SegmentCount(messages: 1, segments: 1)])
    },
  ]
}

extension WallTime {
  fileprivate static func day(_ day: Int) -> WallTime {
    WallTime(milliseconds: Int64(day) * 86_400_000)
  }
}

extension LedgerReader {
  /// All parts of the count of some days, by day and account.
  fileprivate func tallies(_ days: Range<Int>) throws -> [SentTally] {
    var found: [SentTally] = []
    var next: JobNumber?
    repeat {
      let page = try tally(.day(days.lowerBound)..<(.day(days.upperBound)), from: next)
      found += page.tallies
      next = page.next
    } while next != nil
    return found.sorted { ($0.key.day, $0.key.account) < ($1.key.day, $1.key.account) }
  }
}

extension DaemonLedger {
  /// Sends a message in the first second of a day.
  fileprivate func sent(
    _ id: String,
    account: String = "main",
    from: Int = 101,
    spool: String = "default",
    text: String = "Hello",
    providerID: String? = nil,
    atDay day: Int
  ) async throws {
    let message = Fixtures.message(id, spool: spool, account: account, from: from, text: text)
    let job = try await accepted(message).number
    _ = try await begin([job], at: .day(day))
    var settlement = Fixtures.settlement(
      job,
      .sent(providerMessageID: providerID),
      at: WallTime.day(day).advanced(by: Interval(seconds: 1))
    )
    settlement.attempt?.leftAt = .day(day)
    try await settle([settlement])
  }
}
