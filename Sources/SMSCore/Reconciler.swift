/// Finds out through the provider's list what became of attempts that got no clear answer.
///
/// A pure machine, one for each account. A look reads the list once, from the beginning of the
/// oldest attempt that is due, for all searches: those that it shows are found, those that were due
/// and that a look read whole does not show have one more look behind them, and a look that fails
/// says nothing about those it did not show.
struct Reconciler: Sendable {
  /// Between two calls: the list has a rate limit of its own.
  static let pace = Interval(seconds: 1)
  /// Records asked for at a time; fewer once a page was too large.
  static let page = 1000
  /// With so many doubts the account begins nothing more; beyond so many names that are looked for
  /// the oldest are given up.
  static let capacity = 10_000
  /// Clocks are read to the second, and not at the moment that they tell.
  static let margin = Interval(seconds: 2)

  private(set) var searches: [JobNumber: Search] = [:]
  /// Searches whose doubt is not committed yet.
  private var prepared: [JobNumber: Search] = [:]
  /// How many of the searches are for the id of a sent message.
  private var names = 0
  private var jobsByKey: [MessageKey: Set<JobNumber>] = [:]
  /// When the account was last told to speak another version of the API.
  private var movedAt: MonotonicTime?
  /// How many keys have this recipient: most records of a list are of others.
  private var recipients: [PhoneNumber: Int] = [:]
  private var look: Look?
  private var limit = Self.page
  /// As the last answer told it; until then clocks are taken to be as right as most are.
  private var skew = ClockSkew(atLeast: Interval(seconds: -2), atMost: Interval(seconds: 2))
  private var nextCallAt: MonotonicTime
  /// When the first search is due; nil while none is.
  private var nextDue: MonotonicTime?
  /// Whether `nextDue` may be too early: one pass over the searches after many changes is enough.
  private var isNextDueStale = false
  /// Looks that failed in a row.
  private(set) var failures = 0

  init(now: MonotonicTime) {
    nextCallAt = now
  }

  /// Whether there are as many doubts as may be; a provider that tells no ids stops nothing.
  var isFull: Bool { searches.count - names + prepared.count >= Self.capacity }

  /// Whether that job's last attempt is in doubt.
  func isInDoubt(_ job: JobNumber) -> Bool {
    if case .settlement = searches[job]?.aim { return true }
    return false
  }

  // MARK: Searches

  /// Takes a search in that begins when its job's doubt is committed.
  mutating func prepare(_ search: Search) { prepared[search.job] = search }

