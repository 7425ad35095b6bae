import SMSCore
import Testing

extension LedgerReaderConformance {
  private static let rules = OptOutRules(
    scope: .account,
    accounts: [Fixtures.phone(101): "main", Fixtures.phone(102): "main"]
  )

  static let confirmations = [
    rule("a confirmation is sent although the phone has just opted out, and nothing after it") {
      ledger,
      _ in
      try await ledger.use(rules)
      let outcome = try await ledger.stopped("1", at: Fixtures.at(60))
      guard case .message(let entry) = outcome?.reply else {
        Issue.record("the first opt-out is confirmed")
        return
      }
      #expect(entry.name == Fixtures.name("reply-1"))
      let other = try await ledger.accepted(Fixtures.message("other")).number
      #expect(try await ledger.begin([entry.number, other], at: Fixtures.at(61)) == [entry.number])
      // An attempt that could not be made is made again.
      let error = Fixtures.error(.connectionFailed)
      let deferred = Settlement.Next.deferred(error, dueAt: Fixtures.at(63))
      try await ledger.settle([Fixtures.settlement(entry.number, deferred, at: Fixtures.at(62))])
      #expect(try await ledger.begin([entry.number], at: Fixtures.at(64)) == [entry.number])
    },
    rule("only the opt-out that stops the number is confirmed") { ledger, _ in
      try await ledger.use(rules)
      #expect(try await ledger.stopped("1", at: Fixtures.at(60))?.reply != nil)
      #expect(try await ledger.stopped("2", at: Fixtures.at(61))?.reply == nil)
      #expect(try await ledger.stopped("3", to: 102, at: Fixtures.at(62))?.reply == nil)
      try await ledger.texted("START", id: "4", at: Fixtures.at(63))
      #expect(try await ledger.stopped("5", at: Fixtures.at(64))?.reply != nil)
    },
    rule("a phone gets four confirmations a day, whatever it texts") { ledger, _ in
      var confirmed = 0
      for number in 0..<8 {
        let time = Fixtures.at(Int64(100 * number))
        if try await ledger.stopped("s\(number)", at: time)?.reply != nil { confirmed += 1 }
        try await ledger.texted("START", id: "r\(number)", at: time)
      }
      #expect(confirmed == 4)
    },
    rule("an operator's retry of a confirmation confirms nothing") { ledger, _ in
      try await ledger.use(rules)
      guard case .message(let entry) = try await ledger.stopped("1", at: Fixtures.at(60))?.reply
      else {
        Issue.record("the first opt-out is confirmed")
        return
      }
      _ = try await ledger.begin([entry.number], at: Fixtures.at(61))
      let failed = Settlement.Next.failed(Fixtures.error(.forbidden))
      try await ledger.settle([Fixtures.settlement(entry.number, failed, at: Fixtures.at(62))])
      let retry = Command.retry(entry.name)
      let outcome = try await ledger.carriedOut(retry, id: "retry", at: Fixtures.at(70))
      let (lane, now) = (Fixtures.lane, Fixtures.at(90))
      let page = try await ledger.page(of: lane, dueBy: now, excluding: [], limit: 9)
      let again = try #require(page.entries.first, "\(outcome)")
      #expect(again.name == Fixtures.name("reply-1.retry-1"))
      #expect(try await ledger.begin([again.number], at: Fixtures.at(91)) == [])
      #expect(try await ledger.result(again.name.id)?.error?.code == .recipientOptedOut)
    },
  ]
}

extension Inbox {
  /// Has phone 142 opt out by a word that is to be confirmed.
  fileprivate func stopped(
    _ id: String,
    to number: Int = 101,
    at now: WallTime
  ) async throws -> InboundOutcome? {
    let text = Fixtures.message("reply-\(id)", from: number, text: "You get no more texts.")
    return try await texted("quit", id: id, to: number, confirmedBy: text, at: now)
  }
}
