/// From a lane to the provider, or back.
extension DispatcherMachine {
  /// How long a begun attempt may wait for its slot before it returns to its lane, because of a
  /// long silence (429, a slow rate), or because urgent messages keep overtaking it.
  static let patience = Interval(seconds: 2)

  /// Claims jobs for the slots that are about to begin.
  mutating func claim(_ line: Int, _ turn: inout Turn) {
    var places = lines[line].places(flights.tallies[line])
    guard places > 0 else { return }
    let underWay = flights.tallies[line].underWay
    places = min(places, lines[line].breaker.room(at: turn.now.monotonic, underWay: underWay))
    let slots = slots(of: lines[line].pacer, line, at: turn.now)
    let mmsSlots = self.slots(of: lines[line].mmsPacer, line, at: turn.now)
    var jobs: [Claim] = []
    var urgent: [Claim] = []
    var aside: [AgendaEntry] = []
    while jobs.count + urgent.count < places,
      let entry = next(line, slots: slots, mmsSlots: mmsSlots)
    {
      guard entry.expiresAt > turn.now.wall else {
        lines[line].lanes.with(entry.lane) { $0.metOutOfTime() }
        expiry.note(entry.expiresAt)
        continue
      }
      guard commandedJobs.isEmpty || commandedJobs[entry.name] == nil else {
        lines[line].park(entry, until: .commanded(entry.name))
        continue
      }
      guard !waitsForSender(entry) else {
        aside.append(entry)
        continue
      }
      if let cap = closedCap(for: entry) {
        lines[line].park(entry, until: .cap(cap))
        continue
      }
      let key = key(of: entry)
      guard !lines[line].keys.contains(key) else {
        lines[line].park(entry, until: .free(key))
        continue
      }
      let isTrial = lines[line].pause != nil
      let flight = Flight(
        entry: entry,
        key: key,
        line: line,
        isTrial: isTrial,
        stage: .claimed,
        at: turn.now
      )
      take(flight)
      if flight.isUrgent { urgent.append(entry.claim) } else { jobs.append(entry.claim) }
    }
    if !aside.isEmpty { setAside(aside, &turn) }
    if !urgent.isEmpty { turn.actions.append(.begin(urgent, areUrgent: true)) }
    if !jobs.isEmpty { turn.actions.append(.begin(jobs, areUrgent: false)) }
  }

  /// How many slots of a pacer may be claimed for now.
  private func slots(of pacer: Pacer, _ line: Int, at now: Moment) -> Int {
    pacer.slots(
      within: lines[line].lead.interval,
      from: now.monotonic,
      most: lines[line].policy.maxInFlight
    )
  }

  /// The next job for one of `slots` slots, and if it is an MMS for one of `mmsSlots` slots too.
  ///
  /// An urgent one does not wait behind jobs that are claimed for them already but are not urgent.
  private mutating func next(_ line: Int, slots: Int, mmsSlots: Int) -> AgendaEntry? {
    let tally = flights.tallies[line]
    guard tally.urgentWaiting < slots else { return nil }
    let withMMS = tally.mmsWaiting < mmsSlots
    if let entry = popHead(line, isUrgent: true, withMMS: withMMS)
      ?? lines[line].lanes.popUrgent(withMMS: withMMS)
    {
      return entry
    }
    // MMS whose slot is not near take none of the texts'.
    guard tally.waiting - max(0, tally.mmsWaiting - mmsSlots) < slots,
      lines[line].otherPlaces(tally) > 0
    else { return nil }
    return popHead(line, isUrgent: false, withMMS: withMMS)
      ?? lines[line].lanes.popOther(withMMS: withMMS)
  }

  func key(of entry: AgendaEntry) -> MessageKey {
    MessageKey(
      between: entry.envelope.parties,
      text: digest(ComparableText(entry.envelope.text).message),
      isMMS: entry.envelope.isMMS
    )
  }

  /// No other job with its key may begin until the key is freed.
  private mutating func take(_ flight: Flight) {
    lines[flight.line].open(flight.key)
    flights.add(flight)
  }

  mutating func began(_ asked: [JobNumber], _ answer: BegunAttempts, _ turn: inout Turn) {
    let now = turn.now
    for job in asked {
      if answer.begun.contains(job) {
        let flight = flights.move(job, from: .claimed, to: .ready) { $0.begunAt = now.wall }
        guard let flight else { continue }
        lines[flight.line].lead.observe(now.monotonic.since(flight.claimedAt))
        lines[flight.line].ready.append(job, isUrgent: flight.isUrgent, isMMS: flight.isMMS)
      } else if let flight = flights.end(job, from: .claimed) {
        if let other = answer.waiting[job], isOpen(other) {
          repeatedJobs.insert(other)
          lines[flight.line].park(flight.entry, until: .settled(other))
        } else if let refusal = answer.refused[job] {
          close(refusal, for: flight, &turn)
        } else if let time = answer.later[job] {
          recipientWaits[flight.entry.name.spool, default: 0] += 1
          lines[flight.line].lanes.with(flight.entry.lane) { $0.becomesDue(at: time) }
          expiry.note(flight.entry.expiresAt)
        } else {
          // Canceled, held or expired meanwhile; if it was released since, a page brings it back.
          lines[flight.line].lanes.with(flight.entry.lane) { $0.mayHaveGained() }
        }
        // Updated meanwhile: it waits in this lane now, whose page left out what was claimed.
        if let lane = answer.changed[job] { gained([lane], at: now) }
        lines[flight.line].free(flight.key)
        heedUpdates(of: job, &turn)
      }
    }
  }