  /// What a prepared search is about is in the ledger.
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
    if jobsByKey[search.key] == nil { recipients[search.key.to, default: 0] += 1 }
    jobsByKey[search.key, default: []].insert(search.job)
    nextDue = nextDue.map { min($0, search.nextLookAt) } ?? search.nextLookAt
  }

  mutating func end(_ job: JobNumber) {
    guard let search = searches.removeValue(forKey: job) else { return }
    if search.isForName { names -= 1 }
    jobsByKey[search.key]?.remove(job)
    if jobsByKey[search.key]?.isEmpty == true {
      jobsByKey[search.key] = nil
      let left = recipients[search.key.to, default: 1] - 1
      recipients[search.key.to] = left > 0 ? left : nil
    }
    isNextDueStale = true
  }

  /// The oldest names, once there are too many: a tenth of them, so that this comes seldom.
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

  /// The account speaks another version of the API from now on, and nobody knows whether its list
  /// shows what was sent before: a look is not read on there, and proves nothing by what it lacks.
  mutating func moved(at now: MonotonicTime) {
    movedAt = now
    if look?.stage == .resting { look = nil }
    if look?.stage == .calling { look?.isAbandoned = true }
  }

  private func isBeforeMove(_ search: Search) -> Bool {
    guard let movedAt else { return false }
    return search.endedAt <= movedAt
  }

  /// What kept looks from succeeding may be over.
  mutating func hurry(at now: MonotonicTime) {
    failures = 0
    for job in searches.keys where searches[job]?.isFailing == true {
      searches[job]?.nextLookAt = now
    }
    isNextDueStale = true
  }

  /// Finds out when the first search is due; called after the changes of an event, before anything
  /// asks for that.
  mutating func findNextDue() {
    guard isNextDueStale else { return }
    nextDue = searches.values.lazy.map(\.nextLookAt).min()
    isNextDueStale = false
  }

  private func due(at now: MonotonicTime) -> [Search] {
    searches.values.filter { $0.nextLookAt <= now }
  }

  // MARK: Looks

  /// When it next has something to ask for, not waiting for an answer; nil if nothing is due.
  var nextCall: MonotonicTime? {
    guard let look else { return nextDue.map { max($0, nextCallAt) } }
    return look.stage == .resting ? nextCallAt : nil
  }

  /// When the first search is due, if no answer is awaited: for an account that may not look.
  var nextMiss: MonotonicTime? { look == nil || look?.stage == .resting ? nextDue : nil }

  /// The page to ask for now; nil while there is none.
  mutating func call(at now: Moment) -> ListQuery? {
    guard let time = nextCall, time <= now.monotonic else { return nil }
    if look == nil { look = newLook(at: now) }
    guard var current = look else { return nil }
    current.stage = .calling
    look = current
    nextCallAt = now.monotonic.advanced(by: Self.pace)
    return ListQuery(
      start: current.start,
      end: current.end,
      offset: current.offset,
      limit: limit
    )
  }

  /// The account may not ask: the looks that are due fail without a call.
  mutating func miss(_ error: ProviderError, at now: MonotonicTime) -> Verdict? {
    guard let time = nextMiss, time <= now else { return nil }
    look = nil
    failures += 1
    return Verdict(failed: due(at: now), error: error)
  }

  private func newLook(at now: Moment) -> Look? {
    let due = due(at: now.monotonic)
    guard let (start, end) = window(of: due, at: now) else { return nil }
    return Look(due: Set(due.map(\.job)), start: start, end: end)
  }

  /// The provider's time from the beginning of the oldest attempt until now, generously.
  private func window(of due: [Search], at now: Moment) -> (WallTime, WallTime)? {
    guard let start = due.map({ earliest($0.since, at: now) }).min() else { return nil }
    return (start, now.wall.advanced(by: skew.atMost).advanced(by: Self.margin))
  }

  /// The earliest time that the provider can have given to a message sent at that moment or later.
  private func earliest(_ past: PastMoment, at now: Moment) -> WallTime {
    let margin = Interval(nanoseconds: -Self.margin.nanoseconds)
    var time = now.earliestWall(of: past).advanced(by: skew.atLeast)
    // Our clock may have been right before the machine was booted anew, and be wrong only since.
    if past.monotonic == nil { time = min(time, past.wall.advanced(by: margin)) }
    return time.advanced(by: margin)
  }
}

// MARK: - Answers

extension Reconciler {
  private static let moved = ProviderError(
    code: .interrupted,
    reason: "the account's api was changed since the message was sent"
  )

  /// Takes in what a call for a page got; `digest` is that of texts.
  mutating func answered(
    _ answer: ListAnswer,
    at now: Moment,
    digest: (MessageText) -> TextDigest
  ) -> Step {
    guard look?.stage == .calling else { return .more }
    look?.stage = .resting
    if look?.isAbandoned == true { return fail(Self.moved, nil, now) }
    switch answer {
    case .failed(let error, let retryAfter):
      return fail(error, retryAfter, now)
    case .tooLarge:
      guard limit > 1 else { return fail(ProviderError(code: .providerError), nil, now) }
      limit = max(1, limit / 4)
      return .more
    case .page(let page):
      if let skew = page.skew { self.skew = skew }
      return adjustWindow(now) ? .more : take(page, now, digest)
    }
  }

  /// The first page shows the provider's clock; a window that it proves too narrow is read anew.
  private mutating func adjustWindow(_ now: Moment) -> Bool {
    guard var current = look, !current.isAdjusted else { return false }
    current.isAdjusted = true
    look = current
    let due = current.due.compactMap { searches[$0] }
    guard let (start, end) = window(of: due, at: now) else { return false }
    // Half of the margin is spent on the fractions of a second that `Date` does not tell.
    let slack = Interval(nanoseconds: Self.margin.nanoseconds / 2)
    guard start.advanced(by: slack) < current.start || end > current.end.advanced(by: Self.margin)
    else { return false }
    current.start = min(start, current.start)
    current.end = max(end, current.end)
    look = current
    return true
  }

