/// What a job waits for whose turn has come.
enum Obstacle: Hashable, Sendable {
  /// Another attempt of the account has its key.
  case free(MessageKey)
  /// Another job of its spool may have taken the same text to the same phone.
  case settled(JobNumber)
  /// A cap has no room for it.
  case cap(Cap.ID)
  /// A command about it has not ended.
  case commanded(JobName)
}

/// The part of a lane that is in memory: the next due jobs, in order.
struct LaneQueue: Sendable {
  /// How many jobs of a lane are in memory at most.
  static let page = 256
  /// With fewer than this, more are loaded.
  static let lowWater = 64
  /// With this many parked, the lane waits for what one of them waits for.
  static let parkLimit = 256

  private var entries = Deque<AgendaEntry>()
  /// Jobs whose turn came while they had to wait for another attempt, in order.
  private var parked: [Obstacle: [AgendaEntry]] = [:]
  private var parkedCount = 0
  /// Whether the ledger may hold due jobs of this lane that are not in memory.
  private var hasMore = false
  private var isLoading = false
  /// Whether expired jobs were met: pages would bring them again until they are swept.
  private var awaitsSweep = false
  /// When the first job that is not in memory becomes due.
  private(set) var nextDue: WallTime?

  /// Whether no job of it can be sent now.
  var isEmpty: Bool { entries.isEmpty || parkedCount >= Self.parkLimit }
  /// How many are queued here, parked ones not counted.
  var count: Int { entries.count }
  /// Whether nothing is known of the lane: no job waits in it, as far as the ledger was asked.
  var isForgettable: Bool {
    entries.isEmpty && parked.isEmpty && !hasMore && !isLoading && !awaitsSweep && nextDue == nil
  }
  /// Every job of the lane that is in memory.
  var numbers: [JobNumber] {
    entries.map(\.number) + parked.values.flatMap { $0.map(\.number) }
  }

  mutating func popFirst() -> AgendaEntry? { entries.popFirst() }

  /// Takes one job out of the order; nil if it is not here.
  mutating func take(_ number: JobNumber) -> AgendaEntry? {
    guard let found = entries.first(where: { $0.number == number }) else { return nil }
    for entry in entries.popAll() where entry.number != number { entries.append(entry) }
    return found
  }

  /// Whether its first job comes before another queue's; neither is empty.
  func isBefore(_ other: LaneQueue) -> Bool {
    guard let first = entries.first, let second = other.entries.first else { return false }
    return Self.isBefore(first, second)
  }

  /// Forgets all jobs that wait here: the ledger moves them to other lanes.
  mutating func forget() {
    let loading = isLoading
    self = LaneQueue()
    isLoading = loading
  }

  /// Adds a job ahead of all others in the lane.
  mutating func prepend(_ entry: AgendaEntry) { entries.prepend(entry) }

  /// Returns jobs that were taken but not sent to their place in the order.
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

  /// Sets aside a job that was just taken.
  mutating func park(_ entry: AgendaEntry, until obstacle: Obstacle) {
    parked[obstacle, default: []].append(entry)
    parkedCount += 1
  }

  /// The obstacle is gone: the jobs that waited for that come first again.
  mutating func unpark(_ obstacle: Obstacle) {
    guard let waiting = parked.removeValue(forKey: obstacle) else { return }
    parkedCount -= waiting.count
    putBack(waiting)
  }

  /// How many jobs are set aside for one reason.
  func parked(_ obstacle: Obstacle) -> Int { parked[obstacle]?.count ?? 0 }

  /// Adds a job that was just accepted.
  mutating func append(_ entry: AgendaEntry, now: WallTime) {
    if entry.dueAt > now {
      becomesDue(at: entry.dueAt)
    } else if hasMore || isLoading || count >= Self.page {
      hasMore = true
    } else {
      entries.append(entry)
    }
  }

  /// A job of this lane that only the ledger holds becomes due then.
  mutating func becomesDue(at time: WallTime) {
    nextDue = nextDue.map { min($0, time) } ?? time
  }

  mutating func mayHaveGained() { hasMore = true }

  /// A job taken from here has expired; the ledger ends it with its next sweep.
  mutating func metOutOfTime() { awaitsSweep = true }

  /// The ledger has swept: the next page brings what it left.
  mutating func swept() {
    guard awaitsSweep else { return }
    awaitsSweep = false
    hasMore = true
  }

  mutating func remove(_ numbers: Set<JobNumber>) {
    for (obstacle, waiting) in parked
    where waiting.contains(where: { numbers.contains($0.number) }) {
      let left = waiting.filter { !numbers.contains($0.number) }
      parked[obstacle] = left.isEmpty ? nil : left
      parkedCount -= waiting.count - left.count
    }
    guard entries.contains(where: { numbers.contains($0.number) }) else { return }
    for entry in entries.popAll() where !numbers.contains(entry.number) { entries.append(entry) }
  }

  /// How many jobs to ask for now; not nil again until they have arrived.
  mutating func wantsPage(at now: WallTime) -> Int? {
    meetDue(at: now)
    guard hasMore, !isLoading, !awaitsSweep, count < Self.lowWater else { return nil }
    isLoading = true
    hasMore = false
    return Self.page - count
  }

  /// Jobs that have become due are asked for with the next page.
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
