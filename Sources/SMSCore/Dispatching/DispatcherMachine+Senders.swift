/// Senders that the provider refuses for every recipient.
extension DispatcherMachine {
  /// Applies what the answer to a message says about its sender.
  mutating func judgeSender(_ flight: Flight, _ outcome: Outcome, _ turn: inout Turn) {
    guard !flight.entry.isCode else { return }
    let sender = flight.entry.sender
    switch outcome {
    case .accepted:
      if !senderHistories.isEmpty { senderHistories[sender] = nil }
      if !senderPauses.isEmpty, senderPauses[sender]?.isProbing(flight.number) == true {
        resume(sender, &turn)
      }
    case .failed(let error) where error.isOfSender && senderPauses[sender] == nil:
      guard senderHistories[sender, default: SenderHistory()].refused(flight.entry.envelope.to)
      else {
        return
      }
      senderHistories[sender] = nil
      pause(sender, by: flight, &turn)
    default: break
    }
  }

  /// Whether a message has to wait because its sender is paused.
  func waitsForSender(_ entry: AgendaEntry) -> Bool {
    guard !senderPauses.isEmpty, !entry.isCode, let pause = senderPauses[entry.sender] else {
      return false
    }
    return !pause.isProbing(entry.number)
  }

  /// When a message is due that the provider refused while its sender was paused; nil if the
  /// refusal concerns the message itself.
  func senderWait(_ flight: Flight, _ error: ProviderError) -> WallTime? {
    guard !senderPauses.isEmpty, error.isOfSender, !flight.entry.isCode else { return nil }
    return senderPauses[flight.entry.sender]?.until
  }

  // MARK: Pause

  private mutating func pause(_ sender: Sender, by flight: Flight, _ turn: inout Turn) {
    let interval = lines[flight.line].policy.probeInterval
    let pause = SenderPause(account: lines[flight.line].name, probeAfter: interval, at: turn.now)
    senderPauses[sender] = pause
    turn.actions.append(.holdSender(sender, until: pause.until, from: nil))
    turn.report(
      .senderPaused(sender, error: .refused(sender), nextProbeAt: pause.nextProbeAt)
    )
  }

  mutating func resume(_ sender: Sender, _ turn: inout Turn) {
    guard senderPauses.removeValue(forKey: sender) != nil else { return }
    turn.actions.append(.freeSender(sender, from: nil))
    turn.report(.senderResumed(sender))
  }

  mutating func resumeAllSenders(_ turn: inout Turn) {
    for sender in senderPauses.keys.sorted(by: Sender.inOrder) { resume(sender, &turn) }
  }

  /// Resumes the pauses that an earlier process began.
  mutating func resumeSenderPauses(_ holds: Set<HoldScope>, _ turn: inout Turn) {
    let senders = holds.compactMap { hold in
      if case .sender(let sender) = hold { sender } else { nil }
    }
    for sender in senders.sorted(by: Sender.inOrder) {
      let pause = SenderPause(account: nil, probeAfter: .zero, at: turn.now)
      senderPauses[sender] = pause
      turn.actions.append(.holdSender(sender, until: pause.until, from: nil))
    }
  }

  // MARK: Waiting messages

