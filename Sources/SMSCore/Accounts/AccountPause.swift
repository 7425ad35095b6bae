/// An account that cannot send as it is configured, until a probe and one job have succeeded.
///
/// | phase | what is sent | left by |
/// |---|---|---|
/// | waiting | nothing; a probe when it is due, or on reload | the probe: probing |
/// | probing | the probe | its answer: 200: trial, else waiting |
/// | trial | one job | an answer without account trouble: the pause is over; else waiting |
///
/// A trial that gets no answer at all is followed by another.
struct AccountPause: Sendable {
  enum Phase: Hashable, Sendable {
    case waiting(until: MonotonicTime)
    case probing
    case trial
  }

  private(set) var phase: Phase
  var error: ProviderError
  /// When the next probe is due by the wall clock, for results.
  private(set) var nextProbeAt: WallTime
  /// The configuration changed during a probe or trial: if it fails, the next is due at once.
  private var isOutdated = false

  init(_ error: ProviderError, probeAfter interval: Interval, at now: Moment) {
    self.error = error
    phase = .waiting(until: now.monotonic.advanced(by: interval))
    nextProbeAt = now.wall.advanced(by: interval)
  }

  mutating func probe() { phase = .probing }

  mutating func probed() { phase = .trial }

  /// A probe or a trial failed.
  mutating func failed(probeAfter interval: Interval, at now: Moment) {
    wait(isOutdated ? .zero : interval, now)
  }

  /// The new configuration may work, so the account is probed at once.
  mutating func reconfigured(at now: Moment) {
    switch phase {
    case .waiting: wait(.zero, now)
    case .probing, .trial: isOutdated = true
    }
  }

  /// The account was removed from the configuration, so nothing will answer a probe under way; once
  /// it is back, it is probed at once.
  mutating func interrupted(at now: Moment) { wait(.zero, now) }

  private mutating func wait(_ interval: Interval, _ now: Moment) {
    phase = .waiting(until: now.monotonic.advanced(by: interval))
    nextProbeAt = now.wall.advanced(by: interval)
    isOutdated = false
  }
}
