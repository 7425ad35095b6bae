/// What the provider's answers mean for the jobs.
extension DispatcherMachine {
  mutating func providerSaid(_ events: [ProviderEvent], _ turn: inout Turn) {
    var postponed: [Flight] = []
    for event in events {
      switch event {
      case .left(let account, let job, let time):
        left(account, job, at: time, turn.now)
      case .answered(_, let job, let outcome, let took):
        guard let flight = flights.move(job, from: .launching, or: .left, to: .settling) else {
          continue
        }
        lines[flight.line].answerTime.observe(took)
        let outcome = lines[flight.line].judgeText(outcome, of: flight)
        let settlement = settle(flight, outcome, at: turn.now)
        search(for: flight, settlement, at: turn.now)
        turn.settlements.append(settlement)
        if case .accountTrouble = outcome { postponed.append(flight) }
        let attempt = DispatcherReport.AttemptReport(
          entry: flight.entry,
          attempt: flight.attempt,
          outcome: outcome,
          next: settlement.next,
          took: took,
          leftAt: flight.leftAt
        )
        turn.report(.attempt(attempt))
        lines[flight.line].judge(
          outcome,
          of: flight,
          retry: configuration.retry,
          jitter: &jitter,
          &turn
        )
        judgeSender(flight, outcome, &turn)
      case .probed(let account, let failure):
        if let line = number(of: account) { lines[line].probed(failure, &turn) }
      case .listed(let account, let answer):
        listed(account, answer, &turn)
      }
    }
    turn.settle()
    for flight in postponed { postpone(flight, &turn) }
  }

  private mutating func left(
    _ account: String,
    _ job: JobNumber,
    at time: MonotonicTime,
    _ now: Moment
  ) {
    let leftAt = now.wall.advanced(by: time.since(now.monotonic))
    let flight = flights.move(job, from: .launching, to: .left) { $0.leftAt = leftAt }
    guard let line = flight?.line ?? number(of: account) else { return }
    lines[line].pacer.left(at: time, taken: flight?.handedAt ?? time)
    guard let flight, flight.isMMS else { return }
    lines[line].mmsPacer.left(at: time, taken: flight.handedAt)
  }

  /// This attempt paused its account: the job is due when the pause ends, and its result says when
  /// that is at the earliest.
  private func postpone(_ flight: Flight, _ turn: inout Turn) {
    guard let pause = lines[flight.line].pause else { return }
    let error = explain(pause.error, flight)
    turn.actions.append(.postpone([flight.number], error: error, nextAttemptAt: pause.nextProbeAt))
  }

  /// The same for jobs that were claimed when the account paused, and were never sent.
  func postpone(_ returned: [Flight], _ turn: inout Turn) {
    for (line, flights) in Dictionary(grouping: returned, by: \.line).sorted(by: { $0.key < $1.key }
    ) {
      lines[line].postpone(flights.map(\.number), &turn)
    }
  }

  private mutating func settle(_ flight: Flight, _ outcome: Outcome, at now: Moment) -> Settlement {
    let next = next(flight, outcome, at: now)
    return Settlement(
      job: flight.number,
      next: next,
      attempt: AttemptRecord(
        number: flight.attempt,
        begunAt: flight.begunAt,
        endedAt: now.wall,
        leftAt: flight.leftAt,
        httpStatus: outcome.httpStatus,
        code: outcome.error?.code
      ),
      isCharged: outcome.isCharged && !isForSender(outcome, next),
      at: now.wall,
      isProvenUnsent: outcome.isProvenUnsent,
      digest: outcome.isNameless && !flight.entry.isCode ? flight.key.text : nil
    )
  }

  /// Whether a refusal only concerns the sender: the message keeps its attempts.
  private func isForSender(_ outcome: Outcome, _ next: Settlement.Next) -> Bool {
    guard case .failed = outcome, case .deferred = next else { return false }
    return true
  }

  private mutating func next(
    _ flight: Flight,
    _ outcome: Outcome,
    at now: Moment
  ) -> Settlement.Next {
    switch outcome {
    case .accepted(let id, _): .sent(providerMessageID: id)
    case .unsent(let error), .unfetched(let error): again(flight, error, at: now)
    case .refused(let error, let retryAfter): again(flight, error, notBefore: retryAfter, at: now)
    case .failed(let error):
      if let dueAt = senderWait(flight, error) {
        .deferred(.refused(flight.entry.sender), dueAt: dueAt)
      } else {
        .failed(configuration.errors.ofOneMessage(explain(error, flight)))
      }
    case .doubt(let error) where flight.entry.isCode: codeInDoubt(flight, error, at: now)
    case .doubt(let error): .doubt(explain(error, flight), firstDoubt(flight, at: now))
    case .accountTrouble(let error):
      .deferred(explain(error, flight), dueAt: now.wall.advanced(by: trialRest(flight)))
    }
  }