  /// Postpones messages of paused senders that are new or were about to be sent.
  mutating func setAside(_ entries: [AgendaEntry], _ turn: inout Turn) {
    for (sender, entries) in Dictionary(grouping: entries, by: \.sender)
      .sorted(by: { Sender.inOrder($0.key, $1.key) })
    {
      guard let pause = senderPauses[sender] else { continue }
      senderPauses[sender]?.met(at: turn.now)
      turn.actions.append(
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

  /// The ledger has postponed a part of the waiting messages, or all.
  mutating func senderHeld(_ sender: Sender, _ next: LaneCursor?, _ turn: inout Turn) {
    guard let pause = senderPauses[sender], pause.isMoving else { return }
    if let next {
      turn.actions.append(.holdSender(sender, until: pause.until, from: next))
    } else {
      senderPauses[sender]?.isMoving = false
      gained(in: sender.spool)
    }
  }

  /// The ledger has made a part of them due, or all.
  mutating func senderFreed(_ sender: Sender, _ next: LaneCursor?, _ turn: inout Turn) {
    if let next, senderPauses[sender] == nil {
      turn.actions.append(.freeSender(sender, from: next))
    }
    gained(in: sender.spool)
  }

  private mutating func gained(in spool: String) {
    for line in lines.indices {
      lines[line].lanes.withEach { lane, queue in
        if lane.spool == spool { queue.mayHaveGained() }
      }
    }
  }

  /// While the due times of a spool's messages are being moved, pages would only bring those.
  func isMoving(_ lane: Lane) -> Bool {
    lane.priority != .urgent
      && senderPauses.contains { $0.key.spool == lane.spool && $0.value.isMoving }
  }

  // MARK: Probes

  /// Moves due times and asks for probes where that is due.
  mutating func tendSenders(_ turn: inout Turn) {
    guard !senderPauses.isEmpty, !isStopped, restUntil == nil else { return }
    for sender in senderPauses.keys.sorted(by: Sender.inOrder) {
      if let time = senderPauses[sender]?.nextMove, time <= turn.now.wall {
        senderPauses[sender]?.move(at: turn.now)
        if let until = senderPauses[sender]?.until {
          turn.actions.append(.holdSender(sender, until: until, from: nil))
        }
      }
      guard let time = nextProbe(of: sender), time <= turn.now.monotonic,
        let last = senderPauses[sender]?.lastProbe
      else { continue }
      senderPauses[sender]?.phase = .asking
      // It was not sent in time, and stays postponed with the others.
      remove([last])
      let closed = lines.reduce(into: Set<LaneZones>()) {
        $0.formUnion($1.lanes.closedZones(of: sender.spool))
      }
      turn.actions.append(.askSender(sender, after: last, closed: closed))
    }
  }

  /// When a message of a paused sender is to be tried; nil while none may be, or one is on its way.
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

  /// The ledger's answer: a waiting message of the sender, if there is one.
  mutating func senderAsked(_ sender: Sender, _ entry: AgendaEntry?, _ turn: inout Turn) {
    guard var pause = senderPauses[sender], pause.phase == .asking else { return }
    let account = entry?.lane.account ?? pause.account
    let known = account.flatMap(number)
    let interval = known.map { lines[$0].policy.probeInterval } ?? SenderPause.lead
    if let entry, !flights.contains(entry.number) {
      let line = line(of: entry.lane.account, at: turn.now)
      pause.account = entry.lane.account
      pause.met(at: turn.now)
      pause.probe(entry.number, for: interval, at: turn.now)
      remove([entry.number])
      lines[line].lanes.with(entry.lane) { $0.prepend(entry) }
    } else {
      pause.wait(interval, at: turn.now)
      if entry == nil, pause.isForgotten(at: turn.now) { return resume(sender, &turn) }
    }
    senderPauses[sender] = pause
  }

  /// The message that was tried is settled; if the pause goes on, another is tried later.
  mutating func senderProbeEnded(_ flight: Flight, at now: Moment) {
    guard !senderPauses.isEmpty, senderPauses[flight.entry.sender]?.isProbing(flight.number) == true
    else { return }
    senderPauses[flight.entry.sender]?.wait(lines[flight.line].policy.probeInterval, at: now)
  }

  /// When senders next need something that no event announces.
  var nextSenderWake: (monotonic: MonotonicTime?, wall: WallTime?) {
    guard !senderPauses.isEmpty, restUntil == nil else { return (nil, nil) }
    return (
      senderPauses.keys.compactMap(nextProbe).min(),
      senderPauses.values.compactMap(\.nextMove).min()
    )
  }
}

extension ProviderError {
  /// Whether the sender may be the reason: only a 403 by the provider itself.
  fileprivate var isOfSender: Bool { code == .forbidden && httpStatus == 403 }
}

extension JobError {
  /// The message waits, as its sender is refused for every recipient.
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
