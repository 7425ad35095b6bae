/// Detects that the wall clock was set back.
///
/// Due times are wall times, since they outlive a boot. After a step back they would keep messages
/// waiting for as long as the step was; see `DispatcherMachine.bringForward`.
struct ClockStep: Sendable {
  /// A smaller step is ignored: clocks drift, or are slewed, by that much between two boots.
  static let tolerance = Interval(seconds: 5)
  /// How often the clocks are compared while a message waits for its due time.
  static let period = Interval(seconds: 60)

  /// Both clocks when the wall clock was furthest ahead of the monotonic one.
  private var reference: Moment

  init(at now: Moment) { reference = now }

  /// Whether the wall clock was set back since it was furthest ahead; true only once per step.
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
  /// The furthest ahead that a due time may be: a backoff, or what a `Retry-After` asks for.
  private var longestWait: Interval {
    max(configuration.retry.maxDelay, Interval(seconds: 900))
  }

  /// Has the ledger bring forward due times that only a clock set back can explain.
  ///
  /// Also done at each start, as the clock may have been set while no daemon ran. Messages of a
  /// paused sender keep the due time that its pause sets.
  mutating func bringForward(_ turn: inout Turn) {
    for line in lines.indices { lines[line].lanes.forgetStates() }
    let latest = senderPauses.values.map(\.until).reduce(
      turn.now.wall.advanced(by: longestWait),
      max
    )
    turn.actions.append(.bringForward(to: latest, from: nil))
  }

  /// The ledger has searched a part of the lanes, or all of them.
  mutating func broughtForward(_ latest: WallTime, _ part: BroughtForward, _ turn: inout Turn) {
    if !part.lanes.isEmpty { gained(part.lanes, at: turn.now) }
    if let next = part.next { turn.actions.append(.bringForward(to: latest, from: next)) }
  }
}
