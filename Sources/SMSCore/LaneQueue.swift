/// The part of a lane that is in memory: the next due jobs, in order.
struct LaneQueue: Sendable {
  /// A page of the ledger; also how many jobs of a lane memory holds at most.
  static let page = 256
  static let lowWater = 64

  private var entries: [AgendaEntry] = []
  private var head = 0
  /// Whether the ledger holds due jobs of this lane that are not in memory.
  private var hasMore = false
  private var isLoading = false
  /// When the first job that is not in memory becomes due.
  private(set) var nextDue: WallTime?

  var isEmpty: Bool { head == entries.count }
  var count: Int { entries.count - head }
  var first: AgendaEntry? { isEmpty ? nil : entries[head] }
  var numbers: some Sequence<JobNumber> { entries[head...].lazy.map(\.number) }

  mutating func popFirst() -> AgendaEntry? {
    guard !isEmpty else { return nil }
    defer {
      head += 1
      if head == entries.count {
        entries.removeAll(keepingCapacity: true)
        head = 0
      }
    }
    return entries[head]
  }

  /// Puts back what was taken and could not begin.
  mutating func pushFront(_ returned: [AgendaEntry]) {
    entries.replaceSubrange(..<head, with: returned)
    head = 0
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

  mutating func remove(_ numbers: Set<JobNumber>) {
    guard entries[head...].contains(where: { numbers.contains($0.number) }) else { return }
    entries = entries[head...].filter { !numbers.contains($0.number) }
    head = 0
  }

  /// Whether a page should be asked for now; says yes once, until it is answered.
  mutating func wantsPage(at now: WallTime) -> Bool {
    if let due = nextDue, due <= now {
      nextDue = nil
      hasMore = true
    }
    guard hasMore, !isLoading, count < Self.lowWater else { return false }
    isLoading = true
    hasMore = false
    return true
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
