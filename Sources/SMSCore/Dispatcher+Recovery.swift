/// The first event after a start.
extension Dispatcher {
  mutating func recovered(
    _ recovery: Recovery,
    _ now: Moment,
    _ actions: inout [DispatcherAction]
  ) {
    holds = recovery.holds
    gained(recovery.lanes, now)
    expiry.noteNow()
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
    var entry = interrupted.entry
    entry.attempts = max(0, entry.attempts - 1)
    let line = line(of: entry.lane.account, now)
    let flight = Flight(entry: entry, line: line, isTrial: false, stage: .settling, at: now)
    flights.add(flight)
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
}
