/// The lanes of one account, and whose turn it is among them.
///
/// Urgent comes first; high, normal and bulk take turns by weight, and within one priority spools
/// take turns by share. Inside a lane it is first come, first served.
struct Lanes: Sendable {
  private(set) var lanes: [Lane] = []
  private var queues: [LaneQueue] = []
  /// The share of each lane's spool; nil while its jobs may not be sent.
  private var weights: [Double?] = []
  private var places: [Lane: Int] = [:]
  /// The lanes of each priority, in the order they were first seen.
  private var groups: [[Int]] = Priority.allCases.map { _ in [] }

  private var shares: [String: Double] = [:]
  private var priorityTurns = Turns<Priority>()
  private var spoolTurns = Priority.allCases.map { _ in Turns<Int>() }

  /// Sets the spools whose jobs may be sent, with their shares.
  mutating func allow(_ spools: [String: Double]) {
    guard spools != shares else { return }
    shares = spools
    weights = lanes.map { spools[$0.spool] }
    // A share that was tiny must not delay the new one.
    spoolTurns = Priority.allCases.map { _ in Turns() }
  }

  func mayGo(_ lane: Lane) -> Bool { shares[lane.spool] != nil }

  /// Changes one lane's queue, which is created on first use.
  mutating func with(_ lane: Lane, _ body: (inout LaneQueue) -> Void) {
    body(&queues[place(of: lane)])
  }

  private mutating func place(of lane: Lane) -> Int {
    if let place = places[lane] { return place }
    let place = lanes.count
    places[lane] = place
    lanes.append(lane)
    queues.append(LaneQueue())
    weights.append(shares[lane.spool])
    groups[lane.priority.rawValue].append(place)
    return place
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
    var candidates: [(key: Int, weight: Double)] = []
    for place in groups[priority.rawValue] where !queues[place].isEmpty {
      if let weight = weights[place] { candidates.append((place, weight)) }
    }
    guard let place = spoolTurns[priority.rawValue].next(among: candidates) else { return nil }
    return queues[place].popFirst()
  }
}
