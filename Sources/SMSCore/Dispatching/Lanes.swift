/// The lanes of one account, and whose turn it is among them.
///
/// Urgent comes first; high, normal and bulk take turns by weight. Within one priority spools take
/// turns by share, and within a spool its batches and its single messages take equal turns. Inside a
/// lane it is first come, first served.
struct Lanes: Sendable {
  /// How many lanes of batches are kept before those in which nothing waits are forgotten.
  static let mostBatches = 64

  private(set) var lanes: [Lane] = []
  private var queues: [LaneQueue] = []
  /// The share of each lane's spool; nil while its jobs may not be sent.
  private var weights: [Double?] = []
  private var places: [Lane: Int] = [:]
  /// The lanes of each priority, in the order they were first seen.
  private var groups: [[Int]] = Priority.allCases.map { _ in [] }
  private var batches = 0

  private var shares: [String: Double] = [:]
  private var heldBatches: Set<JobNumber> = []
  private var priorityTurns = Turns<Priority>()
  private var spoolTurns = Priority.allCases.map { _ in Turns<String>() }
  /// Whose turn it is among the lanes of a spool, where it has several of one priority.
  private var laneTurns: [Lane: Turns<Int>] = [:]

  /// Sets the spools whose jobs may be sent, with their shares, and the batches whose jobs may not.
  mutating func allow(_ spools: [String: Double], except held: Set<JobNumber>) {
    guard spools != shares || held != heldBatches else { return }
    // A share that was tiny must not delay the new one.
    if spools != shares { spoolTurns = Priority.allCases.map { _ in Turns() } }
    shares = spools
    heldBatches = held
    weights = lanes.map(weight)
  }

  private func weight(of lane: Lane) -> Double? {
    if let batch = lane.batch, heldBatches.contains(batch) { return nil }
    return shares[lane.spool]
  }

  func mayGo(_ lane: Lane) -> Bool { weight(of: lane) != nil }

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
    weights.append(weight(of: lane))
    groups[lane.priority.rawValue].append(place)
    return place
  }

  /// Forgets the lanes of batches in which nothing waits; one that gains jobs again is made anew.
  private mutating func forgetBatches() {
    let kept = lanes.indices.filter { lanes[$0].batch == nil || !queues[$0].isForgettable }
    guard kept.count < lanes.count else { return }
    let old = (lanes: lanes, queues: queues)
    (lanes, queues, weights, places) = ([], [], [], [:])
    groups = Priority.allCases.map { _ in [] }
    laneTurns = [:]
    for place in kept { _ = add(old.lanes[place], old.queues[place]) }
    batches = lanes.count { $0.batch != nil }
  }

  mutating func withEach(_ body: (Lane, inout LaneQueue) -> Void) {
    for place in queues.indices { body(lanes[place], &queues[place]) }
  }

  /// When the next job that is not in memory becomes due.
  var nextDue: WallTime? { queues.lazy.compactMap(\.nextDue).min() }

  // MARK: Turns

  var hasUrgent: Bool { hasWork(.urgent) }
  var hasOther: Bool { hasWork(.high) || hasWork(.normal) || hasWork(.bulk) }

  private func hasWork(_ priority: Priority) -> Bool {
    groups[priority.rawValue].contains { weights[$0] != nil && !queues[$0].isEmpty }
  }

  mutating func popUrgent() -> AgendaEntry? { pop(.urgent) }

  mutating func popOther() -> AgendaEntry? {
    var waiting: [(key: Priority, weight: Double)] = []
    for priority in [Priority.high, .normal, .bulk] where hasWork(priority) {
      waiting.append((priority, Double(priority.weight)))
    }
    guard let priority = priorityTurns.next(among: waiting) else { return nil }
    return pop(priority)
  }

  private mutating func pop(_ priority: Priority) -> AgendaEntry? {
    var spools: [(key: String, weight: Double)] = []
    var ready: [Int] = []
    for place in groups[priority.rawValue] where !queues[place].isEmpty {
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
    return laneTurns[lanes[first].withoutBatch, default: Turns()]
      .next(among: ready.lazy.map { (key: $0, weight: 1) })
  }
}
