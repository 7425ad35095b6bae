/// What the provider's answers mean for the account.
extension AccountQueue {
  /// Applies the outcome of an attempt to the breaker, the pace and the pause.
  ///
  /// - Parameters:
  ///   - outcome: How the attempt ended.
  ///   - flight: The attempt.
  ///   - retry: Determines how long the breaker stays open.
  ///   - jitter: Random numbers for that.
  ///   - turn: The turn that handles the answer.
  mutating func judge(
    _ outcome: Outcome,
    of flight: Flight,
    retry: RetryPolicy,
    jitter: inout Jitter,
    _ turn: inout Turn
  ) {
    switch outcome {
    case .accountTrouble(let error):
      breakerSucceeded(&turn)
      pause(by: error, isTrial: flight.isTrial, &turn)
      return
    case .doubt(let error) where outcome.isFalseSuccess:
      let isSecond = answers.answeredFalsely(flight.number)
      if isSecond || flight.isTrial { pause(by: error, isTrial: flight.isTrial, &turn) }
      return
    case .refused(let error, let retryAfter) where error.code == .tooManyRequests:
      breakerSucceeded(&turn)
      slowDown(
        for: retryAfter ?? slowdown.wait(handedAt: flight.handedAt, at: turn.now.monotonic),
        isMMS: flight.isMMS,
        &turn
      )
    case .unsent(let error), .refused(let error, _), .doubt(let error):
      let opened = breaker.failed(at: turn.now.monotonic, policy: retry, jitter: jitter.next())
      if opened { turn.report(.breakerOpened(account: name, code: error.code)) }
    case .accepted:
      answers.accepted(flight.number)
      slowdown.accepted(handedAt: flight.handedAt)
      breakerSucceeded(&turn)
    case .failed, .unfetched:
      breakerSucceeded(&turn)
    }
    if flight.isTrial, outcome.isAnswer { endTrial(&turn) }
  }

  /// Account trouble that one job meets twice while others are accepted is that job's own failure.
  mutating func judgeText(_ outcome: Outcome, of flight: Flight) -> Outcome {
    guard case .accountTrouble(let error) = outcome, error.mayBeText,
      answers.metTrouble(flight.number, error.code)
    else { return outcome }
    answers.ended(flight.number)
    return .failed(error)
  }

  /// The answer to an MMS says that there are too many of them; texts have their own limit.
  private mutating func slowDown(for wait: Interval, isMMS: Bool, _ turn: inout Turn) {
    let silence = max(wait, .zero)
    if isMMS {
      mmsPacer.slowDown(for: silence, at: turn.now.monotonic)
    } else {
      pacer.slowDown(for: silence, at: turn.now.monotonic)
    }
    let factor = Int((isMMS ? mmsPacer : pacer).slowdown)
    turn.report(.slowedDown(account: name, wait: wait, factor: factor, isMMS: isMMS))
  }

  private mutating func breakerSucceeded(_ turn: inout Turn) {
    let wasClosed = breaker.state == .closed
    breaker.succeeded()
    if !wasClosed { turn.report(.breakerClosed(account: name)) }
  }

  // MARK: Pause

  /// The account cannot send as it is: nothing is sent until a probe succeeds.
  mutating func pause(by error: ProviderError, isTrial: Bool, _ turn: inout Turn) {
    let next: AccountPause
    if var running = pause {
      // Requests sent before the pause bring no news; a trial does.
      guard running.phase == .trial, isTrial else { return }
      running.error = error
      running.failed(probeAfter: policy.probeInterval, at: turn.now)
      next = running
    } else {
      next = AccountPause(error, probeAfter: policy.probeInterval, at: turn.now)
    }
    pause = next
    turn.report(
      .paused(account: name, error: explain(error), nextProbeAt: next.nextProbeAt)
    )
  }

  mutating func probeIfDue(_ turn: inout Turn) {
    guard beginsProbe(at: turn.now.monotonic) else { return }
    turn.actions.append(.probe(account: name))
  }

  /// The answer to a probe: nil if the provider accepted the keys.
  mutating func probed(_ failure: ProviderError?, _ turn: inout Turn) {
    guard var running = pause, running.phase == .probing else { return }
    if let failure {
      running.failed(probeAfter: policy.probeInterval, at: turn.now)
      turn.report(
        .probeFailed(
          account: name,
          error: explain(failure),
          nextProbeAt: running.nextProbeAt
        )
      )
    } else {
      running.probed()
      reconciler.hurry(at: turn.now.monotonic)
      turn.report(.trial(account: name))
    }
    pause = running
  }

  /// The one job after a successful probe was answered: the account works.
  private mutating func endTrial(_ turn: inout Turn) {
    guard pause?.phase == .trial else { return }
    pause = nil
    turn.report(.resumed(account: name))
  }

  /// Notes in these jobs' results that they wait for the pause to end; does nothing during a trial.
  func postpone(_ jobs: [JobNumber], _ turn: inout Turn) {
    guard let pause, pause.phase != .trial else { return }
    turn.actions.append(
      .postpone(
        jobs.sorted(),
        error: explain(pause.error),
        nextAttemptAt: pause.nextProbeAt
      )
    )
  }
}

extension ProviderError {
  /// Whether a filter on the way, or at the provider, may give this answer to one text only.
  fileprivate var mayBeText: Bool {
    switch code {
    case .paymentRequired, .proxyRefused, .wrongEndpoint: httpStatus != nil
    default: false
    }
  }
}
