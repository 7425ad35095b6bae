/// One code, from its first send to its end, and what is counted against it.
package struct Verification: Hashable, Sendable {
  /// The state of a code; the raw values are those of the ledger's schema.
  package enum Standing: Int, Sendable {
    /// It may be entered until it expires, or until there were too many wrong tries.
    case live = 0
    /// It was entered correctly, which is possible only once.
    case approved = 1
    /// A newer code, or the end of the enrollment, replaced it.
    case superseded = 2
  }

  package var seed: CodeSeed
  package var standing: Standing
  /// Wrong tries, including those of earlier codes that were live when it was made.
  package var wrongTries: Int
  /// The number of wrong tries after which the phone is locked.
  package var maxAttempts: Int
  /// How often it was sent.
  package var sends: Int
  /// How long it lives, counted from `startedAt`.
  package var ttl: Interval
  /// When it was first sent.
  package var startedAt: CodeInstant
  /// When it was last sent.
  package var sentAt: CodeInstant

  package init(
    seed: CodeSeed,
    standing: Standing,
    wrongTries: Int,
    maxAttempts: Int,
    sends: Int,
    ttl: Interval,
    startedAt: CodeInstant,
    sentAt: CodeInstant
  ) {
    self.seed = seed
    self.standing = standing
    self.wrongTries = wrongTries
    self.maxAttempts = maxAttempts
    self.sends = sends
    self.ttl = ttl
    self.startedAt = startedAt
    self.sentAt = sentAt
  }

  /// A code that is made now.
  package init(
    seed: CodeSeed,
    carrying wrongTries: Int,
    by policy: VerificationPolicy,
    at now: CodeInstant
  ) {
    self.init(
      seed: seed,
      standing: .live,
      wrongTries: wrongTries,
      maxAttempts: policy.maxAttempts,
      sends: 1,
      ttl: policy.ttl,
      startedAt: now,
      sentAt: now
    )
  }

  package var attemptsLeft: Int { max(0, maxAttempts - wrongTries) }

  package var isLocked: Bool { attemptsLeft == 0 }

  /// When it expires as results show it; a step of the wall clock does not change its life.
  package var expiresAt: WallTime { startedAt.wall.advanced(by: ttl) }

  /// How long it still lives; zero if its age is unknown.
  package func remaining(at now: CodeInstant) -> Interval {
    guard let age = startedAt.age(at: now), age < ttl else { return .zero }
    return Interval(nanoseconds: ttl.nanoseconds - age.nanoseconds)
  }

  /// Whether it can be entered, or sent again.
  package func isLive(at now: CodeInstant) -> Bool {
    standing == .live && remaining(at: now) > .zero
  }

  /// Whether its wrong tries and its cooldown apply to the next code.
  ///
  /// Those of a superseded code also do, until it would have expired; otherwise ending the
  /// enrollment would lift the lock.
  package func isBinding(at now: CodeInstant) -> Bool {
    standing != .approved && remaining(at: now) > .zero
  }

  /// It is sent once more.
  package mutating func resend(at now: CodeInstant) {
    sends += 1
    sentAt = now
  }
}
