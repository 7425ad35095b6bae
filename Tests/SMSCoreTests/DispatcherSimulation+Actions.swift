import Testing

@testable import SMSCore

/// The shell's part: performs the actions.
extension DispatcherSimulation {
  mutating func perform(_ action: DispatcherAction) {
    switch action {
    case .begin(let claims, _):
      let jobs = claims.map(\.job)
      begins.append((now.monotonic, jobs))
      commit(.begin, orElse: .beginFailed(jobs)) {
        .began(asked: jobs, $0.ledger.begin(claims, at: $0.now))
      }
    case .send(let account, let dispatches):
      for dispatch in dispatches { send(dispatch, by: account) }
    case .settle(let settlements):
      commit(.settle, orElse: nil) {
        $0.ledger.settle(settlements)
        return .settled(settlements)
      }
    case .holdSender(let sender, let time, let cursor):
      commit(.settle, orElse: nil) {
        .senderHeld(sender, next: $0.ledger.hold(sender, until: time, from: cursor))
      }
    case .freeSender(let sender, let cursor):
      commit(.settle, orElse: nil) {
        .senderFreed(sender, next: $0.ledger.free(sender, at: $0.now.wall, from: cursor))
      }
    case .bringForward(let latest, let cursor):
      commit(.settle, orElse: nil) {
        .broughtForward(
          to: latest,
          $0.ledger.bringForward(to: latest, at: $0.now.wall, from: cursor)
        )
      }
    case .askSender(let sender, let job, let closed):
      commit(.settle, orElse: nil) {
        .senderAsked(
          sender,
          $0.ledger.waiting(of: sender, after: job, closed: closed, at: $0.now.wall)
        )
      }
    case .assignZones(let spool, let cursor):
      commit(.settle, orElse: nil) {
        .zonesAssigned(spool: spool, $0.ledger.assignZones(in: spool, from: cursor))
      }
    case .postpone(let jobs, let error, let time, let dueAt):
      postponed += jobs
      commit(.settle, orElse: nil) {
        $0.ledger.postpone(jobs, error: error, nextAttemptAt: time, dueAt: dueAt)
        return .timer
      }
    case .load(let lane, let excluded, let limit):
      loads.append((lane, limit))
      commit(.load, orElse: .loadFailed(lane)) {
        let now = $0.now.wall
        let page = $0.ledger.page(of: lane, dueBy: now, excluding: excluded, limit: limit)
        return .loaded(lane, page)
      }
    case .expire(let limit):
      commit(.expire, orElse: .expiryFailed) {
        .expired($0.ledger.expire(at: $0.now.wall, limit: limit))
      }
    case .execute(let command):
      commit(.execute, orElse: nil) {
        .commanded(command, $0.ledger.execute(command, at: $0.now.wall))
      }
    case .probe(let account): probe(account)
    case .list(let account, let query): list(query, by: account)
    case .identify(let account, let ids):
      commit(.identify, orElse: .identified(account: account, known: nil)) {
        .identified(account: account, known: $0.ledger.known(ids))
      }
    case .name(let job, let id):
      commit(.settle, orElse: nil) {
        $0.ledger.name(job, as: id)
        return .named(job)
      }
    case .report(let report): reports.append(report)
    }
  }

  /// Commits after a delay; its result arrives after another.
  ///
  /// An operation that has no failure event is repeated until it succeeds.
  private mutating func commit(
    _ operation: Operation,
    orElse failure: DispatcherEvent?,
    _ body: @escaping (inout DispatcherSimulation) -> DispatcherEvent
  ) {
    let life = life
    after(commitTakes()) { rehearsal in
      guard rehearsal.life == life else { return }
      guard rehearsal.failing.contains(operation) else {
        let event = body(&rehearsal)
        return rehearsal.deliver(event)
      }
      if let failure { return rehearsal.deliver(failure) }
      rehearsal.after(Interval(seconds: 1)) {
        if $0.life == life { $0.commit(operation, orElse: nil, body) }
      }
    }
  }

  private mutating func deliver(_ event: DispatcherEvent) {
    let (life, delay) = (life, newsTakes())
    guard delay > .zero else { return handle(event) }
    after(delay) { if $0.life == life { $0.handle(event) } }
  }