  private mutating func take(
    _ page: ListPage,
    _ now: Moment,
    _ digest: (MessageText) -> TextDigest
  ) -> Step {
    for message in page.messages where message.isOutbound { consider(message, now, digest) }
    if let id = page.messages.first?.id, id == look?.firstID {
      let reason = "the provider gives the same page of its list again and again"
      return fail(ProviderError(code: .providerError, reason: reason), nil, now)
    }
    look?.firstID = page.messages.first?.id
    look?.unreadable += page.count - page.messages.count
    // A list of nothing that can be read may never end.
    guard page.isLast || page.messages.isEmpty else {
      look?.offset += page.count
      return .more
    }
    if let count = look?.unreadable, count > 0 {
      // One of them may be the message that is looked for.
      let reason = "\(count) records of the provider's list could not be read"
      return fail(ProviderError(code: .providerError, reason: reason), nil, now)
    }
    return identify(now)
  }

  private mutating func consider(
    _ message: ListedMessage,
    _ now: Moment,
    _ digest: (MessageText) -> TextDigest
  ) {
    guard let to = message.to, let from = message.from, recipients[to] != nil else { return }
    let key = MessageKey(to: to, from: from, text: digest(message.text))
    guard jobsByKey[key] != nil else { return }
    look?.candidates[key, default: []].insert(Look.Candidate(id: message.id, at: message.at))
  }

  private mutating func fail(_ error: ProviderError, _ retryAfter: Interval?, _ now: Moment) -> Step
  {
    look?.failure = error
    look?.retryAfter = retryAfter
    return identify(now)
  }

  /// What was seen counts, even if the rest of the list could not be read.
  private mutating func identify(_ now: Moment) -> Step {
    guard let ids = look?.ids, !ids.isEmpty else { return .verdict(conclude(known: [], at: now)) }
    look?.stage = .identifying
    return .identify(ids)
  }

  /// The ledger's answer; nil: it could not answer, and the look has failed.
  mutating func identified(known: Set<String>?, at now: Moment) -> Verdict? {
    guard look?.stage == .identifying else { return nil }
    if known == nil {
      look?.candidates = [:]
      look?.failure = ProviderError(code: .interrupted, reason: "the ledger did not answer")
    }
    return conclude(known: known ?? [], at: now)
  }

  private mutating func conclude(known: Set<String>, at now: Moment) -> Verdict {
    guard let look else { return Verdict() }
    self.look = nil
    var verdict = Verdict(error: look.failure, retryAfter: look.retryAfter)
    if look.failure == nil, look.due.contains(where: { searches[$0].map(isBeforeMove) == true }) {
      verdict.error = Self.moved
    }
    failures = verdict.error == nil ? 0 : failures + 1
    for (key, candidates) in look.candidates {
      assign(candidates.filter { !known.contains($0.id) }, to: key, now, &verdict)
    }
    let found = Set(verdict.found.map(\.search.job))
    for job in look.due.subtracting(found).sorted() {
      guard var search = searches[job] else { continue }
      guard look.failure == nil, !isBeforeMove(search) else {
        verdict.failed.append(search)
        continue
      }
      search.looks += 1
      searches[job] = search
      verdict.negative.append(search)
    }
    return verdict
  }

  /// The oldest record goes to the oldest search that it can belong to.
  private func assign(
    _ candidates: Set<Look.Candidate>,
    to key: MessageKey,
    _ now: Moment,
    _ verdict: inout Verdict
  ) {
    var free = candidates.sorted { ($0.at, $0.id) < ($1.at, $1.id) }
    let waiting = jobsByKey[key, default: []].compactMap { searches[$0] }
      .sorted { ($0.since.wall, $0.job) < ($1.since.wall, $1.job) }
    for search in waiting {
      let earliest = earliest(search.since, at: now)
      guard let index = free.firstIndex(where: { $0.at >= earliest }) else { continue }
      verdict.found.append((search, free.remove(at: index).id))
    }
  }
}
