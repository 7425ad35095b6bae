/// Senders that the provider refuses for every recipient.
extension DispatcherMachine {
  /// What the answer of a message says about its sender.
  mutating func judgeSender(
    _ flight: Flight,
    _ outcome: Outcome,
    _ now: Moment,
    _ actions: inout [DispatcherAction]
  ) {
    guard !flight.entry.isCode else { return }
    let sender = flight.entry.sender
    switch outcome {
    case .accepted:
      if !senderHistories.isEmpty { senderHistories[sender] = nil }
      if !senderPauses.isEmpty, senderPauses[sender]?.isProbing(flight.number) == true {
        resume(sender, &actions)
      }
    case .failed(let error) where error.isOfSender && senderPauses[sender] == nil:
      guard senderHistories[sender, default: SenderHistory()].refused(flight.entry.to) else {
        return
      }
      senderHistories[sender] = nil
      pause(sender, by: flight, now, &actions)
    default: break
    }
  }

  /// Whether a message waits for its sender.
  func waitsForSender(_ entry: AgendaEntry) -> Bool {
    guard !senderPauses.isEmpty, !entry.isCode, let pause = senderPauses[entry.sender] else {
      return false
    }
    return !pause.isProbing(entry.number)
  }

  /// When a message is due that the provider refused while its sender was paused; nil: it was refused
  /// for itself.
  func senderWait(_ flight: Flight, _ error: ProviderError) -> WallTime? {
    guard !senderPauses.isEmpty, error.isOfSender, !flight.entry.isCode else { return nil }
    return senderPauses[flight.entry.sender]?.until
  }

  // MARK: Pause

  private mutating func pause(
    _ sender: Sender,
    by flight: Flight,
    _ now: Moment,
    _ actions: inout [DispatcherAction]
  ) {
    let interval = lines[flight.line].policy.probeInterval
    let pause = SenderPause(account: lines[flight.line].name, probeAfter: interval, at: now)
    senderPauses[sender] = pause
    actions.append(.holdSender(sender, until: pause.until, from: nil))
    actions.append(
      .report(
        .senderPaused(sender, error: .refused(sender), nextProbeAt: pause.nextProbeAt)
      )
    )
  }

  mutating func resume(_ sender: Sender, _ actions: inout [DispatcherAction]) {
    guard senderPauses.removeValue(forKey: sender) != nil else { return }
    actions.append(.freeSender(sender, from: nil))
    actions.append(.report(.senderResumed(sender)))
  }

  mutating func resumeAllSenders(_ actions: inout [DispatcherAction]) {
    for sender in senderPauses.keys.sorted(by: Sender.inOrder) { resume(sender, &actions) }
  }

  /// Takes up the pauses that an earlier process began.
  mutating func resumeSenderPauses(
    _ holds: Set<HoldScope>,
    _ now: Moment,
    _ actions: inout [DispatcherAction]
  ) {
    let senders = holds.compactMap { hold in
      if case .sender(let sender) = hold { sender } else { nil }
    }
    for sender in senders.sorted(by: Sender.inOrder) {
      let pause = SenderPause(account: nil, probeAfter: .zero, at: now)
      senderPauses[sender] = pause
      actions.append(.holdSender(sender, until: pause.until, from: nil))
    }
  }

  // MARK: Waiting messages

  /// Messages of paused senders that were about to go, or are new: their results say so.
  mutating func setAside(
    _ entries: [AgendaEntry],
    _ now: Moment,
    _ actions: inout [DispatcherAction]
  ) {
    for (sender, entries) in Dictionary(grouping: entries, by: \.sender)
      .sorted(by: { Sender.inOrder($0.key, $1.key) })
    {
      guard let pause = senderPauses[sender] else { continue }
      senderPauses[sender]?.met(at: now)
      actions.append(
        .postpone(
          entries.map(\.number).sorted(),
          error: .refused(sender),
          nextAttemptAt: pause.nextProbeAt,
          dueAt: pause.until
        )
      )
      for entry in entries {
        guard let line = number(of: entry.lane.account) else { continue }
        lines[line].lanes.with(entry.lane) { $0.becomesDue(at: pause.until) }
      }
    }
  }

  /// The ledger has moved a part of those that wait, or all.
  mutating func senderHeld(
    _ sender: Sender,
    _ next: LaneCursor?,
    _ actions: inout [DispatcherAction]
  ) {
    guard let pause = senderPauses[sender], pause.isMoving else { return }
    if let next {
      actions.append(.holdSender(sender, until: pause.until, from: next))
    } else {
      senderPauses[sender]?.isMoving = false
      gained(in: sender.spool)
    }
  }

  /// The ledger has made a part of them due, or all.
  mutating func senderFreed(
    _ sender: Sender,
    _ next: LaneCursor?,
    _ actions: inout [DispatcherAction]
  ) {
    if let next, senderPauses[sender] == nil { actions.append(.freeSender(sender, from: next)) }
    gained(in: sender.spool)
  }

