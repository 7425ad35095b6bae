/// Everything the dispatcher keeps of one account: its lanes, its pace, and what is under way.
///
/// A job moves: lane → `claimed` (its begin is being committed) → `ready` (waits for its slot) →
/// `flights` (handed to the provider) → `settling` (its outcome is being committed).
struct AccountLine: Sendable {
  let name: String
  var policy: AccountPolicy
  /// Gone from the configuration: its jobs are held until it is back.
  var isConfigured = true
  var pacer: Pacer
  var breaker = Breaker()
  var pause: AccountPause?

  private var lanes: [Priority: [String: LaneQueue]] = [:]
  private var priorityTurns = Turns<Priority>()
  private var spoolTurns: [Priority: Turns<String>] = [:]

  var claimed: [JobNumber: Flight] = [:]
  /// In order of claim, urgent first.
  private(set) var ready: [Flight] = []
  var flights: [JobNumber: Flight] = [:]
  /// Handed over, not left yet.
  var launching: Set<JobNumber> = []
  var settling: [JobNumber: Flight] = [:]

  init(name: String, policy: AccountPolicy, now: MonotonicTime) {
    self.name = name
    self.policy = policy
    pacer = Pacer(rate: policy.messagesPerSecond, now: now)
  }

  var underWay: Int { claimed.count + ready.count + flights.count }

  func isUnderWay(_ job: JobNumber) -> Bool {
    claimed[job] != nil || flights[job] != nil || settling[job] != nil
      || ready.contains { $0.number == job }
  }

  // MARK: Lanes

  /// Changes one lane's queue; a lane not seen before starts without anything in the ledger.
  mutating func withLane(_ lane: Lane, _ body: (inout LaneQueue) -> Void) {
    body(&lanes[lane.priority, default: [:]][lane.spool, default: LaneQueue()])
  }

  mutating func forEachLane(_ body: (Lane, inout LaneQueue) -> Void) {
    for priority in lanes.keys {
      for spool in lanes[priority, default: [:]].keys {
        let lane = Lane(account: name, spool: spool, priority: priority)
        body(lane, &lanes[priority, default: [:]][spool, default: LaneQueue()])
      }
    }
  }

  /// When the next job that is not in memory becomes due.
  var nextDue: WallTime? {
    lanes.values.lazy.compactMap { $0.values.lazy.compactMap(\.nextDue).min() }.min()
  }

  /// What memory holds of this account's waiting and moving jobs.
  func known(in lane: Lane) -> Set<JobNumber> {
    var known = Set(lanes[lane.priority]?[lane.spool].map { Array($0.numbers) } ?? [])
    known.formUnion(claimed.keys)
    known.formUnion(ready.lazy.map(\.number))
    known.formUnion(flights.keys)
    known.formUnion(settling.keys)
    return known
  }

  var hasWaiting: Bool { lanes.values.contains { $0.values.contains { !$0.isEmpty } } }

  /// The next job by priority, turns and order; nil if none may go.
  ///
  /// - Parameters:
  ///   - urgentOnly: only places kept for urgent messages are left.
  ///   - mayGo: the weight of a spool, or nil while it is held.
  /// - Returns: the job, no longer in its lane.
  mutating func next(urgentOnly: Bool, mayGo: (String) -> Double?) -> AgendaEntry? {
    if let entry = next(in: .urgent, mayGo: mayGo) { return entry }
    guard !urgentOnly else { return nil }
    let waiting = [Priority.high, .normal, .bulk].filter { priority in
      lanes[priority]?.contains { !$1.isEmpty && mayGo($0) != nil } ?? false
    }
    let candidates = waiting.map { (key: $0, weight: Double($0.weight)) }
    guard let priority = priorityTurns.next(among: candidates) else { return nil }
    return next(in: priority, mayGo: mayGo)
  }

  private mutating func next(in priority: Priority, mayGo: (String) -> Double?) -> AgendaEntry? {
    var candidates: [(key: String, weight: Double)] = []
    for (spool, queue) in lanes[priority] ?? [:] where !queue.isEmpty {
      if let share = mayGo(spool) { candidates.append((spool, share)) }
    }
    guard let spool = spoolTurns[priority, default: Turns()].next(among: candidates) else {
      return nil
    }
    return lanes[priority]?[spool]?.popFirst()
  }

  // MARK: Ready

  mutating func becomeReady(_ flight: Flight) {
    guard flight.entry.lane.priority == .urgent,
      let place = ready.firstIndex(where: { $0.entry.lane.priority != .urgent })
    else {
      ready.append(flight)
      return
    }
    ready.insert(flight, at: place)
  }

  mutating func takeReady() -> Flight? {
    ready.isEmpty ? nil : ready.removeFirst()
  }

  mutating func takeAllReady() -> [Flight] {
    defer { ready = [] }
    return ready
  }

  /// Puts claims that could not begin back to the front of their lanes.
  mutating func putBack(_ jobs: some Sequence<JobNumber>) {
    let returned = jobs.compactMap { claimed.removeValue(forKey: $0)?.entry }
    for (lane, entries) in Dictionary(grouping: returned, by: \.lane) {
      withLane(lane) {
        $0.pushFront(entries.sorted { ($0.dueAt, $0.number) < ($1.dueAt, $1.number) })
      }
    }
  }
}
