import SMSCore
import TestSupport
import Testing

extension LedgerReaderConformance {
  /// 101 and 102 belong to account main, 201 to account second.
  private static let accounts = [
    Fixtures.phone(101): "main", Fixtures.phone(102): "main", Fixtures.phone(201): "second",
  ]

  static let optOutScopes =
    OptOutScope.allCases.map(reach) + OptOutScope.allCases.map(lastWord) + [
      rule("a START resumes one number, and a later STOP to any of the account stops it") {
        ledger,
        reader in
        try await ledger.use(OptOutRules(scope: .account, accounts: accounts))
        try await ledger.texted("STOP", id: "1", to: 101, at: Fixtures.at(60))
        try await ledger.texted("Start", id: "2", to: 102, at: Fixtures.at(61))
        #expect(try await ledger.mayText("a") == [102, 201])
        let entry = try #require(try reader.allOptOuts().first)
        #expect(entry.account == "main" && entry.resumedAt == nil)
        #expect(try reader.optOuts(of: Fixtures.phone(142)).resumptions.count == 1)
        try await ledger.texted("UNSTOP", id: "3", to: 101, at: Fixtures.at(62))
        #expect(try await ledger.mayText("b") == [101, 102, 201])
        #expect(try reader.allOptOuts().map(\.resumedAt) == [Fixtures.at(62)])
        try await ledger.texted("STOP", id: "4", to: 101, at: Fixtures.at(63))
        #expect(try await ledger.mayText("c") == [201])
        let last = try #require(try reader.allOptOuts().first)
        #expect(last.since == Fixtures.at(63) && last.resumedAt == nil)
        let events = try reader.optOutEvents(of: Fixtures.phone(142))
        #expect(events.map(\.hadEffect) == [true, true, true, true])
      },
      rule("a repeated STOP counts, though the entry keeps its beginning") { ledger, reader in
        try await ledger.use(OptOutRules(scope: .account, accounts: accounts))
        try await ledger.texted("STOP", id: "1", to: 101, at: Fixtures.at(60))
        try await ledger.texted("START", id: "2", to: 102, at: Fixtures.at(61))
        try await ledger.texted("STOP", id: "3", to: 101, at: Fixtures.at(62))
        #expect(try await ledger.mayText("a") == [201])
        let entry = try #require(try reader.allOptOuts().first)
        #expect(entry.since == Fixtures.at(60) && entry.latest == Fixtures.at(62))
      },
      rule("the last word wins in one millisecond, and with the clock set back") { ledger, _ in
        try await ledger.use(OptOutRules(scope: .account, accounts: accounts))
        try await ledger.texted("STOP", id: "1", at: Fixtures.at(60))
        try await ledger.texted("START", id: "2", at: Fixtures.at(60))
        #expect(try await ledger.mayText("a") == [101, 201])
        try await ledger.texted("STOP", id: "3", at: Fixtures.at(60))
        #expect(try await ledger.mayText("b") == [201])
        try await ledger.texted("START", id: "4", at: Fixtures.at(20))
        #expect(try await ledger.mayText("c") == [101, 201])
        try await ledger.texted("STOP", id: "5", at: Fixtures.at(10))
        #expect(try await ledger.mayText("d") == [201])
      },
      rule("what an operator enters for one number stops no other, and START lifts it") {
        ledger,
        reader in
        try await ledger.use(OptOutRules(scope: .all, accounts: accounts))
        let optOut = Command.optOut(Fixtures.phone(142), sender: Fixtures.phone(101))
        _ = try await ledger.carriedOut(optOut, id: "1")
        #expect(try await ledger.mayText("a") == [102, 201])
        try await ledger.texted("START", id: "in", at: Fixtures.at(70))
        #expect(try reader.allOptOuts() == [])
        _ = try await ledger.carriedOut(optOut, id: "2", at: Fixtures.at(80))
        // The person's own word reaches further than the operator's.
        try await ledger.texted("STOP", id: "stop", at: Fixtures.at(90))
        #expect(try await ledger.mayText("b") == [])
        #expect(try reader.allOptOuts().map(\.source) == [.reply])
      },
      rule("an operator resumes one number, or all") { ledger, reader in
        try await ledger.use(OptOutRules(scope: .account, accounts: accounts))
        try await ledger.texted("STOP", id: "1", to: 101, at: Fixtures.at(60))
        let one = Command.optIn(Fixtures.phone(142), sender: Fixtures.phone(102))
        _ = try await ledger.carriedOut(one, id: "one", at: Fixtures.at(61))
        #expect(try await ledger.result("one", spool: "operator")?.affected == 1)
        #expect(try await ledger.mayText("a") == [102, 201])
        let all = Command.optIn(Fixtures.phone(142), sender: nil)
        _ = try await ledger.carriedOut(all, id: "all", at: Fixtures.at(62))
        #expect(try await ledger.mayText("b") == [101, 102, 201])
        #expect(try reader.allOptOuts() == [])
      },
      rule("a START does not lift what names no number") { ledger, _ in
        try await ledger.use(OptOutRules(scope: .all, accounts: accounts))
        _ = try await ledger.carriedOut(.optOut(Fixtures.phone(142), sender: nil), id: "1")
        try await ledger.texted("START", id: "in", at: Fixtures.at(70))
        #expect(try await ledger.mayText("a") == [])
      },
      rule("an entry keeps its account when the number leaves the configuration") {
        ledger,
        reader in
        try await ledger.use(OptOutRules(scope: .account, accounts: accounts))
        try await ledger.texted("STOP", id: "1", to: 101, at: Fixtures.at(60))
        var others = accounts
        others[Fixtures.phone(101)] = nil
        try await ledger.use(OptOutRules(scope: .account, accounts: others))
        #expect(try await ledger.mayText("a") == [201])
        others[Fixtures.phone(101)] = "second"
        try await ledger.use(OptOutRules(scope: .account, accounts: others))
        #expect(try reader.allOptOuts().map(\.account) == ["main"])
      },
      rule("an entry for an unknown number gets its account with the configuration") {
        ledger,
        reader in
        try await ledger.texted("STOP", id: "1", to: 101, at: Fixtures.at(60))
        #expect(try reader.allOptOuts().map(\.account) == [nil])
        #expect(try await ledger.mayText("a") == [102, 201])
        try await ledger.use(OptOutRules(scope: .account, accounts: accounts))
        #expect(try reader.allOptOuts().map(\.account) == ["main"])
        #expect(try await ledger.mayText("b") == [201])
      },
      rule("receipts and refusals stop the numbers of the message's account") { ledger, _ in
        try await ledger.use(OptOutRules(scope: .account, accounts: accounts))
        try await ledger.settled("b", .failed(Fixtures.error(.recipientOptedOut)))
        #expect(try await ledger.mayText("a") == [201])
      },
      rule("a code is stopped by an opt-out of its own number only") { ledger, _ in
        try await ledger.use(OptOutRules(scope: .all, accounts: accounts))
        try await ledger.texted("STOP", id: "1", to: 102, at: Fixtures.at(60))
        // Codes go out from 101.
        #expect(try await ledger.enroll("u-1", 142, at: Fixtures.at(70)) != nil)
        let sent = try await ledger.result("enroll-u-1")
        #expect(sent?.state == .sent)
        try await ledger.texted("STOP", id: "2", to: 101, at: Fixtures.at(80))
        let refused = try await ledger.refusal(ofCode: "refused", to: 142)
        #expect(refused == .recipientOptedOut)
      },
      rule("a preview knows how far an opt-out reaches") { ledger, _ in
        try await ledger.use(OptOutRules(scope: .account, accounts: accounts))
        try await ledger.texted("STOP", id: "1", to: 101, at: Fixtures.at(60))
        let other = try await ledger.preview(Fixtures.message("a", from: 102))
        #expect(other.isOptedOut && other.error?.hint.contains("a number of account main") == true)
        #expect(other.error?.message.contains("another number") == true)
        let second = Fixtures.message("a", account: "second", from: 201)
        #expect(try await !ledger.preview(second).isOptedOut)
      },
      rule("an import brings back who resumed one number, with the account") { ledger, reader in
        try await ledger.use(OptOutRules(scope: .account, accounts: accounts))
        let entry = OptOut(
          phone: Fixtures.phone(142),
          sender: Fixtures.phone(101),
          account: "main",
          origin: OptOut.Origin(.reply),
          since: Fixtures.at(10),
          resumedAt: Fixtures.at(20)
        )
        for id in ["1", "2"] { _ = try await ledger.imported([[entry]], id: id) }
        #expect(try reader.allOptOuts() == [entry])
        #expect(try await ledger.mayText("a") == [101, 201])
        #expect(try reader.optOutEvents(of: Fixtures.phone(142)).count == 2)
      },
      rule("an account that only another program knows is not kept") { ledger, reader in
        try await ledger.use(OptOutRules(scope: .account, accounts: accounts))
        let foreign = [("AC1", 101), ("second", 102), ("AC1", 301)].map { name, number in
          OptOut(
            phone: Fixtures.phone(142),
            sender: Fixtures.phone(number),
            account: name,
            origin: OptOut.Origin(list: "old"),
            since: Fixtures.at(10)
          )
        }
        _ = try await ledger.imported([foreign], id: "1")
        #expect(try reader.allOptOuts().map(\.account) == ["main", "second", "AC1"])
      },
      rule("an old STOP of a list stops the numbers that were not resumed since") { ledger, _ in
        try await ledger.use(OptOutRules(scope: .account, accounts: accounts))
        try await ledger.texted("START", id: "in", to: 102, at: Fixtures.at(60))
        let old = OptOut(
          phone: Fixtures.phone(142),
          sender: Fixtures.phone(101),
          origin: OptOut.Origin(list: "old"),
          since: Fixtures.at(50)
        )
        #expect(try await ledger.imported([[old]], id: "1").added == 1)
        #expect(try await ledger.mayText("a") == [102, 201])
      },
      rule("replies in the provider's list count at their own time, once") { ledger, reader in
        try await ledger.use(OptOutRules(scope: .account, accounts: accounts))
        try await ledger.texted("START", id: "live", to: 102, at: Fixtures.at(80))
        let replies = [
          Fixtures.listed("unstop", to: 101, at: 70), Fixtures.listed("STOP", to: 101, at: 60),
          Fixtures.listed("Stop.", to: 102, at: 75),
        ]
        #expect(try await ledger.heed(replies, optOutWords: []) == 3)
        #expect(try await ledger.heed(replies, optOutWords: []) == 0)
        // 102 was resumed after its STOP, 101 before it.
        #expect(try await ledger.mayText("a") == [102, 201])
        #expect(try reader.allOptOuts().map(\.latest) == [Fixtures.at(60), Fixtures.at(75)])
        #expect(try reader.optOutEvents(of: Fixtures.phone(142)).count == 4)
      },
      rule("entries and events are pruned by when they were recorded") { ledger, reader in
        let old = OptOut(
          phone: Fixtures.phone(143),
          sender: nil,
          origin: OptOut.Origin(list: "old"),
          since: Fixtures.at(1)
        )
        try await ledger.texted("STOP", id: "1", at: Fixtures.at(60))
        _ = try await ledger.imported([[old]], id: "i")
        #expect(try await ledger.pruneOptOuts(before: Fixtures.at(60), limit: 9) == 0)
        #expect(try await ledger.pruneOptOuts(before: Fixtures.at(61), limit: 9) == 2)
        #expect(try reader.allOptOuts().map(\.phone) == [Fixtures.phone(143)])
        #expect(try reader.optOutEvents(of: Fixtures.phone(142)) == [])
        // A repeated STOP is recorded anew.
        try await ledger.texted("STOP", id: "2", at: Fixtures.at(1_000))
        try await ledger.texted("STOP", id: "3", at: Fixtures.at(2_000))
        #expect(try await ledger.pruneOptOuts(before: Fixtures.at(1_500), limit: 1) == 1)
        #expect(try await ledger.pruneOptOuts(before: Fixtures.at(1_500), limit: 9) == 2)
        #expect(try reader.allOptOuts().map(\.phone) == [Fixtures.phone(142)])
      },
    ]

