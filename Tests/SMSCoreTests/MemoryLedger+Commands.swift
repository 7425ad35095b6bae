import SMSCore

extension MemoryLedger {
  /// Carries out a command, or one step of it: `act` takes two jobs per step.
  mutating func execute(_ job: CommandJob, at now: WallTime) -> CommandOutcome {
    let outcome = carryOut(job, at: now)
    if case .waits(let target) = outcome, job.command.mayNotBeOvertaken {
      waiting[target, default: []].insert(job.number)
    }
    return outcome
  }

  /// Whether a command has waited for a job and has not ended.
  func hasWaiting(for job: JobNumber) -> Bool {
    waiting[job]?.contains { done[$0] == nil } == true
  }

  private mutating func carryOut(_ job: CommandJob, at now: WallTime) -> CommandOutcome {
    guard done[job.number] == nil else { return .finished(left: [], lanes: []) }
    if let outcome = executeOnBatch(job, at: now) { return outcome }
    switch job.command {
    case .cancel(let name): return cancel(name, by: job)
    case .update(let name, _): return update(name, by: job, at: now)
    case .hold(.job(let name)): return hold(name, by: job)
    case .release(.job(let name)): return release(name, by: job)
    case .retry: return finish(job)
    case .hold(let scope): return turn(scope, on: true, by: job)
    case .release(let scope): return turn(scope, on: false, by: job)
    case .act(let action, let filter): return act(action, filter, by: job, at: now)
    case .lookup, .optOut, .optIn, .importOptOuts, .erase, .backup, .reconcile, .callbacks,
      .numbers, .testAlarm:
      return finish(job)
    }
  }

  /// Carries out a command about a batch; nil if it is about something else.
  private mutating func executeOnBatch(_ job: CommandJob, at now: WallTime) -> CommandOutcome? {
    switch job.command {
    case .cancel(let name):
      guard let batch = batch(name) else { return nil }
      batches[batch]?.isCanceled = true
      return act(.cancel, .all, by: job, at: now, in: batch)
    case .hold(.job(let name)): return batch(name).map { turn($0, isHeld: true, by: job) }
    case .release(.job(let name)): return batch(name).map { turn($0, isHeld: false, by: job) }
    default: return nil
    }
  }

  private func batch(_ name: JobName) -> JobNumber? {
    guard name.id.hasPrefix("batch-"), let number = Int64(name.id.dropFirst(6)),
      batches[JobNumber(number)] != nil
    else { return nil }
    return JobNumber(number)
  }

  private mutating func turn(
    _ batch: JobNumber,
    isHeld: Bool,
    by job: CommandJob
  ) -> CommandOutcome {
    batches[batch]?.isHeld = isHeld
    finish(job.number, as: .done)
    let lanes = recover().lanes.filter { $0.batch == batch }
    return .switched(batch: batch, isHeld: isHeld, lanes: isHeld ? [] : lanes)
  }

  mutating func finish(
    _ job: CommandJob,
    as state: JobState = .done,
    left: [JobNumber] = [],
    lanes: Set<Lane> = []
  ) -> CommandOutcome {
    finish(job.number, as: state)
    return .finished(left: left, lanes: lanes)
  }

  func find(_ name: JobName) -> Job? {
    jobs.values.first { $0.entry.name == name }
  }

  private mutating func cancel(_ name: JobName, by job: CommandJob) -> CommandOutcome {
    guard let target = find(name), !target.state.isTerminal else {
      return finish(job, as: .failed)
    }
    guard !target.isOpen else { return .waits(for: target.entry.number) }
    move(target.entry.number, to: .canceled)
    return finish(job, as: .canceled, left: [target.entry.number])
  }

  private mutating func hold(_ name: JobName, by job: CommandJob) -> CommandOutcome {
    guard let target = find(name), !target.state.isTerminal else {
      return finish(job, as: .failed)
    }
    guard !target.isOpen else { return .waits(for: target.entry.number) }
    if target.state != .held { move(target.entry.number, to: .held) }
    return finish(job, left: [target.entry.number])
  }

