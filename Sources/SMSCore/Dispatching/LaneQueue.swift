/// The part of a lane that is in memory: the next due jobs, in order.
struct LaneQueue: Sendable {
  /// How many jobs of a lane memory holds at most.
  static let page = 256
  /// With fewer, more are loaded.
  static let lowWater = 64
  /// With so many set aside for their keys the lane waits for one of them.
  static let parkLimit = 256

  private var entries = Deque<AgendaEntry>()
  /// Jobs whose turn came while another attempt of the same key was open, in order.
  private var parked: [MessageKey: [AgendaEntry]] = [:]
  private var parkedCount = 0
  /// Whether the ledger may hold due jobs of this lane that are not in memory.
  private var hasMore = false
  private var isLoading = false
  /// Jobs whose time has run out were met: pages would bring them again until they are swept.
  private var awaitsSweep = false
  /// When the first job that is not in memory becomes due.
  private(set) var nextDue: WallTime?

  /// Whether no job of it may go now.
  var isEmpty: Bool { entries.isEmpty || parkedCount >= Self.parkLimit }
  /// How many are in order here, those set aside left out.
  var count: Int { entries.count }
  /// Every job of the lane that is in memory.
  var numbers: [JobNumber] {
    entries.map(\.number) + parked.values.flatMap { $0.map(\.number) }
  }

  mutating func popFirst() -> AgendaEntry? { entries.popFirst() }

  /// A job that goes before all others of the lane.
  mutating func prepend(_ entry: AgendaEntry) { entries.prepend(entry) }

  /// Puts back what was taken and was not sent, in order, also with what came back before.
  mutating func putBack(_ returned: [AgendaEntry]) {
    var front = returned.sorted(by: Self.isBefore)
    while let last = front.last, let first = entries.first, Self.isBefore(first, last) {
      guard let entry = entries.popFirst() else { break }
      front.insert(entry, at: front.firstIndex { Self.isBefore(entry, $0) } ?? front.endIndex)
    }
    for entry in front.reversed() { entries.prepend(entry) }
  }

  private static func isBefore(_ left: AgendaEntry, _ right: AgendaEntry) -> Bool {
    (left.dueAt, left.number) < (right.dueAt, right.number)
  }

  /// Sets a job aside that was just taken.
  mutating func park(_ entry: AgendaEntry, _ key: MessageKey) {
    parked[key, default: []].append(entry)
    parkedCount += 1
  }

  /// The key is free: those that waited for it are the first again.
  mutating func unpark(_ key: MessageKey) {
    guard let waiting = parked.removeValue(forKey: key) else { return }
    parkedCount -= waiting.count
    putBack(waiting)
  }

  /// A job that was just accepted.
  mutating func append(_ entry: AgendaEntry, now: WallTime) {
    if entry.dueAt > now {
      becomesDue(at: entry.dueAt)
    } else if hasMore || isLoading || count >= Self.page {
      hasMore = true
    } else {
      entries.append(entry)
    }
  }

  /// A job of this lane that the ledger holds becomes due then.
  mutating func becomesDue(at time: WallTime) {
    nextDue = nextDue.map { min($0, time) } ?? time
  }

  mutating func mayHaveGained() { hasMore = true }

  /// A job taken from here has run out of time; the ledger ends it with its next sweep.
  mutating func metOutOfTime() { awaitsSweep = true }

  /// The ledger has swept: what it left, the next page brings.
  mutating func swept() {
    guard awaitsSweep else { return }
    awaitsSweep = false
    hasMore = true
  }

  mutating func remove(_ numbers: Set<JobNumber>) {
    for (key, waiting) in parked where waiting.contains(where: { numbers.contains($0.number) }) {
      let left = waiting.filter { !numbers.contains($0.number) }
      parked[key] = left.isEmpty ? nil : left
      parkedCount -= waiting.count - left.count
    }
    guard entries.contains(where: { numbers.contains($0.number) }) else { return }
    for entry in entries.popAll() where !numbers.contains(entry.number) { entries.append(entry) }
  }

  /// How many jobs should be asked for now; an answer once, until they have come.
  mutating func wantsPage(at now: WallTime) -> Int? {
    meetDue(at: now)
    guard hasMore, !isLoading, !awaitsSweep, count < Self.lowWater else { return nil }
    isLoading = true
    hasMore = false
    return Self.page - count
  }

  /// What has become due is asked for with the next page.
  mutating func meetDue(at now: WallTime) {
    guard let due = nextDue, due <= now else { return }
    nextDue = nil
    hasMore = true
  }

  mutating func loaded(_ page: AgendaPage, unless isKnown: (JobNumber) -> Bool) {
    isLoading = false
    if page.hasMore { hasMore = true }
    if let due = page.nextDue { becomesDue(at: due) }
    let here = Set(numbers)
    for entry in page.entries where !here.contains(entry.number) && !isKnown(entry.number) {
      entries.append(entry)
    }
  }

  /// The ledger could not answer; the page is asked for again.
  mutating func loadFailed() {
    isLoading = false
    hasMore = true
  }
}
