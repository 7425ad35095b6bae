/// Notices that the calendar's clock was set back.
///
/// Due times are times of the calendar, since they outlive a boot. After a step back they would keep
/// messages waiting for as long as the step was; see `DispatcherMachine.bringForward`.
struct ClockStep: Sendable {
  /// What clocks drift apart, or are slewed by, between two boots is not worth a look.
  static let tolerance = Interval(seconds: 5)
  /// While a message waits for its due time, the clocks are compared so often.
  static let period = Interval(seconds: 60)

  /// Both clocks when the calendar's was the farthest ahead of the monotonic one.
  private var reference: Moment

  init(at now: Moment) { reference = now }

  /// Whether the calendar's clock was set back since it was farthest ahead; says yes once.
  mutating func wasSetBack(at now: Moment) -> Bool {
    let expected = reference.wall(of: now.monotonic)
    if now.wall >= expected {
      reference = now
      return false
    }
    guard expected.since(now.wall) > Self.tolerance else { return false }
    reference = now
    return true
  }
}

/// What follows from a step back.
extension DispatcherMachine {
  /// The longest wait that a due time may be ahead by: a backoff, or what a `Retry-After` asks for.
  private var longestWait: Interval {
    max(configuration.retry.maxDelay, Interval(seconds: 900))
  }

  /// Has the ledger bring due times forward that only another clock explains.
  ///
  /// Done at each start as well: the clock may have been set while no daemon ran. Messages of a paused
  /// sender are due when its pause says.
  mutating func bringForward(_ turn: inout Turn) {
    let latest = senderPauses.values.map(\.until).reduce(
      turn.now.wall.advanced(by: longestWait),
      max
    )
    turn.actions.append(.bringForward(to: latest, from: nil))
  }

  /// The ledger has looked through a part of the lanes, or all.
  mutating func broughtForward(_ latest: WallTime, _ part: BroughtForward, _ turn: inout Turn) {
    if !part.lanes.isEmpty { gained(part.lanes, at: turn.now) }
    if let next = part.next { turn.actions.append(.bringForward(to: latest, from: next)) }
  }
}
