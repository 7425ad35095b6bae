import SMSCore
import Testing

/// What is not sent although nothing is wrong with it.
extension LedgerConformance {
  private static let window = Interval(seconds: 60)
  /// Both spools of the fixtures repeat nothing for a minute.
  private static let once = SendingRules(repeats: ["default": window, "other": window])

  /// A time in seconds after the start.
  private static func second(_ seconds: Int64) -> WallTime { Fixtures.at(seconds * 1_000) }

  static let sending: [LedgerConformance] = [
    LedgerConformance("what a guest list does not name ends suppressed, without an attempt") {
      ledger in
      let staging = Staging(recipients: [Fixtures.phone(142)])
      let listed = try await ledger.accepted(Fixtures.message("a")).number
      let other = try await ledger.accepted(Fixtures.message("b", to: 143)).number
      try await ledger.use(SendingRules(accounts: ["main": staging]))
      let answer = try await ledger.begin([listed, other], at: Fixtures.moment(Fixtures.at(10)))
      #expect(answer.begun == [listed] && answer.waiting.isEmpty)
      let ended = EndedJob(
        number: other,
        name: Fixtures.name("b"),
        kind: "message",
        state: .suppressed,
        code: .notAllowedRecipient
      )
      #expect(answer.ended == [ended])
      let result = try await ledger.result("b")
      #expect(result?.state == .suppressed && result?.attempts == 0)
      #expect(result?.error?.code == .notAllowedRecipient)
      #expect(result?.error?.hint.contains("accounts.main.allowed_recipients") == true)
      #expect(try await ledger.begin([other], at: Fixtures.at(20)) == [])
    },
    LedgerConformance("the rule of the moment counts, and another account has none") { ledger in
      let first = try await ledger.accepted(Fixtures.message("a", to: 143)).number
      let second = try await ledger.accepted(Fixtures.message("b", account: "bulk")).number
      try await ledger.use(SendingRules(accounts: ["main": Staging(recipients: [])]))
      try await ledger.use(SendingRules(accounts: ["main": Staging(isDryRun: true)]))
      #expect(try await ledger.begin([second], at: Fixtures.at(10)) == [second])
      try await ledger.use(SendingRules())
      #expect(try await ledger.begin([first], at: Fixtures.at(11)) == [first])
    },
    LedgerConformance("an account in dry-run mode sends nothing, and says what it would cost") {
      ledger in
      let text = String(repeating: "long ", count: 40)
      let job = try await ledger.accepted(Fixtures.message("a", text: text)).number
      let staging = Staging(isDryRun: true, recipients: [], prices: Prices(perSegment: 0.0079))
      try await ledger.use(SendingRules(accounts: ["main": staging]))
      #expect(try await ledger.begin([job], at: Fixtures.at(10)) == [])
      let result = try await ledger.result("a")
      #expect(result?.state == .suppressed && result?.message?.segments == 2)
      #expect(result?.error?.code == .dryRun && result?.error?.price == 0.0158)
    },
    LedgerConformance("a text is sent to a phone once, and then not for the time that is set") {
      ledger in
      try await ledger.use(once)
      try await ledger.settled("a", .sent(providerMessageID: "x"))
      let again = try await ledger.accepted(Fixtures.message("b", from: 102)).number
      #expect(try await ledger.begin([again], at: second(59)) == [])
      let result = try await ledger.result("b")
      #expect(result?.state == .suppressed && result?.error?.code == .duplicateText)
      #expect(result?.error?.duplicateOf == "a")
      #expect(result?.error?.hint.contains("spools.default.dedup_seconds") == true)
      // Neither another text, nor another phone, nor another spool.
      for (id, submission) in [
        ("c", Fixtures.message("c", text: "Hello!")), ("d", Fixtures.message("d", to: 143)),
        ("e", Fixtures.message("e", spool: "other")),
      ] {
        let job = try await ledger.accepted(submission).number
        #expect(try await ledger.begin([job], at: second(59)) == [job], "\(id)")
      }
      // What was suppressed does not make it longer.
      let later = try await ledger.accepted(Fixtures.message("f")).number
      #expect(try await ledger.begin([later], at: second(61)) == [later])
    },
    LedgerConformance("while a text is under way or in doubt, others with it wait") { ledger in
      try await ledger.use(once)
      let first = try await ledger.accepted(Fixtures.message("a")).number
      let other = try await ledger.accepted(Fixtures.message("b", from: 102)).number
      let now = Fixtures.moment(Fixtures.at(10))
      let answer = try await ledger.begin([first, other], at: now)
      #expect(answer == BegunAttempts(begun: [first], waiting: [other: first]))
      #expect(try await ledger.due() == ["b"])
      let doubt = Doubt(
        since: PastMoment(wall: Fixtures.at(10), monotonic: nil),
        looks: 0,
        nextLookAt: Fixtures.at(30)
      )
      try await ledger.settle([
        Fixtures.settlement(first, .doubt(Fixtures.error(.timeout), doubt))
      ])
      #expect(try await ledger.begin([other], at: now).waiting == [other: first])
      try await ledger.settle([Fixtures.verdict(first, .sent(providerMessageID: "x"))])
      let last = try await ledger.begin([other], at: now)
      #expect(last.begun.isEmpty && last.ended.map(\.code) == [.duplicateText])
      #expect(try await ledger.result("b")?.error?.duplicateOf == "a")
    },
    LedgerConformance("if a text was not sent after all, the next message with it goes") { ledger in
      try await ledger.use(once)
      let due = Settlement.Next.deferred(Fixtures.error(.connectionFailed), dueAt: Fixtures.at(60))
      let ends: [Settlement.Next] = [
        .failed(Fixtures.error(.forbidden)), due, .withdrawn,
        .uncertain(Fixtures.error(.timeout)),
      ]
      for (index, end) in ends.enumerated() {
        try await ledger.settled("a\(index)", end, to: index)
        let next = try await ledger.accepted(Fixtures.message("b\(index)", to: index)).number
        #expect(try await ledger.begin([next], at: Fixtures.at(40)) == [next], "\(end)")
      }
    },
    LedgerConformance("a message does not repeat its own attempts, but may repeat another's") {
      ledger in
      try await ledger.use(once)
      let due = Settlement.Next.deferred(Fixtures.error(.connectionFailed), dueAt: Fixtures.at(60))
      let first = try await ledger.settled("a", due)
      #expect(try await ledger.begin([first], at: Fixtures.at(60)) == [first])
      try await ledger.settle([Fixtures.settlement(first, due, attempt: 2)])
      try await ledger.settled("b", .sent(providerMessageID: "x"))
      #expect(try await ledger.begin([first], at: Fixtures.at(70)) == [])
      #expect(try await ledger.result("a")?.error?.duplicateOf == "b")
    },
    LedgerConformance("an operator's retry is sent whatever was sent before, and then counts") {
      ledger in
      try await ledger.use(once)
      try await ledger.settled("a", .sent(providerMessageID: "x"))
      let repeated = try await ledger.accepted(Fixtures.message("b")).number
      #expect(try await ledger.begin([repeated], at: Fixtures.at(40)) == [])
      _ = try await ledger.carriedOut(.retry(Fixtures.name("b")), id: "r")
      let entry = try await ledger.page(
        of: Fixtures.lane,
        dueBy: Fixtures.at(1000),
        excluding: [],
        limit: 9
      ).entries.first
      #expect(entry?.name.id == "b.retry-1")
      guard let retry = entry?.number else { return }
      #expect(try await ledger.begin([retry], at: second(61)) == [retry])
      var sent = Fixtures.settlement(retry, .sent(providerMessageID: "y"), at: second(62))
      sent.attempt?.leftAt = second(62)
      try await ledger.settle([sent])
      let last = try await ledger.accepted(Fixtures.message("c")).number
      #expect(try await ledger.begin([last], at: second(100)) == [])
      #expect(try await ledger.result("c")?.error?.duplicateOf == "b.retry-1")
    },
    LedgerConformance("texts are repeated where nothing is said about it") { ledger in
      try await ledger.settled("a", .sent(providerMessageID: "x"))
      let again = try await ledger.accepted(Fixtures.message("b")).number
      #expect(try await ledger.begin([again], at: Fixtures.at(40)) == [again])
    },
  ]
}
