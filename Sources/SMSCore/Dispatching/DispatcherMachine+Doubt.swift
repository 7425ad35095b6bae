/// Attempts that may have been accepted: nothing of them is sent again before the provider's list
/// has settled what became of them.
extension DispatcherMachine {
  /// The time that a message gets which is sent once more after its own has run out.
  static let resendTime = Interval(seconds: 300)

  var schedule: LookSchedule { LookSchedule(steps: configuration.looksAfter) }

  /// The doubt about an attempt that has just ended.
  func firstDoubt(_ flight: Flight, _ now: Moment) -> Doubt {
    Doubt(
      since: flight.since,
      looks: 0,
      nextLookAt: now.wall.advanced(by: schedule.wait(afterLooks: 0))
    )
  }

  /// Prepares the search that an attempt's outcome calls for, if it calls for one.
  mutating func search(for flight: Flight, _ settlement: Settlement, _ now: Moment) {
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

  /// Asks for the next page if one is due; an account that may not look has missed it.
  mutating func reconcile(_ line: Int, _ now: Moment, _ actions: inout [DispatcherAction]) {
    for search in lines[line].reconciler.surplusNames { name(line, search, nil, &actions) }
    lines[line].reconciler.findNextDue()
    defer { lines[line].reconciler.findNextDue() }
    if lines[line].mayLook {
      guard let query = lines[line].reconciler.call(at: now) else { return }
      actions.append(.list(account: lines[line].name, query))
    } else {
      let error = lines[line].pause?.error ?? ProviderError(code: .interrupted)
      guard let verdict = lines[line].reconciler.miss(error, at: now.monotonic) else { return }
      judge(line, verdict, now, &actions)
    }
  }

  mutating func listed(
    _ account: String,
    _ answer: ListAnswer,
    _ now: Moment,
    _ actions: inout [DispatcherAction]
  ) {
    guard let line = number(of: account) else { return }
    let context = Reconciler.Context(digest: digest, keys: lines[line].keys)
    follow(lines[line].reconciler.answered(answer, at: now, context), line, now, &actions)
    if case .failed(let error, _) = answer, error.code == .unauthorized {
      pause(line, error, isTrial: false, now, &actions)
    }
  }

  mutating func identified(
    _ account: String,
    _ known: Set<String>?,
    _ now: Moment,
    _ actions: inout [DispatcherAction]
  ) {
    guard let line = number(of: account) else { return }
    follow(lines[line].reconciler.identified(known: known, at: now), line, now, &actions)
  }

  private mutating func follow(
    _ step: Reconciler.Step,
    _ line: Int,
    _ now: Moment,
    _ actions: inout [DispatcherAction]
  ) {
    switch step {
    case .more: break
    case .identify(let ids): actions.append(.identify(account: lines[line].name, ids))
    case .verdict(let verdict): judge(line, verdict, now, &actions)
    }
  }

  // MARK: Verdicts

  private mutating func judge(
    _ line: Int,
    _ verdict: Reconciler.Verdict,
    _ now: Moment,
    _ actions: inout [DispatcherAction]
  ) {
    var settlements: [Settlement] = []
    for (search, id) in verdict.found { found(line, search, id, now, &settlements, &actions) }
    for search in verdict.negative { notFound(line, search, now, &settlements, &actions) }
    for search in verdict.unclear { unclear(line, search, now, &settlements, &actions) }
    let wait = waitAfterFailure(line, verdict)
    for search in verdict.failed { missed(line, search, wait, now, &settlements, &actions) }
    if !settlements.isEmpty { actions.append(.settle(settlements)) }
    guard let error = verdict.error, lines[line].mayLook, !verdict.failed.isEmpty else { return }
    let next = now.wall.advanced(by: wait)
    actions.append(
      .report(.lookFailed(account: lines[line].name, error, nextLookAt: next))
    )
  }

  /// Looks that fail are repeated with the backoff of attempts, or when the provider asks for it.
  private mutating func waitAfterFailure(_ line: Int, _ verdict: Reconciler.Verdict) -> Interval {
    let failures = lines[line].reconciler.failures
    let backoff = configuration.retry.delay(afterAttempts: failures, jitter: jitter.next())
    return max(backoff, verdict.retryAfter ?? .zero, Reconciler.pace)
  }

  private mutating func found(
    _ line: Int,
    _ search: Search,
    _ id: String,
    _ now: Moment,
    _ settlements: inout [Settlement],
    _ actions: inout [DispatcherAction]
  ) {
    switch search.aim {
    case .name: name(line, search, id, &actions)
    case .settlement(let entry, _):
      conclude(line, search, entry, .sent(providerMessageID: id), now, &settlements, &actions)
    }
  }

  /// The list was read whole, and the message is not in it.
  private mutating func notFound(
    _ line: Int,
    _ search: Search,
    _ now: Moment,
    _ settlements: inout [Settlement],
    _ actions: inout [DispatcherAction]
  ) {
    guard let (entry, error) = lastLook(line, search, now, &settlements, &actions) else { return }
    let proven = error.notSent
    let isLast = entry.charged >= configuration.retry.maxAttempts
    let verdict = isLast ? .failed(proven) : again(entry, proven, search, now)
    conclude(line, search, entry, verdict, now, &settlements, &actions)
  }

  /// The list was read whole, and a record in it may be the message or not: that proves neither, and
  /// after the last look it ends as configured.
  private mutating func unclear(
    _ line: Int,
    _ search: Search,
    _ now: Moment,
    _ settlements: inout [Settlement],
    _ actions: inout [DispatcherAction]
  ) {
    guard let (entry, error) = lastLook(line, search, now, &settlements, &actions) else { return }
    let verdict = unsettled(entry, error, .isUnclear, now)
    conclude(line, search, entry, verdict, now, &settlements, &actions)
  }

  /// A look that was read whole did not find it: plans the next one.
  ///
  /// - Returns: the job, once its last look is over.
  private mutating func lastLook(
    _ line: Int,
    _ search: Search,
    _ now: Moment,
    _ settlements: inout [Settlement],
    _ actions: inout [DispatcherAction]
  ) -> (AgendaEntry, JobError)? {
    let next = search.endedAt.advanced(by: schedule.wait(afterLooks: search.looks))
    switch search.aim {
    case .name:
      lookAgain(line, search, at: next, isFailing: false, now, &actions)
      return nil
    case .settlement(let entry, let error):
      guard !schedule.isOver(afterLooks: search.looks) else { return (entry, error) }
      let time = max(next, now.monotonic)
      lines[line].reconciler.look(for: search.job, at: time, isFailing: false)
      settlements.append(stillInDoubt(search, error, nextLookAt: time, now))
      return nil
    }
  }

  /// Another attempt, no sooner after the one in doubt than the backoff says.
  private mutating func again(
    _ entry: AgendaEntry,
    _ error: JobError,
    _ search: Search,
    _ now: Moment
  ) -> Settlement.Next {
    let delay = configuration.retry.delay(afterAttempts: entry.attempts, jitter: jitter.next())
    let left = max(search.endedAt.advanced(by: delay).since(now.monotonic), .zero)
    return .deferred(error, dueAt: now.wall.advanced(by: left))
  }

  /// The look failed, which settles nothing; a message whose time has run out ends as configured.
  private mutating func missed(
    _ line: Int,
    _ search: Search,
    _ wait: Interval,
    _ now: Moment,
    _ settlements: inout [Settlement],
    _ actions: inout [DispatcherAction]
  ) {
    let next = now.monotonic.advanced(by: wait)
    switch search.aim {
    case .name: lookAgain(line, search, at: next, isFailing: true, now, &actions)
    case .settlement(let entry, let error):
      let left = entry.expiresAt.since(now.wall)
      guard left <= .zero else {
        // One last look when the time runs out decides, however long the backoff.
        let time = min(next, now.monotonic.advanced(by: left))
        lines[line].reconciler.look(for: search.job, at: time, isFailing: true)
        return settlements.append(stillInDoubt(search, error, nextLookAt: time, now))
      }
      let verdict = unsettled(entry, error, .isUnread, now)
      conclude(line, search, entry, verdict, now, &settlements, &actions)
    }
  }

  private func unsettled(
    _ entry: AgendaEntry,
    _ error: JobError,
    _ list: JobError.UnsettledList,
    _ now: Moment
  ) -> Settlement.Next {
    let policy = entry.ifUncertain ?? configuration.ifUncertain
    guard policy == .resend, entry.charged < configuration.retry.maxAttempts else {
      return .uncertain(error.unsettled(list, to: entry.to, from: entry.from))
    }
    let end = max(entry.expiresAt, now.wall.advanced(by: Self.resendTime))
    return .resent(error, dueAt: now.wall, expiresAt: end)
  }

  // MARK: What follows

  /// The job leaves the reconciler, to be settled as an attempt's outcome is.
  private mutating func conclude(
    _ line: Int,
    _ search: Search,
    _ entry: AgendaEntry,
    _ next: Settlement.Next,
    _ now: Moment,
    _ settlements: inout [Settlement],
    _ actions: inout [DispatcherAction]
  ) {
    lines[line].reconciler.end(search.job)
    flights.add(
      Flight(
        entry: entry,
        key: search.key,
        line: line,
        isTrial: false,
        stage: .settling,
        at: now
      )
    )
    actions.append(.report(.reconciled(entry, next)))
    settlements.append(
      Settlement(job: search.job, next: next, attempt: nil, isCharged: false, at: now.wall)
    )
  }

  private func stillInDoubt(
    _ search: Search,
    _ error: JobError,
    nextLookAt: MonotonicTime,
    _ now: Moment
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

  /// The id of a sent message is looked for again, for as long as that has a point.
  private mutating func lookAgain(
    _ line: Int,
    _ search: Search,
    at time: MonotonicTime,
    isFailing: Bool,
    _ now: Moment,
    _ actions: inout [DispatcherAction]
  ) {
    let end = search.endedAt.advanced(by: Search.namePatience)
    guard now.monotonic < end else { return name(line, search, nil, &actions) }
    let next = min(max(time, now.monotonic), end)
    lines[line].reconciler.look(for: search.job, at: next, isFailing: isFailing)
  }

  private mutating func name(
    _ line: Int,
    _ search: Search,
    _ id: String?,
    _ actions: inout [DispatcherAction]
  ) {
    lines[line].reconciler.end(search.job)
    naming[search.job] = (line, search.key)
    actions.append(.name(search.job, id))
  }

  /// The id is in the ledger, and can be taken for no other message of that key any more.
  mutating func named(_ job: JobNumber) {
    guard let (line, key) = naming.removeValue(forKey: job) else { return }
    lines[line].free(key)
  }
}

extension Flight {
  /// When the first of the job's attempts that the list may show began.
  fileprivate var since: PastMoment {
    entry.doubtSince ?? PastMoment(wall: begunAt, monotonic: claimedAt)
  }

  /// The job as the ledger has it once the attempt under way is counted, and charged.
  fileprivate var charged: AgendaEntry {
    var entry = entry
    entry.attempts = attempt
    entry.charged += 1
    return entry
  }
}
