/// From lane to provider: claim, release, refill.
extension AccountLine {
  /// How long before its pace slot a job is claimed: about a commit's time.
  static let lead = Interval(milliseconds: 5)
  /// Outcomes that may wait for their commit before no more is claimed.
  static let settlingLimit = 4096

  /// Hands begun attempts over, one for each slot that has come.
  mutating func release(at now: MonotonicTime) -> [Dispatch] {
    var dispatches: [Dispatch] = []
    while pacer.nextSlot <= now, launching.count < pacer.launchLimit, let flight = takeReady() {
      pacer.take(at: now)
      launching.insert(flight.number)
      flights[flight.number] = flight
      let entry = flight.entry
      dispatches.append(
        Dispatch(job: entry.number, to: entry.to, from: entry.from, text: entry.text)
      )
    }
    return dispatches
  }

  /// Takes jobs from the lanes for the slots that are about to come.
  ///
  /// - Parameters:
  ///   - now: both clocks.
  ///   - share: a spool's weight, or nil while its jobs may not go.
  /// - Returns: the claimed jobs, and the expiry of one that was met and has run out, if any.
  mutating func claim(
    at now: Moment,
    share: (String) -> Double?
  ) -> (jobs: [JobNumber], outOfTime: WallTime?) {
    let room = room(at: now.monotonic)
    let general = policy.maxInFlight - policy.reserved
    var jobs: [JobNumber] = []
    var outOfTime: WallTime?
    while jobs.count < room {
      guard let entry = next(urgentOnly: underWay >= general, mayGo: share) else { break }
      guard entry.expiresAt > now.wall else {
        outOfTime = entry.expiresAt
        continue
      }
      claimed[entry.number] = Flight(entry: entry, begunAt: now.wall)
      jobs.append(entry.number)
    }
    return (jobs, outOfTime)
  }

  /// How many jobs may be claimed now, whatever waits.
  private mutating func room(at now: MonotonicTime) -> Int {
    guard settling.count < Self.settlingLimit else { return 0 }
    var room = policy.maxInFlight - underWay
    if let pause {
      guard pause.phase == .trial else { return 0 }
      room = min(room, 1 - underWay - settling.count)
    }
    guard room > 0 else { return 0 }
    room = min(room, breaker.room(at: now, underWay: underWay))
    let waiting = claimed.count + ready.count
    return min(room, pacer.slots(within: Self.lead, from: now, most: room + waiting) - waiting)
  }

  /// Asks for the next page of each lane that runs low.
  mutating func refill(at now: WallTime, _ actions: inout [DispatcherAction]) {
    var wanted: [Lane] = []
    forEachLane { lane, queue in
      if queue.wantsPage(at: now) { wanted.append(lane) }
    }
    for lane in wanted {
      actions.append(.load(lane, excluding: known(in: lane), limit: LaneQueue.page))
    }
  }
}
