extension Dispatcher {
  /// The account cannot send as it is: nothing more goes until a probe says otherwise.
  mutating func pause(
    _ account: String,
    _ error: ProviderError,
    _ now: Moment,
    _ settlements: inout [Settlement],
    _ actions: inout [DispatcherAction]
  ) {
    guard var line = lines[account] else { return }
    let interval = line.policy.probeInterval
    let isNew = line.pause == nil
    let isTrialOver = line.pause?.phase == .trial
    guard isNew || isTrialOver else { return }
    let nextProbeAt = now.wall.advanced(by: interval)
    line.pause = AccountPause(
      phase: .waiting(until: now.monotonic.advanced(by: interval)),
      error: error,
      since: line.pause?.since ?? now.wall,
      nextProbeAt: nextProbeAt
    )
    settlements.append(contentsOf: line.withdrawReady(now))
    lines[account] = line
    let explained = catalogue(account).explain(error)
    actions.append(
      .report(.paused(account: account, error: explained, nextProbeAt: nextProbeAt))
    )
  }

  mutating func probeIfDue(
    _ account: String,
    _ now: Moment,
    _ actions: inout [DispatcherAction]
  ) {
    guard !isDraining, case .waiting(let until) = lines[account]?.pause?.phase,
      now.monotonic >= until
    else { return }
    lines[account]?.pause?.phase = .probing
    actions.append(.probe(account: account))
  }

  mutating func probed(
    _ account: String,
    _ failure: ProviderError?,
    _ now: Moment,
    _ actions: inout [DispatcherAction]
  ) {
    guard var line = lines[account], line.pause?.phase == .probing else { return }
    if let failure {
      let interval = line.policy.probeInterval
      let nextProbeAt = now.wall.advanced(by: interval)
      line.pause?.phase = .waiting(until: now.monotonic.advanced(by: interval))
      line.pause?.nextProbeAt = nextProbeAt
      let explained = catalogue(account).explain(failure)
      actions.append(
        .report(.probeFailed(account: account, error: explained, nextProbeAt: nextProbeAt))
      )
    } else {
      line.pause?.phase = .trial
      actions.append(.report(.trial(account: account)))
    }
    lines[account] = line
  }

  /// The one job after a good probe was answered: the account works.
  mutating func endTrial(_ account: String, _ actions: inout [DispatcherAction]) {
    guard lines[account]?.pause?.phase == .trial else { return }
    lines[account]?.pause = nil
    actions.append(.report(.resumed(account: account)))
  }
}

extension AccountLine {
  /// Begun attempts that have not been handed over go back to the ledger's queue.
  mutating func withdrawReady(_ now: Moment) -> [Settlement] {
    takeAllReady().map { flight in
      settling[flight.number] = flight
      return Settlement(
        job: flight.number,
        next: .withdrawn,
        attempt: nil,
        isCharged: false,
        at: now.wall
      )
    }
  }
}