  private mutating func release(_ name: JobName, by job: CommandJob) -> CommandOutcome {
    guard let target = find(name), !target.state.isTerminal else {
      return finish(job, as: .failed)
    }
    guard !target.isOpen else { return .waits(for: target.entry.number) }
    guard target.state == .held else { return finish(job) }
    move(target.entry.number, to: target.error == nil ? .queued : .deferred)
    return finish(job, lanes: [target.entry.lane])
  }

  private mutating func turn(
    _ scope: HoldScope,
    on isOn: Bool,
    by job: CommandJob
  ) -> CommandOutcome {
    turn(scope, on: isOn)
    return finish(job, lanes: isOn ? [] : recover().lanes)
  }
}

// MARK: Updates

extension MemoryLedger {
  /// Applies an update, after those of the same message that came before it and have waited.
  mutating func update(
    _ name: JobName,
    by job: CommandJob,
    at now: WallTime
  ) -> CommandOutcome {
    guard let target = find(name), !target.state.isTerminal,
      target.entry.lane.batch.flatMap({ batches[$0] })?.isCanceled != true
    else { return finish(job, as: .failed) }
    guard !target.isOpen else { return .waits(for: target.entry.number) }
    var lanes: Set<Lane> = []
    let updates = commands.values
      .filter { $0.number <= job.number && done[$0.number] == nil }
      .sorted { $0.number < $1.number }
    for command in updates {
      guard case .update(name, let update) = command.command else { continue }
      if let lane = apply(update, to: target.entry.number, by: command.number, at: now) {
        lanes.insert(lane)
        finish(command.number, as: .done)
      } else {
        finish(command.number, as: .failed)
      }
    }
    return .finished(left: lanes.isEmpty ? [] : [target.entry.number], lanes: lanes)
  }

  /// Changes a message; returns the lane in which it waits then, or nil if it cannot be changed so.
  private mutating func apply(
    _ update: MessageUpdate,
    to number: JobNumber,
    by command: JobNumber,
    at now: WallTime
  ) -> Lane? {
    guard let job = jobs[number] else { return nil }
    let waiting = WaitingMessage(
      to: job.entry.envelope.to,
      lane: job.entry.lane,
      acceptedAt: job.acceptedAt,
      dueAt: job.entry.dueAt,
      notBefore: job.notBefore,
      expiresAt: job.entry.expiresAt,
      life: nil,
      opensAt: nil,
      nextAttemptAt: job.nextAttemptAt
    )
    guard let changed = try? waiting.updated(by: update, windows, at: now) else { return nil }
    lanes[job.entry.lane]?.removeAll { $0 == number }
    lanes[changed.lane, default: []].append(number)
    lanes[changed.lane]?.sort()
    change(number) { job in
      job.notBefore = changed.notBefore
      job.nextAttemptAt = changed.nextAttemptAt
      job.entry.lane = changed.lane
      job.entry.dueAt = changed.dueAt
      job.entry.expiresAt = changed.expiresAt
      job.entry.revision = command.value
      if let text = update.givenText { job.entry.envelope.text = text.text }
    }
    return changed.lane
  }
}

// MARK: Commands on many jobs

