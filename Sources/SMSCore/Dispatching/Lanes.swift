/// The lanes of one account, and whose turn it is among them.
///
/// Urgent comes first; high, normal and bulk take turns by weight. Within one priority spools take
/// turns by share, and within a spool its batches and its single messages take equal turns. Inside a
/// lane, and among those that differ only in their zones or in that one is of MMS, it is first come,
/// first served. While no MMS may be sent, the lanes of MMS are passed over.
struct Lanes: Sendable {
  /// How many lanes of batches are kept before those in which nothing waits are forgotten.
  static let mostBatches = 64

  private(set) var lanes: [Lane] = []
  private var queues: [LaneQueue] = []
  /// The share of each lane's spool; nil while its jobs may not be sent.
  private var weights: [Double?] = []
  /// What each lane's window says; nil without one, and until it is asked.
  private var states: [WindowState?] = []
  private var places: [Lane: Int] = [:]
  /// The lanes of each priority, in the order they were first seen.
  private var groups: [[Int]] = Priority.allCases.map { _ in [] }
  private var batches = 0

  private var shares: [String: Double] = [:]
  private var heldBatches: Set<JobNumber> = []
  private var windows = SendWindows()
  /// The lanes that wait for a cap.
  private var capped = ClosedLanes()
  /// When the next window opens or closes; nil: no lane has one.
  private var nextLook: WallTime?
  private var lastLook = WallTime(milliseconds: .min)
  private var priorityTurns = Turns<Priority>()
  private var spoolTurns = Priority.allCases.map { _ in Turns<String>() }
  /// Whose turn it is among the batches and the single messages of a spool, by priority.
  private var batchTurns: [Lane: Turns<Int64>] = [:]

  /// Sets the spools whose jobs may be sent, with their shares, and the batches whose jobs may not.
  mutating func allow(_ spools: [String: Double], except held: Set<JobNumber>) {
    guard spools != shares || held != heldBatches else { return }
    // A share that was tiny must not delay the new one.
    if spools != shares { spoolTurns = Priority.allCases.map { _ in Turns() } }
    shares = spools
    heldBatches = held
    for place in lanes.indices { weigh(place) }
  }

  private mutating func weigh(_ place: Int) {
    weights[place] = states[place]?.isOpen == false ? nil : share(of: lanes[place])
  }

  /// The share of a lane's spool; nil if its jobs may not be sent at any time now.
  private func share(of lane: Lane) -> Double? {
    if let batch = lane.batch, heldBatches.contains(batch) { return nil }
    return windows.areUnassigned(lane) ? nil : shares[lane.spool]
  }

  func mayGo(_ lane: Lane, at now: WallTime) -> Bool {
    if let place = places[lane] { return weights[place] != nil }
    return share(of: lane) != nil && windows.state(of: lane, at: now)?.isOpen != false
  }

  // MARK: Caps

  /// Sets the lanes that are passed over until a cap opens.
  mutating func close(_ capped: ClosedLanes) { self.capped = capped }

  private func isCapped(_ place: Int) -> Bool { !capped.isEmpty && capped.includes(lanes[place]) }

  /// Takes one job of a lane out of its order; nil if it is not in memory, or may not be sent.
  mutating func take(_ job: JobNumber, from lane: Lane) -> AgendaEntry? {
    guard let place = places[lane], weights[place] != nil, !isCapped(place) else { return nil }
    return queues[place].take(job)
  }

  /// How many jobs are set aside for one reason.
  func parked(_ obstacle: Obstacle) -> Int { queues.reduce(0) { $0 + $1.parked(obstacle) } }

  // MARK: Windows

  /// Sets when the spools' messages may go.
  mutating func use(_ windows: SendWindows) {
    guard windows != self.windows else { return }
    self.windows = windows
    forgetStates()
  }

  /// Has all windows asked again, since they or the clock were changed.
  mutating func forgetStates() {
    for place in lanes.indices {
      states[place] = nil
      weigh(place)
    }
    nextLook = windows.isEmpty ? nil : WallTime(milliseconds: .min)
  }

  /// Opens and closes the lanes whose time has come; to be done before anything is taken from them.
  mutating func look(at now: WallTime) {
    if now < lastLook { forgetStates() }
    lastLook = now
    guard let time = nextLook, time <= now else { return }
    var next = WallTime(milliseconds: .max)
    for place in lanes.indices {
      if states[place].map({ $0.until <= now }) ?? true {
        states[place] = windows.state(of: lanes[place], at: now)
        weigh(place)
      }
      if let state = states[place] { next = min(next, state.until) }
    }
    nextLook = next
  }

  /// When the first of the closed lanes in which messages wait opens.
  var nextOpening: WallTime? {
    guard nextLook != nil else { return nil }
    return lanes.indices.lazy.compactMap { place in
      isClosed(place) && !queues[place].isForgettable ? states[place]?.until : nil
    }.min()
  }

  /// Whether the window of a lane is closed.
  func isClosed(_ place: Int) -> Bool { states[place]?.isOpen == false }

  /// The zones in which the window of a spool is closed.
  func closedZones(of spool: String) -> Set<LaneZones> {
    Set(lanes.indices.filter { isClosed($0) && lanes[$0].spool == spool }.map { lanes[$0].zones })
  }

