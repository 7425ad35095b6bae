/// What comes from the ledger into the lanes.
extension DispatcherMachine {
  mutating func accepted(
    _ acceptances: [Acceptance],
    _ now: Moment,
    _ actions: inout [DispatcherAction]
  ) {
    var postponed: [Int: [JobNumber]] = [:]
    var aside: [AgendaEntry] = []
    for acceptance in acceptances {
      switch acceptance {
      case .message(let entry):
        let line = line(of: entry.lane.account, now)
        if waitsForSender(entry) {
          aside.append(entry)
          expiry.note(entry.expiresAt)
          continue
        }
        lines[line].lanes.with(entry.lane) { $0.append(entry, now: now.wall) }
        expiry.note(entry.expiresAt)
        if lines[line].pause != nil, entry.dueAt <= now.wall {
          postponed[line, default: []].append(entry.number)
        }
      case .command(let job):
        actions.append(.execute(job))
      case .ended, .again, .duplicate:
        break
      }
    }
    if !aside.isEmpty { setAside(aside, now, &actions) }
    for (line, jobs) in postponed.sorted(by: { $0.key < $1.key }) {
      guard let pause = lines[line].pause, pause.phase != .trial else { continue }
      let error = catalogue(line).explain(pause.error)
      actions.append(.postpone(jobs, error: error, nextAttemptAt: pause.nextProbeAt))
    }
  }

  /// Asks for the next page of each lane that runs low.
  mutating func refill(_ line: Int, _ now: Moment, _ actions: inout [DispatcherAction]) {
    var claimed: Set<JobNumber>?
    let moving =
      senderPauses.isEmpty ? [] : Set(lines[line].lanes.lanes.filter(isMoving))
    lines[line].lanes.withEach { lane, queue in
      guard !moving.contains(lane) else { return queue.meetDue(at: now.wall) }
      guard let limit = queue.wantsPage(at: now.wall) else { return }
      // What has begun the ledger no longer pages; a claim it may not have seen yet.
      let excluded = claimed ?? flights.tallies[line].claimed
      claimed = excluded
      actions.append(.load(lane, excluding: excluded.union(queue.numbers), limit: limit))
    }
  }

  mutating func loaded(
    _ lane: Lane,
    _ page: AgendaPage,
    _ now: Moment,
    _ actions: inout [DispatcherAction]
  ) {
    guard let line = number(of: lane.account) else { return }
    var page = page
    let aside = senderPauses.isEmpty ? [] : page.entries.filter(waitsForSender)
    if !aside.isEmpty { page.entries.removeAll(where: waitsForSender) }
    lines[line].lanes.with(lane) { $0.loaded(page, unless: flights.contains) }
    if !aside.isEmpty { setAside(aside.filter { !flights.contains($0.number) }, now, &actions) }
  }

  mutating func loadFailed(_ lane: Lane, _ now: Moment) {
    rest(from: now)
    guard let line = number(of: lane.account) else { return }
    lines[line].lanes.with(lane) { $0.loadFailed() }
  }

  mutating func expired(_ sweep: Expiry) {
    expiry.swept(next: sweep.next)
    remove(sweep.ended)
    for line in lines.indices { lines[line].lanes.withEach { $1.swept() } }
  }

  mutating func expiryFailed(_ now: Moment) {
    rest(from: now)
    expiry.failed()
  }

  mutating func remove(_ jobs: [JobNumber]) {
    guard !jobs.isEmpty else { return }
    let numbers = Set(jobs)
    for line in lines.indices { lines[line].lanes.withEach { $1.remove(numbers) } }
  }

  /// Lanes of the ledger that may hold more due jobs than is known here.
  mutating func gained(_ lanes: Set<Lane>, _ now: Moment) {
    for lane in lanes.sorted(by: Lane.inOrder) {
      let line = line(of: lane.account, now)
      lines[line].lanes.with(lane) { $0.mayHaveGained() }
    }
    applySwitches()
  }
}
