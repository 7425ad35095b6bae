import SMSCore
import Testing

@testable import SMSLedger

/// Phones of subjects, and what goes to them.
struct EnrollmentTests {
  private func message(
    _ lab: CodeFixture,
    _ id: String,
    to recipient: Recipient,
    requiresVerified: Bool = false
  ) async throws -> Acceptance {
    let message = Message(
      account: "main",
      to: recipient,
      from: Fixtures.phone(101),
      text: MessageText("Hello"),
      priority: .normal,
      notBefore: nil,
      expiresAt: Fixtures.far,
      ifUncertain: nil,
      requiresVerified: requiresVerified
    )
    return try await lab.accept(id, .message(message))
  }

  @Test("nothing goes to a subject before its phone has passed the check")
  func pending() async throws {
    let lab = try await CodeFixture()
    let subject = Recipient.subject("u-7")
    #expect(try await message(lab, "m-1", to: subject).ended?.code == .unknownSubject)
    #expect(try await lab.ask("v-1", .verify(subject)).ended?.code == .unknownSubject)
    let code = try #require(try await lab.enroll("e-1", "u-7").code)
    #expect(try await message(lab, "m-2", to: subject).ended?.code == .phoneNotVerified)
    #expect(try await lab.ask("v-2", .verify(subject)).ended?.code == .phoneNotVerified)
    #expect(try lab.enrollments().map(\.pending) == [Fixtures.phone(142)])
    #expect(try await lab.check("c-1", of: "e-1", code) == .approved)
    #expect(try lab.enrollments().map(\.phone) == [Fixtures.phone(142)])
    #expect(try lab.enrollments().map(\.pending) == [nil])
    guard case .message(let entry) = try await message(lab, "m-3", to: subject) else {
      Issue.record("the message does not go out")
      return
    }
    #expect(entry.envelope.to == Fixtures.phone(142))
    #expect(try await lab.ask("v-3", .verify(subject), at: 2).code != nil)
  }

  @Test("a refused message keeps no text, and cannot be retried without one")
  func refused() async throws {
    let lab = try await CodeFixture()
    _ = try await message(lab, "m-1", to: .subject("u-7"))
    let snapshot = try #require(try await lab.snapshot("m-1"))
    #expect(snapshot.state == .failed)
    #expect(snapshot.message?.to == nil)
    try await lab.accept("op", .command(.retry(snapshot.name)))
    let command = try #require(try await lab.ledger.recover().commands.first)
    _ = try await lab.ledger.execute(command, at: Fixtures.at(30))
    #expect(try await lab.snapshot("op")?.error?.code == .tooLate)
  }

  @Test("a new number takes the old one's place only when it is verified")
  func change() async throws {
    let lab = try await CodeFixture()
    let first = try #require(try await lab.enroll("e-1", "u-7", 142).code)
    _ = try await lab.check("c-1", of: "e-1", first)
    let second = try #require(try await lab.enroll("e-2", "u-7", 143, at: 2).code)
    #expect(try lab.enrollments().map(\.phone) == [Fixtures.phone(142)])
    guard case .message(let entry) = try await message(lab, "m-1", to: .subject("u-7")) else {
      return
    }
    #expect(entry.envelope.to == Fixtures.phone(142))
    #expect(try await lab.check("c-2", of: "e-2", second, at: 3) == .approved)
    #expect(try lab.enrollments().map(\.phone) == [Fixtures.phone(143)])
  }