extension MemoryLedger {
  private mutating func act(
    _ action: MatchedAction,
    _ filter: JobFilter,
    by job: CommandJob,
    at now: WallTime,
    in batch: JobNumber? = nil
  ) -> CommandOutcome {
    if action == .release, actedThrough[job.number] == nil { dropHolds(matching: filter) }
    let wanted = action.jobs(of: filter)
    let last = actedThrough[job.number] ?? JobNumber(0)
    let step = jobs.values
      .filter { $0.entry.number > last && $0.entry.number < job.number }
      .filter { $0.matches(wanted ?? .all) && wanted != nil }
      .filter { batch == nil || $0.entry.lane.batch == batch }
      .sorted { $0.entry.number < $1.entry.number }.prefix(2)
    var left: [JobNumber] = []
    var lanes: Set<Lane> = []
    for target in step {
      if action.awaitsAttempts, target.isOpen {
        awaited[target.entry.number, default: []].append(job)
      } else if act(action, on: target, at: now) {
        left.append(target.entry.number)
      } else {
        lanes.insert(target.entry.lane)
      }
    }
    actedThrough[job.number] = step.last?.entry.number ?? job.number
    let open = awaited.filter { $0.value.contains(job) }.keys.min()
    if step.count == 2 || open != nil && !step.isEmpty { return .more(left: left, lanes: lanes) }
    if let open { return .waits(for: open) }
    return finish(job, as: action == .cancel ? .canceled : .done, left: left, lanes: lanes)
  }

  /// Changes a job; returns whether it no longer waits.
  private mutating func act(_ action: MatchedAction, on target: Job, at now: WallTime) -> Bool {
    let number = target.entry.number
    switch action {
    case .cancel: move(number, to: .canceled)
    case .hold: move(number, to: .held)
    case .release: move(number, to: target.error == nil ? .queued : .deferred)
    case .flush: change(number) { $0.entry.dueAt = now }
    case .retry: retry(target, at: now)
    }
    return action.awaitsAttempts
  }

  private mutating func retry(_ target: Job, at now: WallTime) {
    let entry = target.entry
    let message = Message(
      account: entry.lane.account,
      to: .phone(entry.envelope.to),
      from: entry.envelope.from,
      text: entry.envelope.text,
      media: entry.envelope.media,
      priority: entry.lane.priority,
      notBefore: nil,
      expiresAt: now.advanced(by: Interval(seconds: 3600)),
      ifUncertain: entry.ifUncertain
    )
    _ = accept(message, spool: entry.lane.spool, at: now)
    change(entry.number) { $0.error = nil }
  }

  private mutating func dropHolds(matching filter: JobFilter) {
    var filter = filter
    filter.states = nil
    for (number, commands) in awaited where jobs[number]?.matches(filter) == true {
      let holds = commands.filter { $0.command.kind == MatchedAction.hold.rawValue }
      awaited[number]?.removeAll(where: holds.contains)
      waiting[number]?.subtract(holds.map(\.number))
    }
  }

  /// Does to a job that was settled what commands have waited to do.
  mutating func heedAwaiting(_ number: JobNumber, at now: WallTime) {
    guard jobs[number]?.isOpen == false else { return }
    for command in awaited.removeValue(forKey: number) ?? [] {
      guard let job = jobs[number], !job.state.isTerminal,
        let action = command.command.action
      else { continue }
      if action == .cancel || job.state != .held { _ = act(action, on: job, at: now) }
    }
  }
}

extension Command {
  /// Whether the job that it has waited for must not begin again before it.
  fileprivate var mayNotBeOvertaken: Bool {
    switch self {
    case .cancel, .update, .hold, .act: true
    default: false
    }
  }

  /// What it does to each of many jobs; nil if it is about one.
  fileprivate var action: MatchedAction? {
    switch self {
    case .act(let action, _): action
    case .cancel: .cancel
    default: nil
    }
  }
}

extension MemoryLedger.Job {
  /// Whether an attempt is in progress or in doubt.
  var isOpen: Bool { state == .attempting || state == .inDoubt }

  /// Whether it meets the conditions of a filter that the tests use.
  fileprivate func matches(_ filter: JobFilter) -> Bool {
    let isRetryable = filter.subject != .retryable || error != nil
    return isRetryable && filter.states?.contains(state) != false
      && filter.spools?.contains(entry.name.spool) != false
      && filter.errors?.contains(where: { $0 == error?.code }) != false
  }
}
