/// From the ledger into the lanes.
extension DispatcherMachine {
  mutating func accepted(_ acceptances: [Acceptance], _ turn: inout Turn) {
    var postponed: [Int: [JobNumber]] = [:]
    var aside: [AgendaEntry] = []
    for acceptance in acceptances {
      switch acceptance {
      case .message(let entry):
        let line = line(of: entry.lane.account, at: turn.now)
        if waitsForSender(entry) {
          aside.append(entry)
          expiry.note(entry.expiresAt)
          continue
        }
        lines[line].lanes.with(entry.lane) { $0.append(entry, now: turn.now.wall) }
        expiry.note(entry.expiresAt)
        if lines[line].pause != nil, entry.dueAt <= turn.now.wall {
          postponed[line, default: []].append(entry.number)
        }
      case .command(let job):
        execute(job, &turn)
      case .ended, .again, .duplicate:
        break
      }
    }
    if !aside.isEmpty { setAside(aside, &turn) }
    for (line, jobs) in postponed.sorted(by: { $0.key < $1.key }) {
      lines[line].postpone(jobs, &turn)
    }
  }

  /// Asks for the next page of each lane that runs low.
  mutating func refill(_ line: Int, _ turn: inout Turn) {
    var claimed: Set<JobNumber>?
    let moving =
      senderPauses.isEmpty ? [] : Set(lines[line].lanes.lanes.filter(isMoving))
    lines[line].lanes.withEachOpen { lane, queue, isOpen in
      guard isOpen, !moving.contains(lane) else { return queue.meetDue(at: turn.now.wall) }
      guard let limit = queue.wantsPage(at: turn.now.wall) else { return }
      // The ledger does not page begun jobs; claims it may not have seen yet are excluded here.
      let excluded = claimed ?? flights.tallies[line].claimed
      claimed = excluded
      turn.actions.append(.load(lane, excluding: excluded.union(queue.numbers), limit: limit))
    }
  }

  mutating func loaded(_ lane: Lane, _ page: AgendaPage, _ turn: inout Turn) {
    guard let line = number(of: lane.account) else { return }
    var page = page
    let aside = senderPauses.isEmpty ? [] : page.entries.filter(waitsForSender)
    if !aside.isEmpty { page.entries.removeAll(where: waitsForSender) }
    lines[line].lanes.with(lane) { $0.loaded(page, unless: flights.contains) }
    if !aside.isEmpty { setAside(aside.filter { !flights.contains($0.number) }, &turn) }
  }

  mutating func loadFailed(_ lane: Lane, at now: Moment) {
    rest(from: now)
    guard let line = number(of: lane.account) else { return }
    lines[line].lanes.with(lane) { $0.loadFailed() }
  }

  mutating func expired(_ sweep: Expiry) {
    expiry.swept(next: sweep.next)
    remove(sweep.ended)
    for line in lines.indices { lines[line].lanes.withEach { $1.swept() } }
  }

  mutating func expiryFailed(at now: Moment) {
    rest(from: now)
    expiry.failed()
  }

  mutating func remove(_ jobs: [JobNumber]) {
    guard !jobs.isEmpty else { return }
    let numbers = Set(jobs)
    for line in lines.indices { lines[line].lanes.withEach { $1.remove(numbers) } }
    release(capsOf: numbers)
  }

  /// These lanes may hold more due jobs in the ledger than is known here.
  mutating func gained(_ lanes: Set<Lane>, at now: Moment) {
    for lane in lanes.sorted(by: Lane.inOrder) {
      let line = line(of: lane.account, at: now)
      lines[line].lanes.with(lane) { $0.mayHaveGained() }
    }
    applySwitches()
  }
}
