import SMSCore
import Testing

@testable import SMSLedger

/// Codes in the ledger: who gets which, and what is counted.
struct CodeTests {
  @Test("a code waits as an urgent message whose text is only the template")
  func acceptance() async throws {
    let lab = try await CodeFixture()
    guard case .message(let entry) = try await lab.verify("v-1") else {
      Issue.record("no code goes out")
      return
    }
    #expect(entry.lane.priority == .urgent)
    #expect(entry.envelope.text.string == "Code {code}")
    #expect(entry.expiresAt == CodeFixture.at(300).wall)
    let page = try await lab.ledger.page(
      of: entry.lane,
      dueBy: Fixtures.at(1),
      excluding: [],
      limit: 10
    )
    #expect(page.entries == [entry])
    #expect(try await lab.ledger.recover().lanes == [entry.lane])
  }

  @Test("a second request sends the same code, and shares its expiry")
  func resend() async throws {
    let lab = try await CodeFixture()
    let first = try await lab.verify("v-1")
    let soon = try await lab.verify("v-2", at: 29)
    #expect(soon.ended?.code == .resendTooSoon)
    #expect(try await lab.snapshot("v-2")?.error?.retryAt == CodeFixture.at(30).wall)
    let second = try await lab.verify("v-3", at: 30)
    #expect(second.code == first.code)
    guard case .message(let entry) = second else { return }
    #expect(entry.expiresAt == CodeFixture.at(300).wall)
    #expect(try await lab.check("c-1", of: "v-1", "wrong") == .denied(.wrongCode, attemptsLeft: 4))
    #expect(try await lab.check("c-2", of: "v-3", "wrong") == .denied(.wrongCode, attemptsLeft: 3))
    #expect(try await lab.check("c-3", of: "v-1", try #require(first.code)) == .approved)
    #expect(
      try await lab.check("c-4", of: "v-3", try #require(first.code))
        == .denied(.alreadyUsed, attemptsLeft: 0)
    )
  }

