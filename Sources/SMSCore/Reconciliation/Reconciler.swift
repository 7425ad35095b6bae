/// Determines from the provider's list what became of attempts without a clear answer.
///
/// A pure state machine, one for each account. A look reads the list once, from the beginning of
/// the oldest due attempt, for all searches: those that it shows are found (see `RecordMatch`);
/// those that were due, and that a completed look does not settle, have one more look counted; a
/// failed look says nothing about searches that it did not show.
struct Reconciler: Sendable {
  /// The shortest time between two calls, as the list has a rate limit of its own.
  static let pace = Interval(seconds: 1)
  /// Records to ask for at a time; fewer once a page was too large.
  static let page = 1000
  /// With this many doubts the account begins nothing more; of the searches for ids, the oldest are
  /// given up beyond this number.
  static let capacity = 10_000
  /// How far a record's time may be from the message's, either way.
  ///
  /// Clocks differ, and times are rounded to the minute. Messages are distinguished by ids and
  /// texts, not by seconds.
  static let margin = Interval(seconds: 180)
  /// The uncertainty of a `Date`, which has whole seconds.
  static let dateSlack = Interval(seconds: 2)

  var searches: [JobNumber: Search] = [:]
  /// Searches whose doubt is not committed yet.
  private var prepared: [JobNumber: Search] = [:]
  /// How many of the searches are for the id of a sent message.
  private var names = 0
  var jobs: [Parties: Set<JobNumber>] = [:]
  /// When the account was last switched to another version of the API.
  private var movedAt: MonotonicTime?
  var recentSends = RecentSends()
  var recentCodes = RecentCodes()
  var look: ListPass?
  var limit = Self.page
  /// From the last answer; until there is one, clocks are assumed to be within 2 s.
  var skew = ClockSkew(atLeast: Interval(seconds: -2), atMost: Interval(seconds: 2))
  private var nextCallAt: MonotonicTime
  /// When the first search is due; nil while none is.
  private var nextDue: MonotonicTime?
  /// Whether `nextDue` may be too early; after many changes one pass over the searches is enough.
  private var isNextDueStale = false
  /// How many looks failed in a row.
  var failures = 0

  init(now: MonotonicTime) {
    nextCallAt = now
  }

  /// Whether there are too many doubts; searches for ids do not count, as some providers give none.
  var isFull: Bool { doubts >= Self.capacity }

  /// How many messages are in doubt; `prepared` may also hold searches for an id, for a moment.
  var doubts: Int { searches.count - names + prepared.count }

  /// Whether that job's last attempt is in doubt.
  func isInDoubt(_ job: JobNumber) -> Bool {
    if case .settlement = searches[job]?.aim { return true }
    return false
  }

  // MARK: Searches

  /// Adds a search that begins when its job's doubt is committed.
  mutating func prepare(_ search: Search) { prepared[search.job] = search }

  /// The commit that a prepared search waits for is done.
  ///
  /// - Returns: whether there is a search for that job.
  mutating func begin(_ job: JobNumber) -> Bool {
    guard let search = prepared.removeValue(forKey: job) else { return false }
    begin(search)
    return true
  }

  mutating func begin(_ search: Search) {
    searches[search.job] = search
    if search.isForName { names += 1 }
    jobs[search.key.parties, default: []].insert(search.job)
    nextDue = nextDue.map { min($0, search.nextLookAt) } ?? search.nextLookAt
  }

  mutating func end(_ job: JobNumber) {
    guard let search = searches.removeValue(forKey: job) else { return }
    if search.isForName { names -= 1 }
    let parties = search.key.parties
    jobs[parties]?.remove(job)
    if jobs[parties]?.isEmpty == true { jobs[parties] = nil }
    isNextDueStale = true
  }

  /// The oldest searches for ids, once there are too many: a tenth, so that this is rarely needed.
  var surplusNames: [Search] {
    guard names > Self.capacity else { return [] }
    let all = searches.values.filter(\.isForName)
    return Array(all.sorted { ($0.endedAt, $0.job) < ($1.endedAt, $1.job) }.prefix(names / 10))
  }