  /// A job that fails on trial lets others go first next time: it may be the only one that meets
  /// that trouble.
  private func trialRest(_ flight: Flight) -> Interval {
    guard flight.isTrial else { return .zero }
    let interval = lines[flight.line].policy.probeInterval
    return Interval(nanoseconds: interval.nanoseconds + Self.ledgerRest.nanoseconds)
  }

  /// Sending the same code again does no harm, and a code expires too soon to be looked up.
  private mutating func codeInDoubt(
    _ flight: Flight,
    _ error: ProviderError,
    at now: Moment
  ) -> Settlement.Next {
    guard flight.entry.charged + 1 < configuration.retry.maxAttempts else {
      return .uncertain(explain(error, flight).ofCode)
    }
    guard case .deferred(let error, let dueAt) = again(flight, error, at: now) else {
      preconditionFailure("another attempt is deferred")
    }
    return .deferred(error.ofCode, dueAt: dueAt)
  }

  /// Another attempt after the backoff, or after what the provider asks for if that is longer.
  private mutating func again(
    _ flight: Flight,
    _ error: ProviderError,
    notBefore retryAfter: Interval? = nil,
    at now: Moment
  ) -> Settlement.Next {
    let backoff = configuration.retry.delay(afterAttempts: flight.attempt, jitter: jitter.next())
    let dueAt = opening(
      for: flight.entry,
      from: now.wall.advanced(by: max(backoff, retryAfter ?? .zero))
    )
    return .deferred(explain(error, flight), dueAt: dueAt)
  }

  func explain(_ error: ProviderError, _ flight: Flight) -> JobError {
    configuration.errors.explain(
      error,
      of: lines[flight.line].policy.facts,
      about: flight.entry.envelope,
      attempt: flight.attempt
    )
  }

  // MARK: After the commit

  mutating func settled(_ settlements: [Settlement], _ turn: inout Turn) {
    var withdrawn: [Flight] = []
    // The report of a further look may arrive after the doubt was settled; it ends no flight.
    for settlement in settlements where !settlement.isFurtherLook {
      guard let flight = flights.end(settlement.job, from: .settling) else { continue }
      if settlement.next == .withdrawn { withdrawn.append(flight) }
      noteTimes(of: flight, settlement.next)
      noteEnd(of: flight, settlement.next)
      if settlement.isProvenUnsent { madeRoom(flight.entry, at: turn.now) }
      senderProbeEnded(flight, at: turn.now)
      let isSought = lines[flight.line].reconciler.begin(flight.number)
      if !isSought { lines[flight.line].free(flight.key) }
      heedUpdates(of: flight.number, &turn)
      if case .doubt = settlement.next { continue }
      releaseRepetitions(of: settlement.job)
      for command in waitingCommands.removeValue(forKey: settlement.job) ?? [] {
        turn.actions.append(.execute(command))
      }
    }
    putBack(withdrawn)
    postpone(withdrawn, &turn)
  }

  /// Remembers what later answers and looks are compared with.
  private mutating func noteEnd(of flight: Flight, _ next: Settlement.Next) {
    switch next {
    case .sent(let id?) where !flight.entry.isCode:
      lines[flight.line].reconciler.sent(id, flight.key)
    case .failed, .expired, .uncertain:
      lines[flight.line].answers.ended(flight.number)
    case .sent, .deferred, .doubt, .resent, .withdrawn:
      break
    }
  }

  /// Notes when a job that waits again is due, and when it expires.
  private mutating func noteTimes(of flight: Flight, _ next: Settlement.Next) {
    switch next {
    case .deferred(_, let dueAt):
      lines[flight.line].lanes.with(flight.entry.lane) { $0.becomesDue(at: dueAt) }
      expiry.note(flight.entry.expiresAt)
    case .resent(_, let dueAt, let expiresAt):
      lines[flight.line].lanes.with(flight.entry.lane) { $0.becomesDue(at: dueAt) }
      expiry.note(expiresAt)
    case .withdrawn:
      expiry.note(flight.entry.expiresAt)
    case .sent, .failed, .expired, .uncertain, .doubt:
      break
    }
  }
}
