/// Attempts that may have been accepted: none is repeated before the provider's list has settled
/// what became of it.
extension DispatcherMachine {
  /// How much time a message gets that is resent after it expired.
  static let resendTime = Interval(seconds: 300)

  var schedule: LookSchedule { LookSchedule(steps: configuration.looksAfter) }

  /// The doubt about an attempt that has just ended.
  func firstDoubt(_ flight: Flight, at now: Moment) -> Doubt {
    Doubt(
      since: flight.since,
      looks: 0,
      nextLookAt: now.wall.advanced(by: schedule.wait(afterLooks: 0))
    )
  }

  /// Prepares the search that an attempt's outcome requires, if any.
  mutating func search(for flight: Flight, _ settlement: Settlement, at now: Moment) {
    guard !flight.entry.isCode else { return }
    let aim: Search.Aim
    switch settlement.next {
    case .doubt(let error, _): aim = .settlement(flight.charged, error)
    case .sent(providerMessageID: nil): aim = .name
    default: return
    }
    let search = Search(
      flight.number,
      flight.key,
      aim,
      since: flight.since,
      endedAt: now.monotonic,
      schedule: schedule
    )
    lines[flight.line].reconciler.prepare(search)
  }

  // MARK: Looks

  /// Asks for the next page if one is due; an account that may not ask misses the look.
  mutating func reconcile(_ line: Int, _ turn: inout Turn) {
    for search in lines[line].reconciler.surplusNames { name(search, as: nil, line: line, &turn) }
    lines[line].reconciler.findNextDue()
    defer { lines[line].reconciler.findNextDue() }
    if lines[line].mayLook {
      guard let query = lines[line].reconciler.call(at: turn.now) else { return }
      turn.actions.append(.list(account: lines[line].name, query))
    } else {
      let error = lines[line].pause?.error ?? ProviderError(code: .interrupted)
      guard let verdict = lines[line].reconciler.miss(error, at: turn.now.monotonic) else { return }
      judge(verdict, line: line, &turn)
    }
  }

  mutating func listed(_ account: String, _ answer: ListAnswer, _ turn: inout Turn) {
    guard let line = number(of: account) else { return }
    let context = Reconciler.Context(digest: digest, keys: lines[line].keys)
    follow(lines[line].reconciler.answered(answer, at: turn.now, context), line: line, &turn)
    if case .failed(let error, _) = answer, error.code == .unauthorized {
      lines[line].pause(by: error, isTrial: false, &turn)
    }
  }

  mutating func identified(_ account: String, _ known: Set<String>?, _ turn: inout Turn) {
    guard let line = number(of: account) else { return }
    follow(lines[line].reconciler.identified(known: known, at: turn.now), line: line, &turn)
  }

  private mutating func follow(_ step: Reconciler.Step, line: Int, _ turn: inout Turn) {
    switch step {
    case .more: break
    case .identify(let ids): turn.actions.append(.identify(account: lines[line].name, ids))
    case .verdict(let verdict): judge(verdict, line: line, &turn)
    }
  }

  // MARK: Verdicts

  private mutating func judge(_ verdict: Reconciler.Verdict, line: Int, _ turn: inout Turn) {
    for (search, id) in verdict.found { found(search, as: id, line: line, &turn) }
    for search in verdict.negative { notFound(search, line: line, &turn) }
    for search in verdict.unclear { unclear(search, line: line, &turn) }
    let wait = waitAfterFailure(verdict, line: line)
    for search in verdict.failed { missed(search, waiting: wait, line: line, &turn) }
    turn.settle()
    guard let error = verdict.error, lines[line].mayLook, !verdict.failed.isEmpty else { return }
    let next = turn.now.wall.advanced(by: wait)
    turn.report(.lookFailed(account: lines[line].name, error, nextLookAt: next))
  }

  /// Failed looks are repeated after the backoff of attempts, or when the provider allows it.
  private mutating func waitAfterFailure(_ verdict: Reconciler.Verdict, line: Int) -> Interval {
    let failures = lines[line].reconciler.failures
    let backoff = configuration.retry.delay(afterAttempts: failures, jitter: jitter.next())
    return max(backoff, verdict.retryAfter ?? .zero, Reconciler.pace)
  }

  private mutating func found(
    _ search: Search,
    as id: String,
    line: Int,
    _ turn: inout Turn
  ) {
    switch search.aim {
    case .name: name(search, as: id, line: line, &turn)
    case .settlement(let entry, _):
      conclude(search, of: entry, as: .sent(providerMessageID: id), line: line, &turn)
    }
  }

  /// The whole list was read, and the message is not in it.
  private mutating func notFound(_ search: Search, line: Int, _ turn: inout Turn) {
    guard let (entry, error) = lastLook(of: search, line: line, &turn) else { return }
    let proven = configuration.errors.notSent(error)
    let isLast = entry.charged >= configuration.retry.maxAttempts
    let verdict =
      isLast ? .failed(proven) : again(entry, after: search, error: proven, at: turn.now)
    conclude(search, of: entry, as: verdict, isProvenUnsent: true, line: line, &turn)
  }

  /// The whole list was read, and one of its records may be the message or another: that proves
  /// nothing, and after the last look the message ends as configured.
  private mutating func unclear(_ search: Search, line: Int, _ turn: inout Turn) {
    guard let (entry, error) = lastLook(of: search, line: line, &turn) else { return }
    let verdict = unsettled(entry, error: error, list: .isUnclear, at: turn.now)
    conclude(search, of: entry, as: verdict, line: line, &turn)
  }