  mutating func look(for job: JobNumber, at time: MonotonicTime, isFailing: Bool) {
    searches[job]?.nextLookAt = time
    searches[job]?.isFailing = isFailing
    isNextDueStale = true
  }

  /// The account uses another version of the API from now on, and its list may not show what was
  /// sent before: a look under way is abandoned, and a missing record proves nothing.
  mutating func moved(at now: MonotonicTime) {
    movedAt = now
    if look?.stage == .resting { look = nil }
    if look?.stage == .calling { look?.isAbandoned = true }
  }

  func isBeforeMove(_ search: Search) -> Bool {
    guard let movedAt else { return false }
    return search.endedAt <= movedAt
  }

  /// Whatever made looks fail may be over.
  mutating func hurry(at now: MonotonicTime) {
    failures = 0
    for job in searches.keys where searches[job]?.isFailing == true {
      searches[job]?.nextLookAt = now
    }
    isNextDueStale = true
  }

  /// Determines when the first search is due; call it after an event's changes and before that time
  /// is read.
  mutating func findNextDue() {
    guard isNextDueStale else { return }
    nextDue = searches.values.lazy.map(\.nextLookAt).min()
    isNextDueStale = false
  }

  private func due(at now: MonotonicTime) -> [Search] {
    searches.values.filter { $0.nextLookAt <= now }
  }

  // MARK: What was sent

  /// The provider accepted a message under this id.
  mutating func sent(_ id: String, _ key: MessageKey) { recentSends.note(id, key.text) }

  /// A code is on its way, or may be.
  mutating func sentCode(_ template: MessageText, _ seed: CodeSeed, _ key: MessageKey) {
    recentCodes.note(template, length: seed.length, between: key.parties)
  }

  // MARK: Looks

  /// When the next page can be asked for; nil if nothing is due, or an answer is awaited.
  var nextCall: MonotonicTime? {
    guard let look else { return nextDue.map { max($0, nextCallAt) } }
    return look.stage == .resting ? nextCallAt : nil
  }

  /// When the first search is due, unless an answer is awaited; for an account that may not look.
  var nextMiss: MonotonicTime? { look == nil || look?.stage == .resting ? nextDue : nil }

  /// The page to ask for now; nil if it is not time.
  mutating func call(at now: Moment) -> ListQuery? {
    guard let time = nextCall, time <= now.monotonic else { return nil }
    if look == nil { look = newLook(at: now) }
    guard var current = look else { return nil }
    current.stage = .calling
    current.calls += 1
    look = current
    nextCallAt = now.monotonic.advanced(by: Self.pace)
    return ListQuery(
      start: current.start,
      end: current.end,
      offset: current.offset,
      limit: limit
    )
  }

  /// The account may not ask: due looks fail without a call.
  mutating func miss(_ error: ProviderError, at now: MonotonicTime) -> Verdict? {
    guard let time = nextMiss, time <= now else { return nil }
    look = nil
    failures += 1
    return Verdict(failed: due(at: now), error: error)
  }

  private func newLook(at now: Moment) -> ListPass? {
    let due = due(at: now.monotonic)
    guard let (start, end) = window(of: due, at: now) else { return nil }
    return ListPass(due: Set(due.map(\.job)), start: start, end: end, at: now.monotonic)
  }

  /// The provider's time from the beginning of the oldest attempt until now, with a margin.
  func window(of due: [Search], at now: Moment) -> (WallTime, WallTime)? {
    guard let start = due.map({ earliest($0.since, at: now) }).min() else { return nil }
    return (start, latest(at: now))
  }

  /// The latest time that the provider can have recorded for a message in its list now.
  func latest(at now: Moment) -> WallTime {
    now.wall.advanced(by: skew.atMost).advanced(by: Self.margin)
  }

  /// The earliest time that the provider can have recorded for a message sent at `past` or later.
  func earliest(_ past: PastMoment, at now: Moment) -> WallTime {
    let margin = Interval(nanoseconds: -Self.margin.nanoseconds)
    var time = now.earliestWall(of: past).advanced(by: skew.atLeast)
    // Our clock may have been right before the reboot, and wrong only since.
    if past.monotonic == nil { time = min(time, past.wall.advanced(by: margin)) }
    return time.advanced(by: margin)
  }
}