  /// A job is settled: those that would have repeated its text are asked for again, of any account.
  mutating func releaseRepetitions(of job: JobNumber) {
    guard !repeatedJobs.isEmpty, repeatedJobs.remove(job) != nil else { return }
    for line in lines.indices { lines[line].unpark(.settled(job)) }
  }

  mutating func beginFailed(_ jobs: [JobNumber], _ turn: inout Turn) {
    rest(from: turn.now)
    let returned = jobs.compactMap { flights.end($0, from: .claimed) }
    putBack(returned)
    postpone(returned, &turn)
    for flight in returned {
      lines[flight.line].free(flight.key)
      heedUpdates(of: flight.number, &turn)
    }
  }

  /// Returns them to the front of their lanes, in order.
  mutating func putBack(_ returned: [Flight]) {
    guard !returned.isEmpty else { return }
    for (lane, flights) in Dictionary(grouping: returned, by: \.entry.lane) {
      guard let line = number(of: lane.account) else { continue }
      lines[line].lanes.with(lane) { $0.putBack(flights.map(\.entry)) }
    }
  }

  /// Hands begun attempts to the provider, one for each slot that has come and each free place.
  mutating func release(_ line: Int, _ turn: inout Turn) {
    var dispatches: [Dispatch] = []
    let slowdown = lines[line].pacer.slowdown
    let mmsSlowdown = lines[line].mmsPacer.slowdown
    while lines[line].pacer.nextSlot <= turn.now.monotonic,
      flights.tallies[line].launching < lines[line].pacer.launchLimit,
      lines[line].mayLaunch(
        isUrgent: lines[line].ready.hasUrgent,
        flights.tallies[line]
      ),
      let job = lines[line].ready.popFirst(
        withMMS: lines[line].mayLaunchMMS(flights.tallies[line], at: turn.now.monotonic)
      ), let waiting = flights[job]
    {
      guard mayLeave(waiting, at: turn.now) else {
        withdraw(job, &turn)
        continue
      }
      lines[line].pacer.take(at: turn.now.monotonic)
      if waiting.isMMS { lines[line].mmsPacer.take(at: turn.now.monotonic) }
      _ = flights.move(job, from: .ready, to: .launching) { $0.handedAt = turn.now.monotonic }
      noteCode(waiting)
      dispatches.append(Dispatch(job: job, envelope: waiting.entry.envelope))
    }
    if !dispatches.isEmpty {
      turn.actions.append(.send(account: lines[line].name, dispatches))
    }
    let factor = lines[line].pacer.slowdown
    if factor < slowdown {
      turn.report(.spedUp(account: lines[line].name, factor: Int(factor), isMMS: false))
    }
    let mmsFactor = lines[line].mmsPacer.slowdown
    if mmsFactor < mmsSlowdown {
      turn.report(.spedUp(account: lines[line].name, factor: Int(mmsFactor), isMMS: true))
    }
  }

  /// Lets the reconciler recognise a code that the provider's list shows under an unknown id.
  mutating func noteCode(_ flight: Flight) {
    let envelope = flight.entry.envelope
    guard let seed = envelope.code else { return }
    lines[flight.line].reconciler.sentCode(envelope.text, seed, flight.key)
  }

  /// Whether it may still be sent; much may have changed since it was claimed.
  private func mayLeave(_ flight: Flight, at now: Moment) -> Bool {
    flight.entry.expiresAt > now.wall
      && lines[flight.line].lanes.mayGo(flight.entry.lane, at: now.wall)
      && (lines[flight.line].pause == nil || flight.isTrial)
      && lines[flight.line].policy.staging.admits(flight.entry.envelope.to)
      && !waitsForSender(flight.entry)
  }

  /// Withdraws what waits for a slot and is unlikely to get one soon.
  mutating func withdrawStranded(_ line: Int, _ turn: inout Turn) {
    guard !lines[line].ready.isEmpty else { return }
    let tooLate = turn.now.monotonic.advanced(by: Self.patience)
    if isStopped || !lines[line].isOpen || lines[line].pacer.nextSlot > tooLate {
      for job in lines[line].ready.popAll() { withdraw(job, &turn) }
    }
    if lines[line].mmsPacer.nextSlot > tooLate {
      for job in lines[line].ready.popAllMMS() { withdraw(job, &turn) }
    }
    while let job = lines[line].ready.firstMMS, let flight = flights[job],
      turn.now.monotonic.since(flight.claimedAt) > Self.patience
    {
      _ = lines[line].ready.popFirstMMS()
      withdraw(job, &turn)
    }
    while let job = lines[line].ready.firstOther, let flight = flights[job],
      turn.now.monotonic.since(flight.claimedAt) > Self.patience
    {
      _ = lines[line].ready.popFirstOther()
      withdraw(job, &turn)
    }
  }

  private mutating func withdraw(_ job: JobNumber, _ turn: inout Turn) {
    guard flights.move(job, from: .ready, to: .settling) != nil else { return }
    turn.settlements.append(
      Settlement(
        job: job,
        next: .withdrawn,
        attempt: nil,
        isCharged: false,
        at: turn.now.wall,
        isProvenUnsent: true
      )
    )
  }
}
