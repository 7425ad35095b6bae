import SMSCore
import Testing

extension LedgerConformance {
  private static func text(_ text: String) -> MessageUpdate {
    let replacement = TextReplacement(character: "’", replacement: "'", count: 1)
    return MessageUpdate(
      text: .given(NormalizedText(text: MessageText(text), replacements: [replacement]))
    )
  }

  private static func update(_ id: String, _ change: MessageUpdate) -> Command {
    .update(Fixtures.name(id), change)
  }

  private static func page(
    _ ledger: any Ledger,
    _ lane: Lane = Fixtures.lane,
    by now: WallTime = Fixtures.at(1000)
  ) async throws -> [AgendaEntry] {
    try await ledger.page(of: lane, dueBy: now, excluding: [], limit: 100).entries
  }

  /// Begins an attempt of the first message that waits, as it is now.
  private static func beginFirst(_ ledger: any Ledger) async throws {
    let claim = try #require(try await page(ledger).first).claim
    let now = Fixtures.moment(Fixtures.at(60))
    _ = try await ledger.begin([claim], areUrgent: false, at: now)
  }

  static let updates = [
    LedgerConformance("an update gives a waiting message another text") { ledger in
      let old = try await ledger.accepted(Fixtures.message("a", ack: "token"))
      let long = String(repeating: "long ", count: 60)
      let outcome = try await ledger.carriedOut(update("a", text(long)), id: "u")
      #expect(outcome == .finished(left: [old.number], lanes: [Fixtures.lane]))
      let entry = try #require(try await page(ledger).first)
      #expect(entry.envelope.text.string == long && entry.revision > 0)
      let result = try #require(try await ledger.result("a"))
      #expect(result.state == .queued && result.message?.segments == 3)
      #expect(result.message?.replacements.count == 1 && result.updatedAt == Fixtures.at(50))
      let command = try #require(try await ledger.result("u", spool: "operator"))
      #expect(command.state == .done && command.kind == "update" && command.updated == ["body"])
      #expect(command.message == nil)
    },
    LedgerConformance("an update moves a message in time and to another lane") { ledger in
      _ = try await ledger.accepted(Fixtures.message("a"))
      _ = try await ledger.accepted(Fixtures.message("b", notBefore: Fixtures.at(9_000)))
      let high = Lane(account: "main", spool: "default", priority: .high)
      let moved = MessageUpdate(
        notBefore: Fixtures.at(700),
        end: .at(Fixtures.at(800)),
        priority: .high
      )
      let outcome = try await ledger.carriedOut(update("a", moved), id: "u")
      guard case .finished(_, let lanes) = outcome else { return #expect(Bool(false)) }
      #expect(lanes == [high])
      #expect(try await ledger.due() == [])
      #expect(try await ledger.due(high, by: Fixtures.at(699)) == [])
      #expect(try await ledger.due(high, by: Fixtures.at(700)) == ["a"])
      #expect(try await page(ledger, high).first?.expiresAt == Fixtures.at(800))
      _ = try await ledger.carriedOut(
        update("b", MessageUpdate(notBefore: Fixtures.at(60))),
        id: "v"
      )
      #expect(try await ledger.due(by: Fixtures.at(60)) == ["b"])
      #expect(
        try await ledger.result("u", spool: "operator")?.updated
          == ["not_before", "expires_at", "priority"]
      )
      let expiry = try await ledger.expire(at: Fixtures.at(800), limit: 10)
      #expect(expiry.ended.count == 1)
      #expect(try await ledger.result("a")?.state == .expired)
    },
    LedgerConformance("a life that is counted moves with not_before; one of a retry too") {
      ledger in
      for (id, hasTimeToLive) in [("fixed", false), ("counted", true)] {
        var submission = Fixtures.message(id, expiresAt: Fixtures.at(500))
        guard case .message(var message) = submission.content else { continue }
        message.hasTimeToLive = hasTimeToLive
        submission.content = .message(message)
        _ = try await ledger.accepted(submission)
      }
      for id in ["fixed", "counted"] {
        _ = try await ledger.carriedOut(
          update(id, MessageUpdate(notBefore: Fixtures.at(450))),
          id: "u-\(id)"
        )
      }
      let ends = try await page(ledger).map(\.expiresAt)
      #expect(ends == [Fixtures.at(500), Fixtures.at(950)])
    },
    LedgerConformance("an attempt of what an update has changed since does not begin") { ledger in
      let old = try await ledger.accepted(Fixtures.message("a"))
      let other = try await ledger.accepted(Fixtures.message("b"))
      var change = text("New")
      change.priority = .high
      _ = try await ledger.carriedOut(update("a", change), id: "u")
      let moment = Fixtures.moment(Fixtures.at(60))
      let answer = try await ledger.begin([old.claim, other.claim], areUrgent: false, at: moment)
      let high = Lane(account: "main", spool: "default", priority: .high)
      #expect(answer == BegunAttempts(begun: [other.number], changed: [old.number: high]))
      let new = try #require(try await page(ledger, high).first)
      let again = try await ledger.begin([new.claim], areUrgent: false, at: moment)
      #expect(again.begun == [old.number])
    },
    LedgerConformance("updates wait for a running attempt, and apply in their order") { ledger in
      let job = try await ledger.accepted(Fixtures.message("a")).number
      _ = try await ledger.begin([job], at: Fixtures.at(10))
      let first = try await ledger.acceptedCommand(update("a", text("one")), id: "1")
      let second = try await ledger.acceptedCommand(update("a", text("two")), id: "2")
      #expect(try await ledger.execute(first, at: Fixtures.at(20)) == .waits(for: job))
      #expect(try await ledger.recover().commands == [first, second])
      let next = Settlement.Next.deferred(Fixtures.error(.timeout), dueAt: Fixtures.at(90))
      try await ledger.settle([Fixtures.settlement(job, next)])
      // The later one is executed first.
      _ = try await ledger.execute(second, at: Fixtures.at(40))
      #expect(
        try await ledger.execute(first, at: Fixtures.at(41)) == .finished(left: [], lanes: [])
      )
      #expect(try await page(ledger).map(\.envelope.text.string) == ["two"])
      #expect(try await ledger.due(by: Fixtures.at(89)) == [])
      for id in ["1", "2"] {
        #expect(try await ledger.result(id, spool: "operator")?.state == .done)
      }
      let result = try await ledger.result("a")
      #expect(result?.state == .deferred && result?.nextAttemptAt == Fixtures.at(90))
    },
    LedgerConformance("an update that comes too late, or is about nothing, fails") { ledger in
      try await ledger.settled("a", .sent(providerMessageID: "mdr2-1"))
      for (target, code) in [("a", ErrorCode.tooLate), ("none", .unknownMessage)] {
        let outcome = try await ledger.carriedOut(update(target, text("New")), id: "u-\(target)")
        #expect(outcome == .finished(left: [], lanes: []))
        let result = try await ledger.result("u-\(target)", spool: "operator")
        #expect(result?.state == .failed && result?.error?.code == code)
        #expect(result?.updated == [])
      }
    },
    LedgerConformance("an update that would end a message before its time changes nothing") {
      ledger in
      let entry = try await ledger.accepted(
        Fixtures.message("a", notBefore: Fixtures.at(500), expiresAt: Fixtures.at(900))
      )
      var change = text("New")
      change.notBefore = Fixtures.at(900)
      change.priority = .high
      let outcome = try await ledger.carriedOut(update("a", change), id: "u")
      #expect(outcome == .finished(left: [], lanes: []))
      let result = try await ledger.result("u", spool: "operator")
      #expect(result?.state == .failed && result?.error?.code == .invalidRequest)
      #expect(try await page(ledger) == [entry])
    },
    LedgerConformance("what is held is updated and stays held") { ledger in
      _ = try await ledger.accepted(Fixtures.message("a"))
      _ = try await ledger.carriedOut(.hold(.job(Fixtures.name("a"))), id: "h")
      _ = try await ledger.carriedOut(update("a", text("New")), id: "u")
      #expect(try await ledger.result("a")?.state == .held)
      #expect(try await ledger.due() == [])
      _ = try await ledger.carriedOut(.release(.job(Fixtures.name("a"))), id: "r")
      #expect(try await page(ledger).map(\.envelope.text.string) == ["New"])
    },
    LedgerConformance("the same request again is the same message, also once it was updated") {
      ledger in
      let number = try await ledger.accepted(Fixtures.message("a")).number
      _ = try await ledger.carriedOut(update("a", text("New")), id: "u")
      let again = try await ledger.accept([Fixtures.message("a")])
      #expect(again == [.again(number)])
      let command = Fixtures.command(update("a", text("New")), id: "u")
      guard case .again = try await ledger.accept([command]).first else {
        return #expect(Bool(false), "an update is carried out once")
      }
    },
    LedgerConformance("a retry of an updated message has its last text") { ledger in
      let job = try await ledger.accepted(Fixtures.message("a")).number
      _ = try await ledger.carriedOut(update("a", text("New")), id: "u")
      try await beginFirst(ledger)
      try await ledger.settle([Fixtures.settlement(job, .failed(Fixtures.error(.badRequest)))])
      _ = try await ledger.carriedOut(.retry(Fixtures.name("a")), id: "r")
      #expect(try await page(ledger).map(\.envelope.text.string) == ["New"])
    },
    LedgerConformance("an interrupted attempt of an updated message has its text") { ledger in
      _ = try await ledger.accepted(Fixtures.message("a"))
      _ = try await ledger.carriedOut(update("a", text("New")), id: "u")
      try await beginFirst(ledger)
      let interrupted = try await ledger.recover().interrupted
      #expect(interrupted.map(\.entry.envelope.text.string) == ["New"])
    },
  ]
}
