import SMSCore
import Testing

@testable import SMSLedger

/// Codes that are over: not sent, and in nobody's way.
struct CodeEndTests {
  @Test("the id of a pruned request may be used again while its code is still kept")
  func reusedName() async throws {
    let lab = try await CodeFixture()
    lab.policy.maxCodesPerHour = 2
    let old = try #require(try await lab.verify("login").code)
    _ = try await lab.ledger.expire(at: CodeFixture.at(301).wall, limit: 10)
    try await lab.ledger.markPublished(through: 1_000)
    #expect(try await lab.ledger.prune(settledBefore: CodeFixture.at(400).wall, limit: 10) == 1)
    let new = try #require(try await lab.verify("login", at: 400).code)
    #expect(
      try await lab.check("c-1", of: "login", old, at: 401) == .denied(.wrongCode, attemptsLeft: 4)
    )
    #expect(try await lab.check("c-2", of: "login", new, at: 401) == .approved)
    // The old send still counts.
    #expect(try await lab.verify("login-2", at: 402).ended?.code == .tooManyCodes)
  }

  @Test("what cannot be entered any more is not sent any more")
  func deadCode() async throws {
    let lab = try await CodeFixture()
    let superseded = try await lab.verify("v-1", 142)
    let entered = try await lab.verify("v-2", 143)
    let locked = try await lab.verify("v-3", 144)
    let live = try await lab.verify("v-4", 142, at: 30, new: true)
    _ = try await lab.check("c-1", of: "v-2", try #require(entered.code), at: 31)
    for number in 0..<5 { _ = try await lab.check("w-\(number)", of: "v-3", "wrong", at: 31) }
    let jobs = try [superseded, entered, locked, live].map { try #require($0.entry?.number) }
    #expect(try await lab.ledger.begin(jobs, at: Fixtures.at(32)) == [jobs[3]])
    for id in ["v-1", "v-2", "v-3"] {
      let snapshot = try await lab.snapshot(id)
      #expect(snapshot?.state == .expired)
      #expect(snapshot?.error?.code == .expired)
      #expect(snapshot?.error?.message == "The code was no longer good when it could be sent.")
    }
  }
}