  /// Which numbers a STOP to 101 stops.
  private static func reach(of scope: OptOutScope) -> LedgerReaderConformance {
    rule("a STOP to one number reaches as far as the scope \(scope.rawValue)") { ledger, reader in
      try await ledger.use(OptOutRules(scope: scope, accounts: accounts))
      try await ledger.texted("STOP", id: "in", to: 101, at: Fixtures.at(60))
      let expected: [Int] =
        switch scope {
        case .number: [102, 201]
        case .account: [201]
        case .all: []
        }
      #expect(try await ledger.mayText("a") == expected)
      let error = try await ledger.result("a-101")?.error
      #expect(error?.code == .recipientOptedOut && error?.hint.contains("UNSTOP") == true)
    }
  }

  /// Random words to three numbers, against the rule in its plainest form.
  private static func lastWord(of scope: OptOutScope) -> LedgerReaderConformance {
    rule("the last word decides for each number under the scope \(scope.rawValue)") {
      ledger,
      reader in
      try await ledger.use(OptOutRules(scope: scope, accounts: accounts))
      var random = SeededRandom(seed: 19)
      var words: [(number: Int, isStop: Bool)] = []
      for step in 0..<60 {
        let (number, isStop) = (random.pick([101, 102, 201]), random.oneIn(2))
        words.append((number, isStop))
        // Times stand still, and go back now and then.
        let time = Fixtures.at(Int64(1_000 + step / 3 - (random.oneIn(9) ? 5 : 0)))
        try await ledger.texted(isStop ? "STOP" : "START", id: "in-\(step)", to: number, at: time)
        let allowed = [101, 102, 201].filter { number in
          let stop = words.lastIndex { word in
            word.isStop
              && (word.number == number || scope == .all
                || scope == .account && number < 200 && word.number < 200)
          }
          let start = words.lastIndex { !$0.isStop && $0.number == number }
          return (start ?? -1) > (stop ?? -2)
        }
        #expect(try await ledger.mayText("step-\(step)") == allowed, "step \(step)")
        let known = try reader.optOuts(of: Fixtures.phone(142))
        for number in [101, 102, 201] {
          let account = number < 200 ? "main" : "second"
          let block = known.block(from: Fixtures.phone(number), of: account, scope)
          #expect((block == nil) == allowed.contains(number), "step \(step), \(number)")
        }
      }
    }
  }
}

