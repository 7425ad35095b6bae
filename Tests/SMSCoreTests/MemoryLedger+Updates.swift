import SMSCore

/// Changes of messages that wait.
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