  private mutating func send(_ dispatch: Dispatch, by account: String) {
    #expect(configuration.accounts[account] != nil, "sent by an account that is not there")
    let staging = configuration.accounts[account]?.staging
    #expect(staging?.admits(dispatch.envelope.to) != false, "sent what the rules keep back")
    ledger.dispatched(dispatch.job)
    #expect(
      dispatch.envelope == ledger.jobs[dispatch.job]?.entry.envelope,
      "sent what an update had replaced"
    )
    expectWindow(of: dispatch.job)
    let answer = provider.take(dispatch, account: account, at: now)
    let job = dispatch.job
    let handedAt = now.monotonic
    if let leaves = answer.leavesAfter {
      let time = handedAt.advanced(by: leaves)
      say(after: leaves, .left(account: account, job: job, at: time))
    }
    let took = answer.answersAfter
    say(after: took, .answered(account: account, job: job, outcome: answer.outcome, took: took))
  }

  /// Nothing is handed over while its spool's window is closed for its recipient.
  private func expectWindow(of job: JobNumber) {
    guard let entry = ledger.jobs[job]?.entry else { return }
    var lane = entry.lane
    if lane.zones != .exempt {
      lane.zones = configuration.windows.zones(of: entry.envelope.to, lane.priority, in: lane.spool)
    }
    let state = configuration.windows.state(of: lane, at: now.wall)
    #expect(state?.isOpen != false, "\(job) is sent outside its window")
  }

  private mutating func probe(_ account: String) {
    #expect(configuration.accounts[account] != nil, "probed an account that is not there")
    let failure = provider.probe(at: now.monotonic)
    say(after: provider.probeTakes, .probed(account: account, failure: failure))
  }

  private mutating func list(_ query: ListQuery, by account: String) {
    #expect(configuration.accounts[account] != nil, "asked an account that is not there")
    let answer = provider.list.list(query, at: now)
    say(after: provider.list.takes, .listed(account: account, answer: answer))
  }

  private mutating func say(after delay: Interval, _ event: ProviderEvent) {
    let life = life
    after(delay) { if $0.life == life { $0.handle(.provider([event])) } }
  }

  // MARK: After each event

  /// The invariants that hold after every event.
  func check() {
    let wake = machine.nextWake(after: now)
    if let time = wake.monotonic { #expect(time > now.monotonic, "wakes up for nothing") }
    if let time = wake.wall { #expect(time > now.wall, "wakes up for nothing") }
    if checksDeeply, events.isMultiple(of: ledger.jobs.count > 64 ? 8 : 1) { checkPlaces() }
  }

  /// No job is in two places, and the counts match the flights.
  private func checkPlaces() {
    var seen = Set(machine.flights.all.map(\.number))
    var twice: [JobNumber] = []
    for line in machine.lines {
      for job in line.reconciler.searches.keys where ledger.jobs[job]?.state != .sent {
        if !seen.insert(job).inserted { twice.append(job) }
      }
    }
    for (number, line) in machine.lines.enumerated() {
      var lanes = line.lanes
      lanes.withEach { lane, queue in
        for job in queue.numbers where !seen.insert(job).inserted { twice.append(job) }
        #expect(lane.account == line.name)
      }
      var ready = line.ready
      let here = machine.flights.all.filter { $0.line == number }
      let waiting = here.filter { $0.stage == .ready }
      #expect(Set(ready.popAll()) == Set(waiting.map(\.number)))
      checkTally(machine.flights.tallies[number], here)
      // As many again may be claimed, for places that are about to become free.
      let places = max(line.policy.maxInFlight, mostPlaces)
      #expect(here.count { [.launching, .left].contains($0.stage) } <= places)
      #expect(here.count { $0.stage != .settling } <= 2 * places)
    }
    #expect(twice.isEmpty)
  }

  private func checkTally(_ tally: FlightTally, _ flights: [Flight]) {
    func count(_ stage: Flight.Stage) -> Int { flights.count { $0.stage == stage } }
    #expect(tally.claimed == Set(flights.filter { $0.stage == .claimed }.map(\.number)))
    #expect(tally.ready == count(.ready))
    #expect(tally.launching == count(.launching))
    #expect(tally.left == count(.left))
    #expect(tally.settling == count(.settling))
    let waiting = flights.filter { [.claimed, .ready].contains($0.stage) }
    #expect(tally.urgentWaiting == waiting.count { $0.isUrgent && !$0.isMMS })
    #expect(tally.mmsWaiting == waiting.count(where: \.isMMS))
    #expect(tally.mmsLaunching == flights.count { $0.isMMS && $0.stage == .launching })
  }

  /// The number of entries in memory in all lanes.
  var inMemory: Int {
    machine.lines.reduce(0) { count, line in
      var (lanes, count) = (line.lanes, count)
      lanes.withEach { count += $1.count }
      return count
    }
  }
}