  /// Changes one lane's queue, which is created on first use.
  mutating func with(_ lane: Lane, _ body: (inout LaneQueue) -> Void) {
    body(&queues[place(of: lane)])
  }

  private mutating func place(of lane: Lane) -> Int {
    if let place = places[lane] { return place }
    if lane.batch != nil {
      if batches >= Self.mostBatches { forgetBatches() }
      batches += 1
    }
    return add(lane, LaneQueue())
  }

  private mutating func add(_ lane: Lane, _ queue: LaneQueue) -> Int {
    let place = lanes.count
    places[lane] = place
    lanes.append(lane)
    queues.append(queue)
    states.append(nil)
    weights.append(nil)
    if windows.isEmpty {
      weigh(place)
    } else {
      // Closed until it is asked, which comes before anything is taken.
      states[place] = WindowState(isOpen: false, until: WallTime(milliseconds: .min))
      nextLook = WallTime(milliseconds: .min)
    }
    groups[lane.priority.rawValue].append(place)
    return place
  }

  /// Forgets the lanes of batches in which nothing waits; one that gains jobs again is made anew.
  private mutating func forgetBatches() {
    let kept = lanes.indices.filter { lanes[$0].batch == nil || !queues[$0].isForgettable }
    guard kept.count < lanes.count else { return }
    let old = (lanes: lanes, queues: queues)
    (lanes, queues, weights, states, places) = ([], [], [], [], [:])
    groups = Priority.allCases.map { _ in [] }
    batchTurns = [:]
    for place in kept { _ = add(old.lanes[place], old.queues[place]) }
    batches = lanes.count { $0.batch != nil }
  }

  mutating func withEach(_ body: (Lane, inout LaneQueue) -> Void) {
    for place in queues.indices { body(lanes[place], &queues[place]) }
  }

  /// Changes each queue, with whether its jobs may be sent as far as windows and caps are concerned.
  mutating func withEachOpen(_ body: (Lane, inout LaneQueue, _ isOpen: Bool) -> Void) {
    for place in queues.indices {
      let isOpen = !isClosed(place) && !windows.areUnassigned(lanes[place]) && !isCapped(place)
      body(lanes[place], &queues[place], isOpen)
    }
  }

  /// When the next job that is not in memory becomes due.
  var nextDue: WallTime? { queues.lazy.compactMap(\.nextDue).min() }

  // MARK: Turns

  private static let others: [Priority] = [.high, .normal, .bulk]

  func hasUrgent(withMMS: Bool) -> Bool { hasWork(.urgent, withMMS: withMMS) }

  func hasOther(withMMS: Bool) -> Bool {
    Self.others.contains { hasWork($0, withMMS: withMMS) }
  }

  private func hasWork(_ priority: Priority, withMMS: Bool) -> Bool {
    groups[priority.rawValue].contains { hasWork($0, withMMS) }
  }

  private func hasWork(_ place: Int, _ withMMS: Bool) -> Bool {
    weights[place] != nil && !queues[place].isEmpty && !isCapped(place)
      && (withMMS || !lanes[place].isMMS)
  }

  mutating func popUrgent(withMMS: Bool) -> AgendaEntry? { pop(.urgent, withMMS: withMMS) }

  mutating func popOther(withMMS: Bool) -> AgendaEntry? {
    var waiting: [(key: Priority, weight: Double)] = []
    for priority in Self.others where hasWork(priority, withMMS: withMMS) {
      waiting.append((priority, Double(priority.weight)))
    }
    guard let priority = priorityTurns.next(among: waiting) else { return nil }
    return pop(priority, withMMS: withMMS)
  }

  private mutating func pop(_ priority: Priority, withMMS: Bool) -> AgendaEntry? {
    var spools: [(key: String, weight: Double)] = []
    var ready: [Int] = []
    for place in groups[priority.rawValue] where hasWork(place, withMMS) {
      guard let weight = weights[place] else { continue }
      ready.append(place)
      let spool = lanes[place].spool
      if !spools.contains(where: { $0.key == spool }) { spools.append((spool, weight)) }
    }
    guard let spool = spoolTurns[priority.rawValue].next(among: spools) else { return nil }
    ready.removeAll { lanes[$0].spool != spool }
    return next(of: ready).flatMap { queues[$0].popFirst() }
  }

  /// The lane whose turn it is among those of one spool and priority.
  private mutating func next(of ready: [Int]) -> Int? {
    guard ready.count > 1, let first = ready.first else { return ready.first }
    var batches: [Int64] = []
    for place in ready {
      let batch = lanes[place].batch?.value ?? 0
      if !batches.contains(batch) { batches.append(batch) }
    }
    var batch = batches.first
    if batches.count > 1 {
      batch = batchTurns[lanes[first].withoutBatch, default: Turns()]
        .next(among: batches.lazy.map { (key: $0, weight: 1) })
    }
    // Those of different zones, and texts and MMS, as if they were one lane.
    return ready.filter { (lanes[$0].batch?.value ?? 0) == batch }
      .min { queues[$0].isBefore(queues[$1]) }
  }
}