  @Test("a wrong number is not spammed, and its code does not enroll the right one")
  func wrongNumber() async throws {
    let lab = try await CodeFixture()
    let wrong = try #require(try await lab.enroll("e-1", "u-7", 142).code)
    #expect(try await lab.enroll("e-2", "u-7", 142, at: 10).ended?.code == .resendTooSoon)
    #expect(try await lab.enroll("e-3", "u-7", 143, at: 10).ended?.code == .resendTooSoon)
    let right = try #require(try await lab.enroll("e-4", "u-7", 143, at: 30).code)
    #expect(wrong != right)
    #expect(
      try await lab.check("c-1", of: "e-1", wrong, at: 31) == .denied(.superseded, attemptsLeft: 0)
    )
    #expect(try await lab.check("c-2", of: "e-4", right, at: 31) == .approved)
    #expect(try lab.enrollments().map(\.phone) == [Fixtures.phone(143)])
  }

  @Test("another number takes the enrollment from a code that a verify had begun")
  func sharedCode() async throws {
    let lab = try await CodeFixture()
    try await lab.verify("v-1", 142)
    let shared = try #require(try await lab.enroll("e-1", "u-7", 142, at: 30).code)
    #expect(try await lab.enroll("e-2", "u-7", 143, at: 40).ended?.code == .resendTooSoon)
    let right = try #require(try await lab.enroll("e-3", "u-7", 143, at: 60).code)
    #expect(
      try await lab.check("c-1", of: "e-1", shared, at: 61) == .denied(.superseded, attemptsLeft: 0)
    )
    #expect(try await lab.check("c-2", of: "e-3", right, at: 61) == .approved)
    #expect(try lab.enrollments().map(\.phone) == [Fixtures.phone(143)])
  }

  @Test("neither does a login by the phone that is enrolled keep such a code alive")
  func sharedCodeAndLogin() async throws {
    let lab = try await CodeFixture()
    let first = try #require(try await lab.enroll("e-1", "u-7", 144).code)
    _ = try await lab.check("c-1", of: "e-1", first)
    try await lab.verify("v-1", 142, at: 2)
    let shared = try #require(try await lab.enroll("e-2", "u-7", 142, at: 40).code)
    _ = try await lab.ask("v-2", .verify(.subject("u-7")), at: 41)
    try #require(try await lab.enroll("e-3", "u-7", 143, at: 80).code != nil)
    #expect(
      try await lab.check("c-2", of: "e-2", shared, at: 81) == .denied(.superseded, attemptsLeft: 0)
    )
  }

  @Test("a code sent again for an enrollment takes it from the code to the other number")
  func resentCode() async throws {
    let lab = try await CodeFixture()
    try await lab.verify("v-1", 143)
    let other = try #require(try await lab.enroll("e-1", "u-7", 142).code)
    let again = try #require(try await lab.enroll("e-2", "u-7", 143, at: 30).code)
    #expect(
      try await lab.check("c-1", of: "e-1", other, at: 31) == .denied(.superseded, attemptsLeft: 0)
    )
    #expect(try await lab.check("c-2", of: "e-2", again, at: 31) == .approved)
  }

  @Test("unenroll lifts neither the lock nor the cooldown, and forgets no wrong tries")
  func unenrollKeepsLimits() async throws {
    let lab = try await CodeFixture()
    try await lab.enroll("e-1", "u-7")
    _ = try await lab.check("w-1", of: "e-1", "wrong")
    try await lab.accept("u-1", .unenroll(subject: "u-7"), at: 2)
    #expect(try await lab.enroll("e-2", "u-7", at: 3).ended?.code == .resendTooSoon)
    try await lab.enroll("e-3", "u-7", at: 30)
    for left in [3, 2, 1, 0] {
      #expect(
        try await lab.check("c-\(left)", of: "e-3", "wrong", at: 31)
          == .denied(.wrongCode, attemptsLeft: left)
      )
    }
    try await lab.accept("u-2", .unenroll(subject: "u-7"), at: 32)
    #expect(try await lab.enroll("e-4", "u-7", at: 70).ended?.code == .tooManyCodes)
    #expect(try await lab.snapshot("e-4")?.error?.retryAt == CodeFixture.at(330).wall)
  }

  @Test("unenroll forgets the phone, and takes back the code that would enroll it")
  func unenroll() async throws {
    let lab = try await CodeFixture()
    let code = try #require(try await lab.enroll("e-1", "u-7").code)
    #expect(try await lab.accept("u-1", .unenroll(subject: "u-7")).ended?.state == .done)
    #expect(
      try await lab.check("c-1", of: "e-1", code) == .denied(.superseded, attemptsLeft: 0)
    )
    #expect(try lab.enrollments().isEmpty)
    let again = try await lab.accept("u-2", .unenroll(subject: "u-7"))
    #expect(again.ended?.code == .unknownSubject)
  }

  @Test("where verified phones are required, other numbers get neither message nor code")
  func required() async throws {
    let lab = try await CodeFixture()
    let phone = Recipient.phone(Fixtures.phone(142))
    let refused = try await message(lab, "m-1", to: phone, requiresVerified: true)
    #expect(refused.ended?.code == .phoneNotVerified)
    #expect(try await lab.snapshot("m-1")?.message?.to == Fixtures.phone(142))
    let verify = try await lab.ask("v-1", .verify(phone), requiresVerified: true)
    #expect(verify.ended?.code == .phoneNotVerified)
    let code = try #require(try await lab.enroll("e-1", "u-7").code)
    _ = try await lab.check("c-1", of: "e-1", code)
    let sent = try await message(lab, "m-2", to: phone, requiresVerified: true)
    #expect(sent.ended == nil)
  }
}
