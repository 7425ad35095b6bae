extension DispatcherMachine {
  /// When there is something to do next that no event announces; nil if there is nothing.
  ///
  /// Asked with the time of the last event, the answer is later than that: whatever was due then is
  /// done, or waits for an event.
  package func nextWake(after now: Moment) -> (monotonic: MonotonicTime?, wall: WallTime?) {
    guard !isStopped else { return (nil, nil) }
    var monotonic = restUntil
    var wall = restUntil == nil && !expiry.isSweeping ? expiry.next : nil
    var nextDue: WallTime?
    for line in lines.indices {
      if restUntil == nil { Self.lower(&monotonic, nextLook(line)) }
      guard lines[line].isConfigured else { continue }
      if case .waiting(let until) = lines[line].pause?.phase { Self.lower(&monotonic, until) }
      Self.lower(&monotonic, nextRelease(line))
      guard restUntil == nil else { continue }
      Self.lower(&monotonic, lines[line].nextClaim(flights.tallies[line], after: now.monotonic))
      Self.lower(&nextDue, lines[line].lanes.nextDue)
      Self.lower(&nextDue, lines[line].lanes.nextOpening)
    }
    if let nextDue {
      Self.lower(&wall, nextDue)
      // A wall-clock timer does not fire when its clock is set back.
      Self.lower(&monotonic, now.monotonic.advanced(by: ClockStep.period))
    }
    if restUntil == nil {
      let caps = nextCapWake
      Self.lower(&monotonic, caps.monotonic)
      if let opening = caps.wall {
        Self.lower(&wall, opening)
        Self.lower(&monotonic, now.monotonic.advanced(by: ClockStep.period))
      }
    }
    let senders = nextSenderWake
    Self.lower(&monotonic, senders.monotonic)
    Self.lower(&wall, senders.wall)
    return (monotonic, wall)
  }

  private func nextRelease(_ line: Int) -> MonotonicTime? {
    let queue = lines[line]
    let tally = flights.tallies[line]
    guard !queue.ready.isEmpty, tally.launching < queue.pacer.launchLimit,
      queue.mayLaunch(isUrgent: queue.ready.hasUrgent, tally)
    else { return nil }
    if queue.ready.hasTexts { return queue.pacer.nextSlot }
    return tally.mmsLaunching < queue.mmsPacer.launchLimit ? queue.nextMMSSlot : nil
  }

  private func nextLook(_ line: Int) -> MonotonicTime? {
    let reconciler = lines[line].reconciler
    return lines[line].mayLook ? reconciler.nextCall : reconciler.nextMiss
  }

  private static func lower<Time: Comparable>(_ first: inout Time?, _ time: Time?) {
    guard let time else { return }
    first = first.map { min($0, time) } ?? time
  }
}
