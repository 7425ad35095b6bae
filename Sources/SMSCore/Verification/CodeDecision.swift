/// Whether a code is sent, and which one.
package enum CodeDecision: Hashable, Sendable {
  /// The live code is sent again, since texts may overtake each other.
  case resend
  /// A new code is made; it inherits the wrong tries of those it replaces.
  case begin(carrying: Int)
  case refuse(CodeRefusal)
}

/// Why no code may be sent now, and how long until one may.
package struct CodeRefusal: Hashable, Sendable {
  package enum Reason: Hashable, Sendable {
    case tooSoon
    case locked
    case numberCap
    case spoolCap
    case prefixGuard
  }

  package var reason: Reason
  /// How long until a code may be sent.
  package var wait: Interval

  package init(_ reason: Reason, wait: Interval) {
    self.reason = reason
    self.wait = wait
  }
}

extension VerificationPolicy {
  /// Decides whether one more code is sent.
  ///
  /// Checked in this order: the lock after too many wrong tries, the cooldown, the caps of the
  /// number and the spool, the prefix guard.
  package func decide(
    _ history: CodeHistory,
    wantsNewCode: Bool,
    at now: CodeInstant
  ) -> CodeDecision {
    let binding = (history.elsewhere + [history.current].compactMap { $0 })
      .filter { $0.isBinding(at: now) }
    let refusal =
      lock(binding, now) ?? cooldown(binding, now)
      ?? cap(.numberCap, history.numberMark, now) ?? cap(.spoolCap, history.spoolMark, now)
      ?? guardPrefix(history.prefix, now)
    if let refusal { return .refuse(refusal) }
    if history.current?.isLive(at: now) == true, !wantsNewCode { return .resend }
    return .begin(carrying: binding.map(\.wrongTries).max() ?? 0)
  }

  private func lock(_ binding: [Verification], _ now: CodeInstant) -> CodeRefusal? {
    binding.filter(\.isLocked).map { $0.remaining(at: now) }.max().map {
      CodeRefusal(.locked, wait: $0)
    }
  }

  private func cooldown(_ binding: [Verification], _ now: CodeInstant) -> CodeRefusal? {
    let waits = binding.map { code in
      let wait = rest(of: resendAfter, since: code.sentAt, now) ?? .zero
      // Never longer than the code lives: a dead code has no cooldown.
      return min(wait, code.remaining(at: now))
    }
    guard let wait = waits.max(), wait > .zero else { return nil }
    return CodeRefusal(.tooSoon, wait: wait)
  }

  private func cap(
    _ reason: CodeRefusal.Reason,
    _ mark: CodeInstant?,
    _ now: CodeInstant
  ) -> CodeRefusal? {
    guard let mark, let wait = rest(of: Self.hour, since: mark, now) else { return nil }
    return CodeRefusal(reason, wait: wait)
  }

  private func guardPrefix(
    _ codes: [CodeHistory.PrefixCode],
    _ now: CodeInstant
  ) -> CodeRefusal? {
    guard codes.count >= prefixGuard.codes, let oldest = codes.last,
      let wait = rest(of: prefixGuard.window, since: oldest.startedAt, now)
    else { return nil }
    let approved = Double(codes.count { $0.isApproved })
    guard approved < prefixGuard.approvedShare * Double(codes.count) else { return nil }
    return CodeRefusal(.prefixGuard, wait: wait)
  }

  /// What is left of a period that began at `start`; nil if it is over, or its age is unknown.
  private func rest(
    of length: Interval,
    since start: CodeInstant,
    _ now: CodeInstant
  ) -> Interval? {
    guard let age = start.age(at: now), age < length else { return nil }
    return Interval(nanoseconds: length.nanoseconds - age.nanoseconds)
  }
}
