import SMSCore
import Testing

struct VerificationTests {
  private static let seed = CodeSeed(nonce: [1, 2, 3], length: 6)
  private let policy = VerificationPolicy()

  private func code(at now: CodeInstant = .after(0), wrongTries: Int = 0) -> Verification {
    Verification(seed: Self.seed, carrying: wrongTries, by: policy, at: now)
  }

  struct Age: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let now: CodeInstant
    let isLive: Bool
  }

  @Test(
    "a code lives its time, whatever the wall clock says",
    arguments: [
      Age(testDescription: "at 299.9 s", now: .after(299.9), isLive: true),
      Age(testDescription: "at 300 s", now: .after(300), isLive: false),
      Age(testDescription: "at 300.1 s", now: .after(300.1), isLive: false),
      Age(testDescription: "clock a day back", now: .after(300.1, step: -86_400), isLive: false),
      Age(testDescription: "clock a day ahead", now: .after(299.9, step: 86_400), isLive: true),
      Age(testDescription: "rebooted", now: .after(299, boot: "next"), isLive: true),
      Age(testDescription: "rebooted, over", now: .after(300, boot: "next"), isLive: false),
      Age(
        testDescription: "rebooted, clock behind",
        now: .after(10, step: -11, boot: "next"),
        isLive: false
      ),
    ]
  )
  func life(_ age: Age) {
    #expect(code().isLive(at: age.now) == age.isLive)
    var checked = code()
    let verdict = checked.check(matches: true, at: age.now)
    #expect(verdict == (age.isLive ? .approved : .denied(.expired, attemptsLeft: 0)))
  }

  @Test("the sixth wrong try meets a lock, and the right code as well")
  func lock() {
    var code = code()
    for left in [4, 3, 2, 1, 0] {
      #expect(
        code.check(matches: false, at: .after(1)) == .denied(.wrongCode, attemptsLeft: left)
      )
    }
    #expect(code.check(matches: false, at: .after(2)) == .denied(.tooManyAttempts, attemptsLeft: 0))
    #expect(code.check(matches: true, at: .after(2)) == .denied(.tooManyAttempts, attemptsLeft: 0))
    #expect(code.wrongTries == 5)
  }

  @Test("a code is good once")
  func single() {
    var code = code()
    #expect(code.check(matches: true, at: .after(1)) == .approved)
    #expect(code.check(matches: true, at: .after(2)) == .denied(.alreadyUsed, attemptsLeft: 0))
    #expect(code.check(matches: false, at: .after(999)) == .denied(.alreadyUsed, attemptsLeft: 0))
  }

  @Test("of many reasons the contract's first is reported")
  func order() {
    var code = code(wrongTries: 5)
    #expect(
      code.check(matches: true, at: .after(999)) == .denied(.tooManyAttempts, attemptsLeft: 0)
    )
    code.wrongTries = 0
    #expect(code.check(matches: false, at: .after(999)) == .denied(.expired, attemptsLeft: 0))
    #expect(code.wrongTries == 0)
    code.standing = .superseded
    #expect(code.check(matches: true, at: .after(1)) == .denied(.superseded, attemptsLeft: 0))
  }

  @Test("sending again leaves expiry and tries as they were")
  func resend() {
    var code = code(wrongTries: 2)
    code.resend(at: .after(100))
    #expect(code.sends == 2)
    #expect(code.attemptsLeft == 3)
    #expect(code.remaining(at: .after(100)) == Interval(seconds: 200))
    #expect(code.expiresAt == CodeInstant.after(300).wall)
  }
}

extension CodeInstant {
  /// Seconds after a start; `step` is what the wall clock was set by meanwhile.
  static func after(_ seconds: Double, step: Double = 0, boot: String = "boot") -> CodeInstant {
    CodeInstant(
      wall: WallTime(milliseconds: 1_795_420_800_000)
        .advanced(by: Interval(seconds: seconds + step)),
      boot: BootTime(nanoseconds: Interval(seconds: seconds).nanoseconds, boot: boot)
    )
  }
}
