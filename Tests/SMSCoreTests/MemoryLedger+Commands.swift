import SMSCore

extension MemoryLedger {
  /// Carries out a command, or one step of it: `retryAll` and `flush` take two jobs per step.
  mutating func execute(_ job: CommandJob, at now: WallTime) -> CommandOutcome {
    guard done[job.number] == nil else { return .finished(left: [], lanes: []) }
    switch job.command {
    case .cancel(let name): return cancel(name, by: job)
    case .hold(.job(let name)): return hold(name, by: job)
    case .release(.job(let name)): return release(name, by: job)
    case .retry: return finish(job)
    case .hold(let scope): return turn(scope, on: true, by: job)
    case .release(let scope): return turn(scope, on: false, by: job)
    case .retryAll(let code, _): return retryAll(code, by: job, at: now)
    case .flush(let spool): return flush(spool, by: job, at: now)
    case .lookup, .optOut, .optIn, .importOptOuts, .backup, .reconcile, .testAlarm:
      return finish(job)
    }
  }

  private mutating func finish(
    _ job: CommandJob,
    as state: JobState = .done,
    left: [JobNumber] = [],
    lanes: Set<Lane> = []
  ) -> CommandOutcome {
    finish(job.number, as: state)
    return .finished(left: left, lanes: lanes)
  }

  private func find(_ name: JobName) -> Job? {
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

  private mutating func flush(
    _ spool: String?,
    by job: CommandJob,
    at now: WallTime
  ) -> CommandOutcome {
    let late = jobs.values.filter {
      $0.state == .deferred && $0.entry.dueAt > now
        && (spool == nil || $0.entry.name.spool == spool)
    }
    let step = late.sorted { $0.entry.number < $1.entry.number }.prefix(2)
    for target in step { change(target.entry.number) { $0.entry.dueAt = now } }
    let lanes = Set(step.map(\.entry.lane))
    return late.count > step.count ? .more(lanes: lanes) : finish(job, lanes: lanes)
  }

  private mutating func retryAll(
    _ code: ErrorCode,
    by job: CommandJob,
    at now: WallTime
  ) -> CommandOutcome {
    let ended = jobs.values.filter { $0.state.isTerminal && $0.error?.code == code }
    let step = ended.sorted { $0.entry.number < $1.entry.number }.prefix(2)
    for target in step {
      let entry = target.entry
      let message = Message(
        account: entry.lane.account,
        to: .phone(entry.envelope.to),
        from: entry.envelope.from,
        text: entry.envelope.text,
        priority: entry.lane.priority,
        notBefore: nil,
        expiresAt: now.advanced(by: Interval(seconds: 3600)),
        ifUncertain: entry.ifUncertain
      )
      _ = accept(message, spool: entry.lane.spool, at: now)
      change(entry.number) { $0.error = nil }
    }
    let lanes = Set(step.map(\.entry.lane))
    return ended.count > step.count ? .more(lanes: lanes) : finish(job, lanes: lanes)
  }
}

extension MemoryLedger.Job {
  /// Whether an attempt is in progress or in doubt.
  fileprivate var isOpen: Bool { state == .attempting || state == .inDoubt }
}