extension Fixtures {
  /// A text of phone 142, as the provider lists it.
  fileprivate static func listed(_ text: String, to number: Int, at time: Int64) -> ListedMessage {
    ListedMessage(
      id: "mdr2-\(time)",
      isOutbound: false,
      to: .number(phone(number)),
      from: .number(phone(142)),
      text: MessageText(text),
      at: at(time)
    )
  }
}

extension Ledger {
  /// Which of the three numbers may text phone 142 now.
  fileprivate func mayText(_ id: String) async throws -> [Int] {
    var allowed: [Int] = []
    for number in [101, 102, 201] {
      let account = number < 200 ? "main" : "second"
      let message = Fixtures.message("\(id)-\(number)", account: account, from: number)
      let job = try await accepted(message).number
      if try await begin([job], at: Fixtures.at(100)) == [job] { allowed.append(number) }
    }
    return allowed
  }

  /// Asks for a code, and returns why none was made.
  fileprivate func refusal(ofCode id: String, to last: Int) async throws -> ErrorCode? {
    let request = CodeRequest(
      purpose: .verify(.phone(Fixtures.phone(last))),
      account: "main",
      from: Fixtures.phone(101),
      template: CodeTemplate("Code {code}", origin: nil),
      wantsNewCode: false,
      requiresVerified: false,
      policy: VerificationPolicy()
    )
    var submission = Fixtures.message(id)
    submission.content = .code(request)
    _ = try await accept([submission])
    return try await result(id)?.error?.code
  }
}
