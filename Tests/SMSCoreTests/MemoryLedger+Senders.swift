import SMSCore

/// Pauses of senders.
extension MemoryLedger {
  /// The sender's waiting messages after a job, in order of number.
  private func waiting(of sender: Sender, after job: JobNumber) -> [AgendaEntry] {
    jobs.values.filter { $0.state == .queued || $0.state == .deferred }.map(\.entry)
      .filter { $0.name.spool == sender.spool && $0.envelope.from == sender.number }
      .filter { !$0.isCode && $0.number > job }
      .sorted { $0.number < $1.number }
  }

  /// Two jobs per step.
  private mutating func moveStep(
    _ sender: Sender,
    from cursor: LaneCursor?,
    to time: (AgendaEntry) -> WallTime
  ) -> LaneCursor? {
    let part = waiting(of: sender, after: cursor?.job ?? JobNumber(0)).prefix(2)
    for entry in part { change(entry.number) { $0.entry.dueAt = time(entry) } }
    guard part.count == 2, let last = part.last else { return nil }
    return LaneCursor(lane: last.lane, dueAt: last.dueAt, job: last.number)
  }

  mutating func hold(
    _ sender: Sender,
    until time: WallTime,
    from cursor: LaneCursor?
  ) -> LaneCursor? {
    holds.insert(.sender(sender))
    return moveStep(sender, from: cursor) { max($0.dueAt, time) }
  }

  mutating func free(
    _ sender: Sender,
    at now: WallTime,
    from cursor: LaneCursor?
  ) -> LaneCursor? {
    holds.remove(.sender(sender))
    return moveStep(sender, from: cursor) { min($0.dueAt, now) }
  }

  func waiting(
    of sender: Sender,
    after job: JobNumber,
    closed: Set<LaneZones>,
    at now: WallTime
  ) -> AgendaEntry? {
    let all = waiting(of: sender, after: JobNumber(0))
      .filter { $0.expiresAt > now && !closed.contains($0.lane.zones) }
    return all.first { $0.number > job } ?? all.first
  }
}
