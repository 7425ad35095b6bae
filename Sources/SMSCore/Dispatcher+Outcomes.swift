extension Dispatcher {
  mutating func providerSaid(
    _ events: [ProviderEvent],
    _ now: Moment,
    _ actions: inout [DispatcherAction]
  ) {
    var settlements: [Settlement] = []
    for event in events {
      switch event {
      case .left(let account, let job, let time):
        lines[account]?.left(job, at: time, now)
      case .answered(let account, let job, let outcome, let took):
        guard let flight = lines[account]?.land(job) else { continue }
        let settlement = settle(flight, outcome, now)
        settlements.append(settlement)
        let attempt = DispatcherReport.AttemptReport(
          entry: flight.entry,
          attempt: flight.attempt,
          outcome: outcome,
          next: settlement.next,
          took: took
        )
        actions.append(.report(.attempt(attempt)))
        judgeAccount(account, outcome, now, &settlements, &actions)
      case .probed(let account, let failure):
        probed(account, failure, now, &actions)
      }
    }
    if !settlements.isEmpty { actions.append(.settle(settlements)) }
  }

  /// What follows for the job.
  private mutating func settle(_ flight: Flight, _ outcome: Outcome, _ now: Moment) -> Settlement {
    let next: Settlement.Next
    switch outcome {
    case .accepted(let id, _):
      next = .sent(providerMessageID: id)
    case .unsent(let error):
      next = again(flight, error, now)
    case .refused(let error, let retryAfter):
      next = again(flight, error, notBefore: retryAfter, now)
    case .failed(let error):
      next = .failed(explain(error, flight))
    case .doubt(let error):
      next = inDoubt(flight, error, now)
    case .accountTrouble(let error):
      next = .deferred(explain(error, flight), dueAt: now.wall)
    }
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
      isCharged: outcome.isCharged,
      at: now.wall
    )
  }

  /// Until attempts in doubt are settled by lookup: an answer of 5xx is retried, silence is not.
  private mutating func inDoubt(
    _ flight: Flight,
    _ error: ProviderError,
    _ now: Moment
  ) -> Settlement.Next {
    let isLast = flight.entry.charged + 1 >= configuration.retry.maxAttempts
    switch error.code {
    case .providerError, .providerUnavailable:
      return isLast ? .failed(explain(error, flight)) : again(flight, error, now)
    default:
      let policy = flight.entry.ifUncertain ?? configuration.ifUncertain
      guard policy == .resend, !isLast else { return .uncertain(explain(error, flight)) }
      return again(flight, error, now)
    }
  }

  /// Another attempt after the backoff, or after what the provider asks for if that is longer.
  private mutating func again(
    _ flight: Flight,
    _ error: ProviderError,
    notBefore retryAfter: Interval? = nil,
    _ now: Moment
  ) -> Settlement.Next {
    let backoff = configuration.retry.delay(afterAttempts: flight.attempt, jitter: jitter.next())
    let dueAt = now.wall.advanced(by: max(backoff, retryAfter ?? .zero))
    return .deferred(explain(error, flight), dueAt: dueAt)
  }

  func explain(_ error: ProviderError, _ flight: Flight) -> JobError {
    let entry = flight.entry
    return catalogue(entry.lane.account).explain(
      error,
      about: HintCatalogue.Subject(to: entry.to, from: entry.from, text: entry.text),
      attempt: flight.attempt
    )
  }

  func catalogue(_ account: String) -> HintCatalogue {
    let unconfigured = AccountFacts(
      name: account,
      baseURL: "https://api.flowroute.com",
      api: "v2.1",
      keySource: "the configuration",
      caFile: nil,
      messagesPerSecond: 5
    )
    return HintCatalogue(facts: lines[account]?.policy.facts ?? unconfigured)
  }

  /// What follows for the account.
  private mutating func judgeAccount(
    _ account: String,
    _ outcome: Outcome,
    _ now: Moment,
    _ settlements: inout [Settlement],
    _ actions: inout [DispatcherAction]
  ) {
    switch outcome {
    case .accountTrouble(let error):
      pause(account, error, now, &settlements, &actions)
      return
    case .refused(let error, let retryAfter) where error.code == .tooManyRequests:
      let wait = retryAfter ?? Interval(seconds: 1 + jitter.next())
      lines[account]?.pacer.slowDown(for: max(wait, .zero), at: now.monotonic)
      actions.append(.report(.slowedDown(account: account, wait: wait)))
    case .unsent(let error), .refused(let error, _), .doubt(let error):
      breakerFailed(account, error, now, &actions)
    case .accepted, .failed:
      breakerSucceeded(account, &actions)
    }
    guard outcome.isAnswer else { return }
    endTrial(account, &actions)
  }

  private mutating func breakerFailed(
    _ account: String,
    _ error: ProviderError,
    _ now: Moment,
    _ actions: inout [DispatcherAction]
  ) {
    let opened = lines[account]?.breaker
      .failed(at: now.monotonic, policy: configuration.retry, jitter: jitter.next())
    if opened == true {
      actions.append(.report(.breakerOpened(account: account, code: error.code)))
    }
  }

  private mutating func breakerSucceeded(_ account: String, _ actions: inout [DispatcherAction]) {
    guard let state = lines[account]?.breaker.state else { return }
    lines[account]?.breaker.succeeded()
    if state != .closed { actions.append(.report(.breakerClosed(account: account))) }
  }

  // MARK: After the commit

  mutating func settled(_ settlements: [Settlement], _ actions: inout [DispatcherAction]) {
    for settlement in settlements {
      guard let account = lines.first(where: { $1.settling[settlement.job] != nil })?.key,
        let flight = lines[account]?.settling.removeValue(forKey: settlement.job)
      else { continue }
      switch settlement.next {
      case .deferred(_, let dueAt):
        lines[account]?.withLane(flight.entry.lane) { $0.becomesDue(at: dueAt) }
        expires(at: flight.entry.expiresAt)
      case .withdrawn:
        lines[account]?.withLane(flight.entry.lane) { $0.mayHaveGained() }
        expires(at: flight.entry.expiresAt)
      case .sent, .failed, .expired, .uncertain:
        break
      }
      for command in waitingCommands.removeValue(forKey: settlement.job) ?? [] {
        actions.append(.execute(command))
      }
    }
  }

  mutating func expires(at time: WallTime) {
    nextExpiry = nextExpiry.map { min($0, time) } ?? time
  }
}

extension AccountLine {
  fileprivate mutating func left(_ job: JobNumber, at time: MonotonicTime, _ now: Moment) {
    pacer.left(at: time, taken: time)
    launching.remove(job)
    flights[job]?.leftAt = now.wall
  }

  /// The flight that an answer ends; its outcome is to be settled.
  fileprivate mutating func land(_ job: JobNumber) -> Flight? {
    guard let flight = flights.removeValue(forKey: job) else { return nil }
    launching.remove(job)
    settling[job] = flight
    return flight
  }
}

extension Outcome {
  /// Whether the attempt counts against `max_attempts`.
  var isCharged: Bool {
    switch self {
    case .doubt, .accepted, .failed: true
    case .unsent, .refused, .accountTrouble: false
    }
  }

  /// Whether something answered; a connection that could not be made says nothing of the account.
  var isAnswer: Bool {
    if case .unsent = self { return false }
    return true
  }

  var httpStatus: Int? {
    if case .accepted(_, let status) = self { return status }
    return error?.httpStatus
  }
}
