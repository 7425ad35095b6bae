/// The ledger at a glance, as `status` shows it.
package struct LedgerSummary: Equatable, Sendable {
  /// The number of a spool's messages in a state, codes included.
  ///
  /// Requests that send nothing are not counted: a canceled message is canceled once, and not a
  /// second time by the `cancel` request.
  package struct Total: Hashable, Sendable {
    package var spool: String
    package var state: JobState
    package var jobs: Int

    package init(spool: String, state: JobState, jobs: Int) {
      self.spool = spool
      self.state = state
      self.jobs = jobs
    }
  }

  /// A lane with waiting jobs.
  package struct Waiting: Hashable, Sendable {
    /// No lane's jobs are counted any further.
    package static let mostCounted = 10_000

    package var lane: Lane
    /// When the first of its jobs is or was due.
    package var firstDue: WallTime
    /// How many of its jobs wait; `mostCounted` means that many or more.
    package var jobs: Int
    /// Since when the job that has waited longest could have been sent (its acceptance or its
    /// `not_before`), among the jobs that are due first.
    package var oldest: WallTime

    package init(lane: Lane, firstDue: WallTime, jobs: Int, oldest: WallTime) {
      self.lane = lane
      self.firstDue = firstDue
      self.jobs = jobs
      self.oldest = oldest
    }

    /// The same with what waits in another lane, to be shown together.
    package func adding(_ other: Waiting) -> Waiting {
      var sum = self
      sum.firstDue = min(firstDue, other.firstDue)
      sum.jobs = min(jobs + other.jobs, Self.mostCounted)
      sum.oldest = min(oldest, other.oldest)
      return sum
    }
  }

  /// By spool, then state; states without jobs are left out.
  package var totals: [Total]
  /// By account, then spool, then priority, then zones.
  package var waitingByZones: [Waiting]
  /// The holds in force that are switches, with their beginnings.
  package var origins: [HoldScope: HoldOrigin]
  /// The daemon's notes, by key.
  package var notes: [String: String]
  /// The restore that the ledger comes from; nil without one, or once `release --all` ended it.
  package var restoration: Restoration?
  /// The batches that have not ended, oldest first.
  package var batches: [JobSnapshot]
  /// How many recipients each number of a pool has, by spool and number; also numbers that left
  /// their pool, until their recipients are given others.
  package var senders: [SenderLoad]
  /// What was sent, as caps count it.
  package var capBook: CapBook

  package init(
    totals: [Total],
    waiting: [Waiting],
    holds: [HoldScope: HoldOrigin],
    notes: [String: String],
    restoration: Restoration? = nil,
    batches: [JobSnapshot] = [],
    senders: [SenderLoad] = [],
    capBook: CapBook = CapBook()
  ) {
    self.totals = totals
    waitingByZones = waiting
    origins = holds
    self.notes = notes
    self.restoration = restoration
    self.batches = batches
    self.senders = senders
    self.capBook = capBook
  }

  /// By account, then spool, then priority.
  package var waiting: [Waiting] { Self.merged(waitingByZones) }

  private static func merged(_ all: [Waiting]) -> [Waiting] {
    var sums: [Lane: Waiting] = [:]
    for var waiting in all {
      waiting.lane = waiting.lane.withoutBatch
      sums[waiting.lane] = sums[waiting.lane].map { $0.adding(waiting) } ?? waiting
    }
    return sums.values.sorted { Lane.inOrder($0.lane, $1.lane) }
  }

  /// How many messages wait in the lanes of an account or a spool; nil for a number group, whose
  /// messages have no lanes of their own.
  package func waiting(for scope: Cap.Scope) -> Int? {
    let lanes: [Waiting]
    switch scope {
    case .account(let name): lanes = waitingByZones.filter { $0.lane.account == name }
    case .spool(let name): lanes = waitingByZones.filter { $0.lane.spool == name }
    case .group: return nil
    }
    return lanes.reduce(0) { $0 + $1.jobs }
  }

  /// Messages of a spool whose window is closed for their recipients.
  package struct Outside: Hashable, Sendable {
    package var spool: String
    /// How many; lanes are counted up to `Waiting.mostCounted`.
    package var jobs: Int
    package var isAtLeast: Bool
    /// When the window opens for the first of them.
    package var opensAt: WallTime
  }

  /// What waits for a window, by spool.
  package func outside(_ windows: SendWindows, at now: WallTime) -> [Outside] {
    var spools: [String: Outside] = [:]
    for waiting in waitingByZones {
      guard let state = windows.state(of: waiting.lane, at: now), !state.isOpen else { continue }
      let spool = waiting.lane.spool
      let opensAt = windows.opening(of: waiting.lane, from: max(now, waiting.firstDue))
      var outside =
        spools[spool] ?? Outside(spool: spool, jobs: 0, isAtLeast: false, opensAt: opensAt)
      outside.jobs += waiting.jobs
      outside.isAtLeast = outside.isAtLeast || waiting.jobs >= Waiting.mostCounted
      outside.opensAt = min(outside.opensAt, opensAt)
      spools[spool] = outside
    }
    return spools.values.sorted { $0.spool < $1.spool }
  }

  /// What waits and no window holds, by account, then spool, then priority; what a window held counts
  /// from when it opened.
  package func waiting(within windows: SendWindows, at now: WallTime) -> [Waiting] {
    Self.merged(
      waitingByZones.compactMap { waiting in
        var waiting = waiting
        guard let oldest = windows.goes(waiting.lane, since: waiting.oldest, at: now) else {
          return nil
        }
        waiting.oldest = oldest
        return waiting
      }
    )
  }

  /// The holds in force that are switches.
  package var holds: Set<HoldScope> { Set(origins.keys) }
}

/// When a hold was turned on, and by whom.
package struct HoldOrigin: Hashable, Sendable {
  /// nil if a version turned it on that did not record the time.
  package var since: WallTime?
  /// The owner of the request file that asked for it (`st_uid`); nil for the daemon's own holds,
  /// and once the request was pruned.
  package var producer: UInt32?

  package init(since: WallTime? = nil, producer: UInt32? = nil) {
    self.since = since
    self.producer = producer
  }
}
