/// One code, from its first send to its end, and what is counted against it.
package struct Verification: Hashable, Sendable {
  /// How a code stands; the raw values are those of the ledger's schema.
  package enum Standing: Int, Sendable {
    /// It may be entered, until it expires or too many tries were wrong.
    case live = 0
    /// It was entered right, which it can be only once.
    case approved = 1
    /// A newer code, or the end of the enrollment, took its place.
    case superseded = 2
  }

  package var seed: CodeSeed
  package var standing: Standing
  /// Wrong tries, those of the codes before it that lived when it was made included.
  package var wrongTries: Int
  package var maxAttempts: Int
  package var sends: Int
  package var ttl: Interval
  /// When it was sent first.
  package var startedAt: CodeInstant
  /// When it was sent last.
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

  /// When it expires as people are told; a step of the wall clock does not change its life.
  package var expiresAt: WallTime { startedAt.wall.advanced(by: ttl) }

  /// How long it has to live; nothing if nobody can tell how old it is.
  package func remaining(at now: CodeInstant) -> Interval {
    guard let age = startedAt.age(at: now), age < ttl else { return .zero }
    return Interval(nanoseconds: ttl.nanoseconds - age.nanoseconds)
  }

  /// Whether it can be entered, or sent again.
  package func isLive(at now: CodeInstant) -> Bool {
    standing == .live && remaining(at: now) > .zero
  }

  /// Whether its wrong tries and its cooldown hold for the next code.
  ///
  /// So do those of a code that was superseded, until it would have expired: else an end of the
  /// enrollment would lift the lock.
  package func isBinding(at now: CodeInstant) -> Bool {
    standing != .approved && remaining(at: now) > .zero
  }

  /// It goes out once more.
  package mutating func resend(at now: CodeInstant) {
    sends += 1
    sentAt = now
  }
}
