/// The first event after a start.
extension DispatcherMachine {
  mutating func recovered(
    _ recovery: Recovery,
    _ now: Moment,
    _ actions: inout [DispatcherAction]
  ) {
    holds = recovery.holds.filter { hold in
      if case .sender = hold { false } else { true }
    }
    gained(recovery.lanes, now)
    resumeSenderPauses(recovery.holds, now, &actions)
    bringForward(now, &actions)
    expiry.noteNow()
    let settlements = recovery.interrupted.map { settle($0, now, &actions) }
    for job in recovery.doubtful { resume(job, now) }
    for job in recovery.nameless { resume(job, now) }
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
    entry.doubtSince = entry.doubtSince ?? interrupted.begunAt
    let line = line(of: entry.lane.account, now)
    let flight = Flight(
      entry: entry,
      key: key(of: entry),
      line: line,
      isTrial: false,
      stage: .settling,
      at: now
    )
    lines[line].open(flight.key)
    flights.add(flight)
    noteCode(flight)
    actions.append(.report(.interrupted(entry)))
    let error = explain(ProviderError(code: .interrupted), flight)
    let settlement = Settlement(
      job: entry.number,
      next: entry.isCode
        ? interruptedCode(entry, error, now) : .doubt(error, firstDoubt(flight, now)),
      attempt: AttemptRecord(
        number: flight.attempt,
        begunAt: interrupted.begunAt.wall,
        endedAt: now.wall,
        leftAt: nil,
        httpStatus: nil,
        code: .interrupted
      ),
      isCharged: true,
      at: now.wall
    )
    search(for: flight, settlement, now)
    return settlement
  }

  /// A code is not looked up: the same one goes out again at once, while it lives.
  private func interruptedCode(
    _ entry: AgendaEntry,
    _ error: JobError,
    _ now: Moment
  ) -> Settlement.Next {
    guard entry.charged + 1 < configuration.retry.maxAttempts else {
      return .uncertain(error.ofCode)
    }
    return .deferred(error.ofCode, dueAt: now.wall)
  }

  /// Takes up a search that an earlier process began.
  private mutating func resume(_ job: DoubtfulJob, _ now: Moment) {
    let line = line(of: job.entry.lane.account, now)
    let search = Search(resumed: job, key(of: job.entry), at: now, schedule: schedule)
    lines[line].open(search.key)
    lines[line].reconciler.begin(search)
  }

  private mutating func resume(_ job: NamelessJob, _ now: Moment) {
    let line = line(of: job.account, now)
    let search = Search(
      job.number,
      MessageKey(to: job.to, from: job.from, text: job.text),
      .name,
      since: job.since,
      endedAt: now.monotonic(of: job.since),
      schedule: schedule
    )
    lines[line].open(search.key)
    lines[line].reconciler.begin(search)
  }
}
