/// What follows from the provider's answers for the account.
extension DispatcherMachine {
  mutating func judgeAccount(
    _ flight: Flight,
    _ outcome: Outcome,
    _ now: Moment,
    _ actions: inout [DispatcherAction]
  ) {
    switch outcome {
    case .accountTrouble(let error):
      breakerSucceeded(flight.line, &actions)
      pause(flight.line, error, isTrial: flight.isTrial, now, &actions)
      return
    case .doubt(let error) where outcome.isFalseSuccess:
      let isSecond = lines[flight.line].answers.answeredFalsely(flight.number)
      if isSecond || flight.isTrial {
        pause(flight.line, error, isTrial: flight.isTrial, now, &actions)
      }
      return
    case .refused(let error, let retryAfter) where error.code == .tooManyRequests:
      breakerSucceeded(flight.line, &actions)
      slowDown(flight, retryAfter, now, &actions)
    case .unsent(let error), .refused(let error, _), .doubt(let error):
      breakerFailed(flight.line, error, now, &actions)
    case .accepted:
      lines[flight.line].answers.accepted(flight.number)
      lines[flight.line].slowdown.accepted(handedAt: flight.handedAt)
      breakerSucceeded(flight.line, &actions)
    case .failed:
      breakerSucceeded(flight.line, &actions)
    }
    if flight.isTrial, outcome.isAnswer { endTrial(flight.line, &actions) }
  }

  /// Trouble of the account that one job meets twice, while others are accepted, is that job's.
  mutating func judgeText(_ flight: Flight, _ outcome: Outcome) -> Outcome {
    guard case .accountTrouble(let error) = outcome, error.mayBeText,
      lines[flight.line].answers.metTrouble(flight.number, error.code)
    else { return outcome }
    lines[flight.line].answers.ended(flight.number)
    return .failed(error)
  }

  private mutating func slowDown(
    _ flight: Flight,
    _ retryAfter: Interval?,
    _ now: Moment,
    _ actions: inout [DispatcherAction]
  ) {
    let line = flight.line
    let wait =
      retryAfter
      ?? lines[line].slowdown.wait(handedAt: flight.handedAt, at: now.monotonic)
    lines[line].pacer.slowDown(for: max(wait, .zero), at: now.monotonic)
    actions.append(.report(.slowedDown(account: lines[line].name, wait: wait)))
  }

  private mutating func breakerFailed(
    _ line: Int,
    _ error: ProviderError,
    _ now: Moment,
    _ actions: inout [DispatcherAction]
  ) {
    let opened = lines[line].breaker
      .failed(at: now.monotonic, policy: configuration.retry, jitter: jitter.next())
    guard opened else { return }
    actions.append(.report(.breakerOpened(account: lines[line].name, code: error.code)))
  }

  private mutating func breakerSucceeded(_ line: Int, _ actions: inout [DispatcherAction]) {
    let wasClosed = lines[line].breaker.state == .closed
    lines[line].breaker.succeeded()
    if !wasClosed { actions.append(.report(.breakerClosed(account: lines[line].name))) }
  }

  // MARK: Pause

  /// The account cannot send as it is: nothing more goes until a probe says otherwise.
  mutating func pause(
    _ line: Int,
    _ error: ProviderError,
    isTrial: Bool,
    _ now: Moment,
    _ actions: inout [DispatcherAction]
  ) {
    let interval = lines[line].policy.probeInterval
    if var pause = lines[line].pause {
      // What was under way before says nothing new; a trial does.
      guard pause.phase == .trial, isTrial else { return }
      pause.error = error
      pause.failed(probeAfter: interval, at: now)
      lines[line].pause = pause
    } else {
      lines[line].pause = AccountPause(error, probeAfter: interval, at: now)
    }
    guard let nextProbeAt = lines[line].pause?.nextProbeAt else { return }
    actions.append(
      .report(
        .paused(
          account: lines[line].name,
          error: catalogue(line).explain(error),
          nextProbeAt: nextProbeAt
        )
      )
    )
  }

  mutating func probeIfDue(_ line: Int, _ now: Moment, _ actions: inout [DispatcherAction]) {
    guard lines[line].beginsProbe(at: now.monotonic) else { return }
    actions.append(.probe(account: lines[line].name))
  }

  mutating func probed(
    _ account: String,
    _ failure: ProviderError?,
    _ now: Moment,
    _ actions: inout [DispatcherAction]
  ) {
    guard let line = number(of: account), var pause = lines[line].pause, pause.phase == .probing
    else { return }
    if let failure {
      pause.failed(probeAfter: lines[line].policy.probeInterval, at: now)
      actions.append(
        .report(
          .probeFailed(
            account: account,
            error: catalogue(line).explain(failure),
            nextProbeAt: pause.nextProbeAt
          )
        )
      )
    } else {
      pause.probed()
      lines[line].reconciler.hurry(at: now.monotonic)
      actions.append(.report(.trial(account: account)))
    }
    lines[line].pause = pause
  }

  /// The one job after a good probe was answered: the account works.
  private mutating func endTrial(_ line: Int, _ actions: inout [DispatcherAction]) {
    guard lines[line].pause?.phase == .trial else { return }
    lines[line].pause = nil
    actions.append(.report(.resumed(account: lines[line].name)))
  }
}

extension ProviderError {
  /// Whether a filter on the way, or at the provider, may give this answer to one text alone.
  var mayBeText: Bool {
    switch code {
    case .paymentRequired, .proxyRefused, .wrongEndpoint: httpStatus != nil
    default: false
    }
  }
}
