/// An account that cannot send as it is configured, until a probe and one job have shown otherwise.
///
/// | phase | what is sent | left by |
/// |---|---|---|
/// | waiting | nothing; a probe when its time comes or on reload | probe answered 200: trial |
/// | probing | the probe | its answer: trial, or waiting again |
/// | trial | one job | answered without account trouble: the pause is over; else waiting |
struct AccountPause: Sendable {
  enum Phase: Hashable, Sendable {
    case waiting(until: MonotonicTime)
    case probing
    case trial
  }

  var phase: Phase
  var error: ProviderError
  var since: WallTime
  /// When the next probe is due by the calendar, for results.
  var nextProbeAt: WallTime
}