  @Test("another spool's code is another")
  func spools() async throws {
    let lab = try await CodeFixture()
    let first = try await lab.verify("v-1")
    let other = try await lab.verify("v-2", at: 1, spool: "shop")
    #expect(other.code != nil)
    #expect(other.code != first.code)
    #expect(
      try await lab.check("c-1", of: "v-2", "x") == .denied(.unknownVerification, attemptsLeft: 0)
    )
  }

  @Test("a new code takes the place of the old one, and carries the wrong tries")
  func newCode() async throws {
    let lab = try await CodeFixture()
    let first = try #require(try await lab.verify("v-1").code)
    _ = try await lab.check("c-1", of: "v-1", "wrong")
    let second = try #require(try await lab.verify("v-2", at: 40, new: true).code)
    #expect(first != second)
    #expect(
      try await lab.check("c-2", of: "v-1", first, at: 41) == .denied(.superseded, attemptsLeft: 0)
    )
    #expect(
      try await lab.check("c-3", of: "v-2", first, at: 41) == .denied(.wrongCode, attemptsLeft: 3)
    )
    #expect(try await lab.check("c-4", of: "v-2", second, at: 339) == .approved)
  }

  @Test("too many wrong tries lock the phone, until the code would have expired")
  func lock() async throws {
    let lab = try await CodeFixture()
    let code = try #require(try await lab.verify("v-1").code)
    for try_ in 0..<5 { _ = try await lab.check("c-\(try_)", of: "v-1", "wrong") }
    #expect(
      try await lab.check("c-5", of: "v-1", code) == .denied(.tooManyAttempts, attemptsLeft: 0)
    )
    let locked = try await lab.verify("v-2", at: 60, new: true)
    #expect(locked.ended?.code == .tooManyCodes)
    #expect(try await lab.snapshot("v-2")?.error?.retryAt == CodeFixture.at(300).wall)
    #expect(try await lab.verify("v-3", at: 300).code != nil)
  }

  @Test("the right code at 299.9 s is approved, at 300.1 s expired")
  func expiry() async throws {
    let lab = try await CodeFixture()
    let code = try #require(try await lab.verify("v-1").code)
    #expect(
      try await lab.check("c-1", of: "v-1", code, at: 300.1) == .denied(.expired, attemptsLeft: 0)
    )
    #expect(try await lab.check("c-2", of: "v-1", code, at: 299.9) == .approved)
  }

  @Test("twenty checks at once count exactly")
  func parallel() async throws {
    let lab = try await CodeFixture()
    try await lab.verify("v-1")
    let checks = (0..<20).map { index in
      lab.submission(
        "c-\(index)",
        .check(CheckRequest(verification: "v-1", code: TypedCode("wrong"))),
        at: CodeFixture.at(1)
      )
    }
    let ledger = lab.ledger
    await withTaskGroup { group in
      for check in checks { group.addTask { _ = try? await ledger.accept([check]) } }
    }
    let verdicts = try await ledger.changes(after: 0, limit: 100).compactMap(\.verdict)
    #expect(verdicts.count == 20)
    for left in 0..<5 {
      #expect(verdicts.count { $0 == .denied(.wrongCode, attemptsLeft: left) } == 1)
    }
    #expect(verdicts.count { $0 == .denied(.tooManyAttempts, attemptsLeft: 0) } == 15)
  }

  @Test("a verdict outlives a crash, and the same request again gives the same one")
  func durable() async throws {
    let lab = try await CodeFixture()
    let code = try #require(try await lab.verify("v-1").code)
    let check = lab.submission(
      "c-1",
      .check(CheckRequest(verification: "v-1", code: TypedCode(code))),
      at: CodeFixture.at(1)
    )
    let first = try await lab.ledger.accept([check])
    #expect(first.first?.ended?.state == .approved)
    let crashed = try lab.file.image().restored()
    let ledger = try await crashed.opened()
    let again = try await ledger.accept([check])
    guard case .again = again.first else {
      Issue.record("\(again)")
      return
    }
    #expect(try await ledger.changes(after: 0, limit: 10).last?.verdict == .approved)
  }

  @Test("a number gets so many codes within the hour, whichever spool asks")
  func numberCap() async throws {
    let lab = try await CodeFixture()
    for index in 0..<5 {
      let sent = try await lab.verify("v-\(index)", at: Double(index), spool: "spool-\(index)")
      #expect(sent.code != nil)
    }
    let refused = try await lab.verify("v-5", at: 10, spool: "spool-5")
    #expect(refused.ended?.code == .tooManyCodes)
    #expect(try await lab.snapshot("v-5")?.error?.retryAt == CodeFixture.at(3_600).wall)
    #expect(try await lab.verify("v-6", 143, at: 10).code != nil)
    #expect(try await lab.verify("v-7", at: 3_600, spool: "spool-7").code != nil)
    #expect(try await lab.verify("v-8", at: 3_600.5, spool: "spool-8").ended != nil)
  }

  @Test("of codes to a thousand numbers, the spool's cap lets so many through")
  func spoolCap() async throws {
    let lab = try await CodeFixture()
    lab.policy.maxCodesPerHourPerSpool = 100
    lab.policy.prefixGuard.approvedShare = 0
    let accepted = try await lab.ledger.accept((0..<1_000).map { lab.verification("v-\($0)", $0) })
    #expect(accepted.count { $0.code != nil } == 100)
    let refused = try await lab.snapshot("v-999")
    #expect(refused?.error?.code == .tooManyCodes)
    #expect(refused?.error?.retryAt == CodeFixture.at(3_600).wall)
    #expect(try await lab.verify("w-1", 1, at: 3_600).code != nil)
  }

  @Test("a prefix whose codes do not come back right is refused, and told")
  func prefixGuard() async throws {
    let lab = try await CodeFixture()
    lab.policy.prefixGuard.codes = 10
    var last = try await lab.verify("v-0", 0)
    for index in 0..<10 {
      if index > 0 { last = try await lab.verify("v-\(index)", index, at: Double(index)) }
      try await lab.take(last, at: Double(index))
    }
    #expect(try await lab.verify("v-10", 10, at: 68).code != nil, "the last was taken just now")
    let refused = try await lab.verify("v-11", 11, at: 70)
    #expect(
      refused.ended?.guardedPrefix
        == EndedJob.GuardedPrefix(prefix: 206_555, until: CodeFixture.at(3_600).wall)
    )
    _ = try await lab.check("c-1", of: "v-9", try #require(last.code), at: 70)
    #expect(try await lab.verify("v-12", 12, at: 70).code != nil)
  }

  @Test("codes that an outage keeps back do not count against their prefix")
  func heldBack() async throws {
    let lab = try await CodeFixture()
    lab.policy.prefixGuard.codes = 10
    for index in 0..<25 {
      let held = try await lab.verify("v-\(index)", index, at: Double(index))
      #expect(held.code != nil)
      if index.isMultiple(of: 2) { try await lab.take(held, at: 30, as: .unauthorized) }
    }
    #expect(try await lab.verify("w-1", 30, at: 600).code != nil)
  }

  @Test("a code is sent again after a doubt or a restart with the same digits")
  func recovery() async throws {
    let lab = try await CodeFixture()
    guard case .message(let entry) = try await lab.verify("v-1") else { return }
    _ = try await lab.ledger.begin([entry.number], at: Fixtures.at(1))
    try await lab.reopen()
    let interrupted = try await lab.ledger.recover().interrupted
    #expect(interrupted.map(\.entry.envelope.code) == [entry.envelope.code])
    #expect(interrupted.map(\.entry.number) == [entry.number])
  }

  @Test("a code is not retried by an operator: its producer asks for it again")
  func retry() async throws {
    let lab = try await CodeFixture()
    guard case .message(let entry) = try await lab.verify("v-1") else { return }
    _ = try await lab.ledger.begin([entry.number], at: Fixtures.at(1))
    try await lab.ledger.settle([
      Fixtures.settlement(entry.number, .failed(Fixtures.error(.forbidden)))
    ])
    try await lab.accept("op", .command(.retry(entry.name)))
    let command = try #require(try await lab.ledger.recover().commands.first)
    _ = try await lab.ledger.execute(command, at: Fixtures.at(30))
    #expect(try await lab.snapshot("op")?.error?.code == .tooLate)
  }

  @Test("retention forgets codes a day after their jobs, and no earlier")
  func retention() async throws {
    let lab = try await CodeFixture()
    let code = try #require(try await lab.verify("v-1").code)
    _ = try await lab.ledger.expire(at: CodeFixture.at(301).wall, limit: 10)
    try await lab.ledger.markPublished(through: 1_000)
    let count = try await lab.ledger.prune(settledBefore: CodeFixture.at(400).wall, limit: 10)
    #expect(count == 1)
    #expect(try await lab.check("c-1", of: "v-1", code, at: 2) == .approved)
    let nextDay = CodeFixture.at(86_401).wall
    _ = try await lab.ledger.prune(settledBefore: nextDay, limit: 10)
    #expect(
      try await lab.check("c-2", of: "v-1", code) == .denied(.unknownVerification, attemptsLeft: 0)
    )
  }
}
