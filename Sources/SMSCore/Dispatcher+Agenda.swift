/// What comes from the ledger and goes back to it.
extension Dispatcher {
  mutating func recovered(
    _ recovery: Recovery,
    _ now: Moment,
    _ actions: inout [DispatcherAction]
  ) {
    holds = recovery.holds
    for lane in recovery.lanes {
      addLineIfMissing(lane.account, now)
      lines[lane.account]?.withLane(lane) { $0.mayHaveGained() }
    }
    nextExpiry = now.wall
    let settlements = recovery.interrupted.map { settle($0, now, &actions) }
    if !settlements.isEmpty { actions.append(.settle(settlements)) }
    actions.append(contentsOf: recovery.commands.map { .execute($0) })
  }

  /// A crash cut this attempt off: it may have been accepted.
  private mutating func settle(
    _ interrupted: InterruptedAttempt,
    _ now: Moment,
    _ actions: inout [DispatcherAction]
  ) -> Settlement {
    let entry = interrupted.entry
    addLineIfMissing(entry.lane.account, now)
    let flight = Flight(entry: entry, begunAt: interrupted.begunAt)
    lines[entry.lane.account]?.settling[entry.number] = flight
    let error = explain(ProviderError(code: .interrupted), flight)
    let policy = entry.ifUncertain ?? configuration.ifUncertain
    actions.append(.report(.interrupted(entry, policy: policy)))
    let isLast = entry.charged + 1 >= configuration.retry.maxAttempts
    let resends = policy == .resend && !isLast
    return Settlement(
      job: entry.number,
      next: resends ? .deferred(error, dueAt: now.wall) : .uncertain(error),
      attempt: AttemptRecord(
        number: flight.attempt,
        begunAt: interrupted.begunAt,
        endedAt: now.wall,
        leftAt: nil,
        httpStatus: nil,
        code: .interrupted
      ),
      isCharged: true,
      at: now.wall
    )
  }

  mutating func accepted(
    _ acceptances: [Acceptance],
    _ now: Moment,
    _ actions: inout [DispatcherAction]
  ) {
    var postponed: [String: [JobNumber]] = [:]
    for acceptance in acceptances {
      switch acceptance {
      case .message(let entry):
        addLineIfMissing(entry.lane.account, now)
        lines[entry.lane.account]?.withLane(entry.lane) { $0.append(entry, now: now.wall) }
        expires(at: entry.expiresAt)
        if lines[entry.lane.account]?.pause != nil {
          postponed[entry.lane.account, default: []].append(entry.number)
        }
      case .command(let job):
        actions.append(.execute(job))
      case .again, .duplicate:
        break
      }
    }
    for (account, jobs) in postponed {
      guard let pause = lines[account]?.pause else { continue }
      let error = catalogue(account).explain(pause.error)
      actions.append(.postpone(jobs, error: error, nextAttemptAt: pause.nextProbeAt))
    }
  }

  /// Jobs of an account that is not configured are kept, and held until it is.
  private mutating func addLineIfMissing(_ account: String, _ now: Moment) {
    guard lines[account] == nil else { return }
    let policy = AccountPolicy(
      messagesPerSecond: 1,
      maxInFlight: 1,
      probeInterval: Interval(seconds: 30),
      facts: AccountFacts(
        name: account,
        baseURL: "https://api.flowroute.com",
        api: "v2.1",
        keySource: "the configuration",
        caFile: nil,
        messagesPerSecond: 1
      )
    )
    lines[account] = AccountLine(name: account, policy: policy, now: now.monotonic)
    lines[account]?.isConfigured = false
  }

  mutating func began(_ asked: [JobNumber], _ begun: Set<JobNumber>, _ now: Moment) {
    for job in asked {
      guard let account = lines.first(where: { $1.claimed[job] != nil })?.key,
        var flight = lines[account]?.claimed.removeValue(forKey: job)
      else { continue }
      if begun.contains(job) {
        flight.begunAt = now.wall
        lines[account]?.becomeReady(flight)
      } else {
        // Canceled, held or expired meanwhile; if it was released since, a page brings it back.
        lines[account]?.withLane(flight.entry.lane) { $0.mayHaveGained() }
      }
    }
  }

  mutating func beginFailed(_ jobs: [JobNumber], _ now: Moment) {
    restUntil = now.monotonic.advanced(by: Self.ledgerRest)
    for account in lines.keys { lines[account]?.putBack(jobs) }
  }

  mutating func loaded(_ lane: Lane, _ page: AgendaPage) {
    guard let line = lines[lane.account] else { return }
    lines[lane.account]?.withLane(lane) { $0.loaded(page, unless: line.isUnderWay) }
  }

  mutating func loadFailed(_ lane: Lane, _ now: Moment) {
    restUntil = now.monotonic.advanced(by: Self.ledgerRest)
    lines[lane.account]?.withLane(lane) { $0.loadFailed() }
  }

  mutating func expired(_ expiry: Expiry) {
    isExpiring = false
    nextExpiry = expiry.next
    remove(Set(expiry.ended))
  }

  mutating func expiryFailed(_ now: Moment) {
    isExpiring = false
    restUntil = now.monotonic.advanced(by: Self.ledgerRest)
  }

  mutating func remove(_ jobs: Set<JobNumber>) {
    guard !jobs.isEmpty else { return }
    for account in lines.keys { lines[account]?.forEachLane { $1.remove(jobs) } }
  }
}