  /// A completed look did not find the message: plans the next look.
  ///
  /// - Returns: the job and its error once the last look is over; nil before.
  private mutating func lastLook(
    of search: Search,
    line: Int,
    _ turn: inout Turn
  ) -> (AgendaEntry, JobError)? {
    let next = search.endedAt.advanced(by: schedule.wait(afterLooks: search.looks))
    switch search.aim {
    case .name:
      lookAgain(for: search, at: next, isFailing: false, line: line, &turn)
      return nil
    case .settlement(let entry, let error):
      guard !schedule.isOver(afterLooks: search.looks) else { return (entry, error) }
      let time = max(next, turn.now.monotonic)
      lines[line].reconciler.look(for: search.job, at: time, isFailing: false)
      turn.settlements.append(stillInDoubt(search, error: error, nextLookAt: time, at: turn.now))
      return nil
    }
  }

  /// Another attempt, no sooner after the one in doubt than the backoff allows.
  private mutating func again(
    _ entry: AgendaEntry,
    after search: Search,
    error: JobError,
    at now: Moment
  ) -> Settlement.Next {
    let delay = configuration.retry.delay(afterAttempts: entry.attempts, jitter: jitter.next())
    let left = max(search.endedAt.advanced(by: delay).since(now.monotonic), .zero)
    return .deferred(error, dueAt: now.wall.advanced(by: left))
  }

  /// The look failed, which settles nothing; a message that has expired ends as configured.
  private mutating func missed(
    _ search: Search,
    waiting wait: Interval,
    line: Int,
    _ turn: inout Turn
  ) {
    let next = turn.now.monotonic.advanced(by: wait)
    switch search.aim {
    case .name: lookAgain(for: search, at: next, isFailing: true, line: line, &turn)
    case .settlement(let entry, let error):
      let left = entry.expiresAt.since(turn.now.wall)
      guard left <= .zero else {
        // However long the backoff, one last look at expiry decides.
        let time = min(next, turn.now.monotonic.advanced(by: left))
        lines[line].reconciler.look(for: search.job, at: time, isFailing: true)
        return turn.settlements.append(
          stillInDoubt(search, error: error, nextLookAt: time, at: turn.now)
        )
      }
      let verdict = unsettled(entry, error: error, list: .isUnread, at: turn.now)
      conclude(search, of: entry, as: verdict, line: line, &turn)
    }
  }

  private func unsettled(
    _ entry: AgendaEntry,
    error: JobError,
    list: UnsettledList,
    at now: Moment
  ) -> Settlement.Next {
    let policy = entry.ifUncertain ?? configuration.ifUncertain
    guard policy == .resend, entry.charged < configuration.retry.maxAttempts else {
      return .uncertain(configuration.errors.unsettled(error, list, entry.envelope.parties))
    }
    let dueAt = opening(for: entry, from: now.wall)
    let end = max(entry.expiresAt, dueAt.advanced(by: Self.resendTime))
    return .resent(error, dueAt: dueAt, expiresAt: end)
  }

  // MARK: What follows

  /// The job leaves the reconciler, to be settled like the outcome of an attempt.
  private mutating func conclude(
    _ search: Search,
    of entry: AgendaEntry,
    as next: Settlement.Next,
    isProvenUnsent: Bool = false,
    line: Int,
    _ turn: inout Turn
  ) {
    lines[line].reconciler.end(search.job)
    flights.add(
      Flight(
        entry: entry,
        key: search.key,
        line: line,
        isTrial: false,
        stage: .settling,
        at: turn.now
      )
    )
    turn.report(.reconciled(entry, next))
    turn.settlements.append(
      Settlement(
        job: search.job,
        next: next,
        attempt: nil,
        isCharged: false,
        at: turn.now.wall,
        isProvenUnsent: isProvenUnsent
      )
    )
  }

  private func stillInDoubt(
    _ search: Search,
    error: JobError,
    nextLookAt: MonotonicTime,
    at now: Moment
  ) -> Settlement {
    let doubt = Doubt(
      since: search.since,
      looks: search.looks,
      nextLookAt: now.wall(of: nextLookAt)
    )
    return Settlement(
      job: search.job,
      next: .doubt(error, doubt),
      attempt: nil,
      isCharged: false,
      at: now.wall
    )
  }

  /// Plans another look for the id of a sent message, as long as that makes sense.
  private mutating func lookAgain(
    for search: Search,
    at time: MonotonicTime,
    isFailing: Bool,
    line: Int,
    _ turn: inout Turn
  ) {
    let end = search.endedAt.advanced(by: Search.namePatience)
    guard turn.now.monotonic < end else { return name(search, as: nil, line: line, &turn) }
    let next = min(max(time, turn.now.monotonic), end)
    lines[line].reconciler.look(for: search.job, at: next, isFailing: isFailing)
  }

  private mutating func name(
    _ search: Search,
    as id: String?,
    line: Int,
    _ turn: inout Turn
  ) {
    lines[line].reconciler.end(search.job)
    naming[search.job] = (line, search.key)
    turn.actions.append(.name(search.job, id))
  }

  /// The id is in the ledger, so it can no longer be taken for another message with that key.
  mutating func named(_ job: JobNumber) {
    guard let (line, key) = naming.removeValue(forKey: job) else { return }
    lines[line].free(key)
  }
}

extension Flight {
  /// When the first of the job's attempts began that the list may show.
  fileprivate var since: PastMoment {
    entry.doubtSince ?? PastMoment(wall: begunAt, monotonic: claimedAt)
  }

  /// The job as the ledger holds it once the attempt under way is counted and charged.
  fileprivate var charged: AgendaEntry {
    var entry = entry
    entry.attempts = attempt
    entry.charged += 1
    return entry
  }
}
