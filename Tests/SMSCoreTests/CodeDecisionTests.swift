import SMSCore
import Testing

struct CodeDecisionTests {
  private let policy = VerificationPolicy()

  private func code(
    sentAt sent: Double = 0,
    wrongTries: Int = 0,
    standing: Verification.Standing = .live
  ) -> Verification {
    var code = Verification(
      seed: CodeSeed(nonce: [1], length: 6),
      carrying: wrongTries,
      by: policy,
      at: .after(0)
    )
    code.sentAt = .after(sent)
    code.standing = standing
    return code
  }

  private func decide(
    _ history: CodeHistory,
    new: Bool = false,
    at now: CodeInstant
  ) -> CodeDecision {
    policy.decide(history, wantsNewCode: new, at: now)
  }

  @Test("a first code, and one after a code that is over, begins with no wrong tries")
  func first() {
    #expect(decide(CodeHistory(), at: .after(0)) == .begin(carrying: 0))
    let over = CodeHistory(current: code(wrongTries: 5))
    #expect(decide(over, at: .after(300)) == .begin(carrying: 0))
    let used = CodeHistory(current: code(wrongTries: 3, standing: .approved))
    #expect(decide(used, at: .after(1)) == .begin(carrying: 0))
  }

  @Test("while a code lives it is sent again, not before its cooldown is over")
  func cooldown() {
    let history = CodeHistory(current: code(sentAt: 100))
    #expect(
      decide(history, at: .after(110))
        == .refuse(CodeRefusal(.tooSoon, wait: Interval(seconds: 20)))
    )
    #expect(decide(history, at: .after(130)) == .resend)
    #expect(
      decide(history, new: true, at: .after(110))
        == .refuse(CodeRefusal(.tooSoon, wait: Interval(seconds: 20)))
    )
    #expect(decide(history, at: .after(110, step: 3600)) != .resend)
  }

  @Test("the cooldown holds only while the code lives")
  func shortLife() {
    let history = CodeHistory(current: code(sentAt: 290))
    #expect(
      decide(history, at: .after(295)) == .refuse(CodeRefusal(.tooSoon, wait: Interval(seconds: 5)))
    )
    #expect(decide(history, at: .after(300)) == .begin(carrying: 0))
  }

  @Test("a new code carries the wrong tries over, those of the subject's other phone as well")
  func carry() {
    let history = CodeHistory(current: code(wrongTries: 2), elsewhere: [code(wrongTries: 4)])
    #expect(decide(history, new: true, at: .after(60)) == .begin(carrying: 4))
    let moved = CodeHistory(elsewhere: [code(wrongTries: 4)])
    #expect(decide(moved, at: .after(60)) == .begin(carrying: 4))
  }

  @Test("a superseded code binds the next one until it would have expired, but is not sent again")
  func superseded() {
    let history = CodeHistory(current: code(wrongTries: 3, standing: .superseded))
    let tooSoon = CodeDecision.refuse(CodeRefusal(.tooSoon, wait: Interval(seconds: 20)))
    #expect(decide(history, at: .after(10)) == tooSoon)
    #expect(decide(history, at: .after(60)) == .begin(carrying: 3))
    #expect(decide(history, at: .after(300)) == .begin(carrying: 0))
  }

  @Test("too many wrong tries lock until the code would have expired, also for a new code")
  func lock() {
    let history = CodeHistory(current: code(wrongTries: 5))
    let refused = CodeDecision.refuse(CodeRefusal(.locked, wait: Interval(seconds: 240)))
    #expect(decide(history, at: .after(60)) == refused)
    #expect(decide(history, new: true, at: .after(60)) == refused)
    #expect(decide(CodeHistory(elsewhere: [code(wrongTries: 5)]), at: .after(60)) == refused)
  }

  @Test("the caps of number and spool end an hour after the send that fills them")
  func caps() {
    let number = CodeHistory(numberMark: .after(100))
    #expect(
      decide(number, at: .after(3_690))
        == .refuse(CodeRefusal(.numberCap, wait: Interval(seconds: 10)))
    )
    #expect(decide(number, at: .after(3_700)) == .begin(carrying: 0))
    let spool = CodeHistory(spoolMark: .after(100))
    #expect(
      decide(spool, at: .after(3_690))
        == .refuse(CodeRefusal(.spoolCap, wait: Interval(seconds: 10)))
    )
  }

  @Test("a step of the wall clock ends no cap")
  func stepped() {
    let number = CodeHistory(numberMark: .after(100))
    #expect(decide(number, at: .after(200, step: 86_400)) != .begin(carrying: 0))
  }

  private func prefix(_ codes: Int, approved: Int) -> CodeHistory {
    CodeHistory(
      prefix: (0..<codes).map { index in
        // The newest first.
        .init(startedAt: .after(Double(1_000 - index)), isApproved: index < approved)
      }
    )
  }

  @Test("a prefix to which many codes go and few come back right is refused")
  func prefixGuard() {
    let wait = Interval(seconds: 3_600 - 19)
    #expect(
      decide(prefix(20, approved: 1), at: .after(1_000))
        == .refuse(CodeRefusal(.prefixGuard, wait: wait))
    )
    #expect(decide(prefix(20, approved: 2), at: .after(1_000)) == .begin(carrying: 0))
    #expect(decide(prefix(19, approved: 0), at: .after(1_000)) == .begin(carrying: 0))
    #expect(decide(prefix(20, approved: 0), at: .after(4_581)) == .begin(carrying: 0))
  }

  @Test("a share of 0 switches the guard off")
  func guardOff() {
    var policy = policy
    policy.prefixGuard.approvedShare = 0
    let decision = policy.decide(prefix(20, approved: 0), wantsNewCode: false, at: .after(1_000))
    #expect(decision == .begin(carrying: 0))
  }

  @Test(
    "a refusal says when to ask again, and the hint names the setting",
    arguments: [
      (CodeRefusal.Reason.tooSoon, ErrorCode.resendTooSoon, "verification.resend_after_seconds"),
      (.locked, .tooManyCodes, "verification.max_attempts"),
      (.numberCap, .tooManyCodes, "verification.max_codes_per_hour"),
      (.spoolCap, .tooManyCodes, "verification.max_codes_per_hour_per_spool"),
      (.prefixGuard, .tooManyCodes, "verification.prefix_guard_share"),
    ]
  )
  func errors(_ reason: CodeRefusal.Reason, _ code: ErrorCode, _ setting: String) throws {
    let error = JobError.refused(
      CodeRefusal(reason, wait: Interval(seconds: 7)),
      to: try PhoneNumber(parsing: "12065550142"),
      from: "default",
      by: policy,
      at: .after(0)
    )
    #expect(error.code == code)
    #expect(error.retryAt == CodeInstant.after(7).wall)
    #expect(error.hint.contains(setting))
  }
}
