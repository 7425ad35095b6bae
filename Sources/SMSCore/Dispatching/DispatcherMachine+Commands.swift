/// What commands and the configuration change.
extension DispatcherMachine {
  mutating func commanded(
    _ job: CommandJob,
    _ outcome: CommandOutcome,
    _ now: Moment,
    _ actions: inout [DispatcherAction]
  ) {
    switch outcome {
    case .finished(let left, let lanes):
      turn(job.command)
      if case .release(.sender(let sender)) = job.command { resume(sender, &actions) }
      remove(left)
      released(lanes, now)
    case .more(let lanes):
      released(lanes, now)
      actions.append(.execute(job))
    case .waits(let target):
      if isOpen(target) {
        waitingCommands[target, default: []].append(job)
      } else {
        actions.append(.execute(job))
      }
    }
  }

  /// Whether the job is under way or in doubt: what waits for that is done when it is settled.
  private func isOpen(_ job: JobNumber) -> Bool {
    flights.contains(job) || lines.contains { $0.reconciler.isInDoubt(job) }
  }

  /// The holds that are switches; one of a single job is its state.
  private mutating func turn(_ command: Command) {
    switch command {
    case .hold(.job), .release(.job), .hold(.sender), .release(.sender), .cancel, .retry, .retryAll,
      .flush, .lookup, .optOut, .optIn,
      .backup, .reconcile:
      return
    case .hold(let scope): holds.insert(scope)
    case .release(let scope): holds.remove(scope)
    }
    applySwitches()
  }

  private mutating func released(_ lanes: Set<Lane>, _ now: Moment) {
    guard !lanes.isEmpty else { return }
    gained(lanes, now)
    // Released and retried jobs may expire earlier than any that waits.
    expiry.noteNow()
  }

  mutating func reconfigure(
    _ new: DispatcherConfiguration,
    _ now: Moment,
    _ actions: inout [DispatcherAction]
  ) {
    configuration = new
    resumeAllSenders(&actions)
    for line in lines.indices {
      guard let policy = new.accounts[lines[line].name] else {
        lines[line].isConfigured = false
        lines[line].pause?.interrupted(at: now)
        continue
      }
      if policy.facts.api != lines[line].policy.facts.api {
        lines[line].reconciler.moved(at: now.monotonic)
      }
      lines[line].pause?.reconfigured(at: now)
      lines[line].reconciler.hurry(at: now.monotonic)
      lines[line].isConfigured = true
      lines[line].policy = policy
      lines[line].pacer.change(rate: policy.messagesPerSecond, at: now.monotonic)
    }
    addConfiguredLines(now)
    applySwitches()
  }
}