  private mutating func gained(in spool: String) {
    for line in lines.indices {
      lines[line].lanes.withEach { lane, queue in
        if lane.spool == spool { queue.mayHaveGained() }
      }
    }
  }

  /// While the due times of a spool's messages are moved, pages would only bring those.
  func isMoving(_ lane: Lane) -> Bool {
    lane.priority != .urgent
      && senderPauses.contains { $0.key.spool == lane.spool && $0.value.isMoving }
  }

  // MARK: Probes

  mutating func tendSenders(_ now: Moment, _ actions: inout [DispatcherAction]) {
    guard !senderPauses.isEmpty, !isStopped, restUntil == nil else { return }
    for sender in senderPauses.keys.sorted(by: Sender.inOrder) {
      if let time = senderPauses[sender]?.nextMove, time <= now.wall {
        senderPauses[sender]?.move(at: now)
        if let until = senderPauses[sender]?.until {
          actions.append(.holdSender(sender, until: until, from: nil))
        }
      }
      guard let time = nextProbe(of: sender), time <= now.monotonic,
        let last = senderPauses[sender]?.lastProbe
      else { continue }
      senderPauses[sender]?.phase = .asking
      // It did not get its turn, and stays due with the others.
      remove([last])
      actions.append(.askSender(sender, after: last))
    }
  }

  /// When a message of a paused sender is to be tried; nil while none may go, or one is on its way.
  private func nextProbe(of sender: Sender) -> MonotonicTime? {
    guard let pause = senderPauses[sender], mayGo(sender, of: pause.account) else { return nil }
    switch pause.phase {
    case .waiting(let until): return until
    case .asking: return nil
    case .probing(let job, let until): return flights.contains(job) ? nil : until
    }
  }

  private func mayGo(_ sender: Sender, of account: String?) -> Bool {
    guard configuration.spools[sender.spool] != nil, !holds.contains(.all),
      !holds.contains(.spool(sender.spool))
    else { return false }
    guard let account else { return true }
    return number(of: account).map { lines[$0].isOpen } ?? false
  }

  /// The ledger's answer: a message of the sender that waits, if there is one.
  mutating func senderAsked(
    _ sender: Sender,
    _ entry: AgendaEntry?,
    _ now: Moment,
    _ actions: inout [DispatcherAction]
  ) {
    guard var pause = senderPauses[sender], pause.phase == .asking else { return }
    let account = entry?.lane.account ?? pause.account
    let known = account.flatMap(number)
    let interval = known.map { lines[$0].policy.probeInterval } ?? SenderPause.lead
    if let entry, !flights.contains(entry.number) {
      let line = line(of: entry.lane.account, now)
      pause.account = entry.lane.account
      pause.met(at: now)
      pause.probe(entry.number, for: interval, at: now)
      remove([entry.number])
      lines[line].lanes.with(entry.lane) { $0.prepend(entry) }
    } else {
      pause.wait(interval, at: now)
      if entry == nil, pause.isForgotten(at: now) { return resume(sender, &actions) }
    }
    senderPauses[sender] = pause
  }

  /// The message that was tried is settled; if the pause is not over, another is tried later.
  mutating func senderProbeEnded(_ flight: Flight, _ now: Moment) {
    guard !senderPauses.isEmpty, senderPauses[flight.entry.sender]?.isProbing(flight.number) == true
    else { return }
    senderPauses[flight.entry.sender]?.wait(lines[flight.line].policy.probeInterval, at: now)
  }

  /// When senders want something that no event announces.
  var nextSenderWake: (monotonic: MonotonicTime?, wall: WallTime?) {
    guard !senderPauses.isEmpty, restUntil == nil else { return (nil, nil) }
    return (
      senderPauses.keys.compactMap(nextProbe).min(),
      senderPauses.values.compactMap(\.nextMove).min()
    )
  }
}

extension ProviderError {
  /// Whether it may be the sender's: nothing but 403 of the provider itself.
  fileprivate var isOfSender: Bool { code == .forbidden && httpStatus == 403 }
}

extension JobError {
  /// The message waits since its sender is refused for everybody.
  static func refused(_ sender: Sender) -> JobError {
    var error = JobError(
      code: .forbidden,
      message: """
        Messages from \(sender.number.digits) to \(SenderHistory.limit) different numbers in a row \
        were refused (HTTP 403), so the others of spool \(sender.spool) from it wait.
        """,
      hint: """
        Check in the portal that \(sender.number.digits) belongs to the account and is enabled for \
        SMS. One that waits is tried every accounts.*.probe_seconds, and all go once it is \
        accepted. To send them now: smsdispatch release --sender \(sender.number.digits) --spool \
        \(sender.spool)
        """
    )
    error.httpStatus = 403
    return error
  }
}
