/// Commands, reload, drain, and when to wake up.
extension Dispatcher {
  mutating func commanded(
    _ job: CommandJob,
    _ outcome: CommandOutcome,
    _ actions: inout [DispatcherAction]
  ) {
    switch outcome {
    case .finished(let left, let lanes):
      switch job.command {
      case .hold(let scope): holds.formUnion(scope.asSwitch)
      case .release(let scope): holds.subtract(scope.asSwitch)
      case .cancel, .retry, .retryAll, .flush: break
      }
      remove(Set(left))
      gained(lanes)
    case .more(let lanes):
      gained(lanes)
      actions.append(.execute(job))
    case .waits(let target):
      if lines.values.contains(where: { $0.isUnderWay(target) }) {
        waitingCommands[target, default: []].append(job)
      } else {
        actions.append(.execute(job))
      }
    }
  }

  private mutating func gained(_ lanes: Set<Lane>) {
    for lane in lanes { lines[lane.account]?.withLane(lane) { $0.mayHaveGained() } }
    // Released and retried jobs may expire earlier than any that waits.
    if !lanes.isEmpty { nextExpiry = WallTime(milliseconds: .min) }
  }

  mutating func reconfigure(
    _ new: DispatcherConfiguration,
    _ now: Moment,
    _ actions: inout [DispatcherAction]
  ) {
    configuration = new
    for name in lines.keys {
      guard let policy = new.accounts[name] else {
        lines[name]?.isConfigured = false
        continue
      }
      lines[name]?.isConfigured = true
      lines[name]?.policy = policy
      lines[name]?.pacer.change(rate: policy.messagesPerSecond, at: now.monotonic)
      if case .waiting = lines[name]?.pause?.phase {
        lines[name]?.pause?.phase = .waiting(until: now.monotonic)
      }
    }
    for (name, policy) in new.accounts where lines[name] == nil {
      lines[name] = AccountLine(name: name, policy: policy, now: now.monotonic)
    }
  }

  mutating func drain(_ now: Moment, _ actions: inout [DispatcherAction]) {
    isDraining = true
    var settlements: [Settlement] = []
    for name in lines.keys { settlements += lines[name]?.withdrawReady(now) ?? [] }
    if !settlements.isEmpty { actions.append(.settle(settlements)) }
  }

  /// When something is to do next that no event announces; nil if nothing is.
  package func nextWake(after now: Moment) -> (monotonic: MonotonicTime?, wall: WallTime?) {
    var monotonic: [MonotonicTime] = []
    var wall: [WallTime] = []
    if isResting(now), let restUntil { monotonic.append(restUntil) }
    if !isExpiring, let nextExpiry { wall.append(nextExpiry) }
    guard !isDraining else { return (monotonic.min(), wall.min()) }
    for line in lines.values {
      monotonic += line.wakes(now)
      if let due = line.nextDue { wall.append(due) }
    }
    return (monotonic.min(), wall.min())
  }
}

extension AccountLine {
  fileprivate func wakes(_ now: Moment) -> [MonotonicTime] {
    var times: [MonotonicTime] = []
    if case .waiting(let until) = pause?.phase { times.append(until) }
    if case .open(let until) = breaker.state { times.append(until) }
    if !ready.isEmpty, launching.count < pacer.launchLimit { times.append(pacer.nextSlot) }
    let claimAt = pacer.nextSlot.advanced(by: Interval(nanoseconds: -AccountLine.lead.nanoseconds))
    if hasWaiting, claimAt > now.monotonic { times.append(claimAt) }
    return times
  }
}

extension HoldScope {
  /// The switch that it is; a hold of one job is none.
  fileprivate var asSwitch: Set<HoldScope> {
    if case .job = self { return [] }
    return [self]
  }
}
