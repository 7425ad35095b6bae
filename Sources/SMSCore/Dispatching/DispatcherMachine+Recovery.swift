/// The first event after a start.
extension DispatcherMachine {
  mutating func recovered(_ recovery: Recovery, _ turn: inout Turn) {
    holds = recovery.holds.filter { hold in
      if case .sender = hold { false } else { true }
    }
    heldBatches = recovery.heldBatches
    gained(recovery.lanes, at: turn.now)
    resumeSenderPauses(recovery.holds, &turn)
    bringForward(&turn)
    expiry.noteNow()
    for attempt in recovery.interrupted { settle(attempt, &turn) }
    for job in recovery.doubtful { resume(job, at: turn.now) }
    for job in recovery.nameless { resume(job, at: turn.now) }
    turn.settle()
    for command in recovery.commands { execute(command, &turn) }
  }

  /// A crash interrupted this attempt: it may have been accepted.
  private mutating func settle(_ interrupted: InterruptedAttempt, _ turn: inout Turn) {
    var entry = interrupted.entry
    entry.attempts = max(0, entry.attempts - 1)
    entry.doubtSince = entry.doubtSince ?? interrupted.begunAt
    let line = line(of: entry.lane.account, at: turn.now)
    let flight = Flight(
      entry: entry,
      key: key(of: entry),
      line: line,
      isTrial: false,
      stage: .settling,
      at: turn.now
    )
    lines[line].open(flight.key)
    flights.add(flight)
    noteCode(flight)
    turn.report(.interrupted(entry))
    let error = explain(ProviderError(code: .interrupted), flight)
    let settlement = Settlement(
      job: entry.number,
      next: entry.isCode
        ? interruptedCode(entry, error, at: turn.now)
        : .doubt(error, firstDoubt(flight, at: turn.now)),
      attempt: AttemptRecord(
        number: flight.attempt,
        begunAt: interrupted.begunAt.wall,
        endedAt: turn.now.wall,
        leftAt: nil,
        httpStatus: nil,
        code: .interrupted
      ),
      isCharged: true,
      at: turn.now.wall
    )
    search(for: flight, settlement, at: turn.now)
    turn.settlements.append(settlement)
  }

  /// A code is not looked up: the same one is sent again at once, while it lives.
  private func interruptedCode(
    _ entry: AgendaEntry,
    _ error: JobError,
    at now: Moment
  ) -> Settlement.Next {
    guard entry.charged + 1 < configuration.retry.maxAttempts else {
      return .uncertain(error.ofCode)
    }
    return .deferred(error.ofCode, dueAt: now.wall)
  }

  /// Resumes a search that an earlier process began.
  private mutating func resume(_ job: DoubtfulJob, at now: Moment) {
    let line = line(of: job.entry.lane.account, at: now)
    let search = Search(resumed: job, key(of: job.entry), at: now, schedule: schedule)
    lines[line].open(search.key)
    lines[line].reconciler.begin(search)
  }

  private mutating func resume(_ job: NamelessJob, at now: Moment) {
    let line = line(of: job.account, at: now)
    let search = Search(
      job.number,
      job.key,
      .name,
      since: job.since,
      endedAt: now.monotonic(of: job.since),
      schedule: schedule
    )
    lines[line].open(search.key)
    lines[line].reconciler.begin(search)
  }
}
