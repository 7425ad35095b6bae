/// What commands and a new configuration change.
extension DispatcherMachine {
  /// Has a command carried out that was just accepted, or that a restart has found.
  ///
  /// Until it has ended, no attempt of the message that it is about begins: one that has just ended
  /// unsent may be followed by another at once, before the command that waited for it.
  mutating func execute(_ job: CommandJob, _ turn: inout Turn) {
    if let target = job.command.target { commandedJobs[target, default: []].insert(job.number) }
    turn.actions.append(.execute(job))
  }

  /// A command has ended: the message that it was about may be claimed again, if it still waits.
  private mutating func ended(_ job: CommandJob) {
    guard let target = job.command.target else { return }
    commandedJobs[target]?.remove(job.number)
    guard commandedJobs[target]?.isEmpty == true else { return }
    commandedJobs[target] = nil
    for line in lines.indices { lines[line].unpark(.commanded(target)) }
  }

  mutating func commanded(_ job: CommandJob, _ outcome: CommandOutcome, _ turn: inout Turn) {
    switch outcome {
    case .finished(let left, let lanes):
      applySwitch(of: job.command)
      if case .release(.sender(let sender)) = job.command { resume(sender, &turn) }
      remove(left)
      released(lanes, at: turn.now)
      if case .update = job.command { noteUpdate(of: left, in: lanes) }
      ended(job)
    case .switched(let batch, let isHeld, let lanes):
      if isHeld { heldBatches.insert(batch) } else { heldBatches.remove(batch) }
      applySwitches()
      released(lanes, at: turn.now)
      ended(job)
    case .more(let left, let lanes):
      remove(left)
      released(lanes, at: turn.now)
      turn.actions.append(.execute(job))
    case .waits(let target):
      if isOpen(target) {
        waitingCommands[target, default: []].append(job)
      } else {
        turn.actions.append(.execute(job))
      }
    }
  }

  /// The ledger has settled the attempt of a job and updated it, which the settlement has yet to say:
  /// pages leave out what is under way, so its lane is asked for again then.
  private mutating func noteUpdate(of jobs: [JobNumber], in lanes: Set<Lane>) {
    for job in jobs where flights.contains(job) { updatedJobs[job, default: []].formUnion(lanes) }
  }

  /// A job is no longer under way: asks for the lanes that updates have moved it to.
  mutating func heedUpdates(of job: JobNumber, _ turn: inout Turn) {
    guard !updatedJobs.isEmpty, let lanes = updatedJobs.removeValue(forKey: job) else { return }
    released(lanes, at: turn.now)
  }

  /// Whether the job is under way or in doubt: what waits for it goes on once it is settled.
  func isOpen(_ job: JobNumber) -> Bool {
    flights.contains(job) || lines.contains { $0.reconciler.isInDoubt(job) }
  }

  /// Applies a hold or release that is a switch; the hold of a single job is that job's state.
  private mutating func applySwitch(of command: Command) {
    switch command {
    case .hold(.job), .release(.job), .hold(.sender), .release(.sender), .cancel, .update,
      .retry, .act, .lookup, .optOut, .optIn, .importOptOuts, .erase, .backup, .reconcile,
      .callbacks, .numbers, .testAlarm:
      return
    case .hold(let scope): holds.insert(scope)
    case .release(let scope): holds.remove(scope)
    }
    applySwitches()
  }

  /// Lanes have gained jobs that may expire earlier than any that waits: released or retried ones, or
  /// those of a batch.
  mutating func released(_ lanes: Set<Lane>, at now: Moment) {
    guard !lanes.isEmpty else { return }
    gained(lanes, at: now)
    expiry.noteNow()
  }

  mutating func reconfigure(_ new: DispatcherConfiguration, _ turn: inout Turn) {
    configuration = new
    resumeAllSenders(&turn)
    for line in lines.indices {
      guard let policy = new.accounts[lines[line].name] else {
        lines[line].isConfigured = false
        lines[line].pause?.interrupted(at: turn.now)
        continue
      }
      if policy.facts.api != lines[line].policy.facts.api {
        lines[line].reconciler.moved(at: turn.now.monotonic)
      }
      lines[line].pause?.reconfigured(at: turn.now)
      lines[line].reconciler.hurry(at: turn.now.monotonic)
      lines[line].isConfigured = true
      lines[line].policy = policy
      lines[line].pacer.change(rate: policy.messagesPerSecond, at: turn.now.monotonic)
      lines[line].mmsPacer.change(rate: policy.mmsPerSecond, at: turn.now.monotonic)
    }
    addConfiguredLines(at: turn.now)
    openAllCaps(&turn)
    // Recipients who had enough may have more now; the others are asked about again.
    if !recipientWaits.isEmpty { bringForward(&turn) }
    applySwitches()
  }
}

extension Command {
  /// The one message that must not be sent before the command is carried out; nil if it may be, or if
  /// the command is about many: what those are to become is done in the commit that settles them.
  fileprivate var target: JobName? {
    switch self {
    case .cancel(let name), .update(let name, _), .hold(.job(let name)): name
    case .hold, .release, .retry, .act, .lookup, .optOut, .optIn, .importOptOuts, .erase, .backup,
      .reconcile, .callbacks, .numbers, .testAlarm:
      nil
    }
  }
}
