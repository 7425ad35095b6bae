internal import SMSCore
internal import SMSSystem

/// Reads the accounts' lists for texts that no call brought: after a start, after an outage, and from
/// time to time, as an outage between the provider and the listener goes unnoticed here.
///
/// Through when a list was read is a note in the ledger, so that the time while the daemon was down is
/// read at the next start. A text is taken once, whoever brings it.
actor TextCatchUp: QueueActor {
  /// What it works with.
  struct Dependencies: Sendable {
    var times: CatchUpTimes
    var notes: any NoteStore
    var log: Log
    var recorder: MetricsRecorder
    var reporter: EventReporter
  }

  /// What a configuration says about it.
  struct Settings: Sendable {
    /// The accounts' lists; empty while the listener is off, or the ledger is held.
    var lists: [String: any MessageListing]
    var facts: [String: AccountFacts]
    /// The numbers whose texts are ours.
    var numbers: [String: Set<PhoneNumber>]
    /// How long the ledger remembers texts.
    var memory: Interval
  }

  /// How many texts are stored at a time.
  private static let batch = 2_000

  nonisolated let executor = QueueExecutor(label: "catch-up")

  private let dependencies: Dependencies
  private var settings: Settings?
  private var handler: InboundHandler?
  /// What is being stored, which a stop waits for.
  private var storing: Task<Int?, Never>?
  private var timer: DeadlineTimer?
  private var isRunning = false
  private var isStopped = false
  /// Whether the list is to be read again once the last minutes are old enough.
  private var isSettling = false
  /// Accounts whose last failure has been logged.
  private var failing: Set<String> = []

  init(_ dependencies: Dependencies) {
    self.dependencies = dependencies
  }

  /// Sets who stores what is found; nothing is read before.
  func open(_ handler: InboundHandler) {
    self.handler = handler
  }

  /// Applies a configuration; lists that are read for the first time are read at once.
  func use(_ settings: Settings) {
    let isNew = settings.lists.keys.contains { self.settings?.lists[$0] == nil }
    self.settings = settings
    if isNew { read() }
  }

  /// Notes that calls could not be taken, from any thread.
  nonisolated func missed() {
    executor.async { self.assumeIsolated { $0.settle() } }
  }

  /// Reads nothing more; returns when what was found so far is stored.
  func stop() async {
    isStopped = true
    timer?.cancel()
    timer = nil
    _ = await storing?.value
  }

  private func settle() {
    guard !isSettling, !isStopped else { return }
    isSettling = true
    arm(after: dependencies.times.settling)
  }

  private func arm(after time: Interval) {
    guard !isStopped else { return }
    let timer =
      timer
      ?? DeadlineTimer(on: executor, leeway: 1_000_000_000) { [weak self] in
        self?.assumeIsolated { $0.due() }
      }
    self.timer = timer
    timer.arm(at: Moment.now().monotonic.advanced(by: time).nanoseconds)
  }

  private func due() {
    isSettling = false
    Task { await readAll() }
  }

  /// Reads now, and once more when what is now too new has become old enough.
  private func read() {
    isSettling = true
    Task { await readAll() }
  }

  private func readAll() async {
    guard !isRunning, !isStopped, let settings else { return }
    isRunning = true
    var hasFailed = false
    for account in settings.lists.keys.sorted() where !isStopped {
      if await !read(account, settings) { hasFailed = true }
    }
    isRunning = false
    let times = dependencies.times
    if isSettling {
      arm(after: times.settling)
    } else if !settings.lists.isEmpty {
      arm(after: hasFailed ? times.retry : times.interval)
    }
  }

  /// - Returns: Whether the list was read to its end, or need not be.
  private func read(_ account: String, _ settings: Settings) async -> Bool {
    guard let list = settings.lists[account], let notes = await notes() else { return false }
    let position = Notes.position(notes[Notes.inboundPrefix + account])
    let window = CatchUpWindow(
      after: position,
      at: Moment.now().wall,
      age: dependencies.times.age,
      memory: settings.memory
    )
    switch window {
    case .none: return true
    case .first(let now):
      return await note(account, CatchUpPosition(since: now, through: now))
    case .read(let start, let end):
      let since = position?.since ?? start
      var reading = Reading(
        since: since,
        after: start,
        through: end,
        of: settings.numbers[account] ?? []
      )
      guard await read(list, &reading) else { return false }
      if let error = reading.reader.failure {
        fail(account, error, settings.facts[account])
        return false
      }
      failing.remove(account)
      report(account, reading)
      return await note(account, CatchUpPosition(since: since, through: end))
    }
  }

  /// Reads a list to its end, or to its failure.
  ///
  /// - Returns: Whether everything found is stored.
  private func read(_ list: any MessageListing, _ reading: inout Reading) async -> Bool {
    while let query = reading.reader.next {
      let answer = await list.page(query)
      guard !isStopped else { return false }
      let wait = reading.take(answer)
      if reading.reader.next == nil || reading.found.count >= Self.batch {
        guard let new = await store(reading.takeFound(), reading.through) else { return false }
        reading.new += new
      }
      if reading.reader.next != nil { await executor.rest(for: wait) }
    }
    return true
  }

  /// - Returns: How many texts were new; nil if they are not durable.
  private func store(_ texts: [InboundRecord], _ through: WallTime) async -> Int? {
    guard !texts.isEmpty, let handler else { return handler.map { _ in 0 } }
    let age = dependencies.times.answering
    let task = Task {
      await handler.catchUp(texts, through: through, answeringUpTo: age)
    }
    storing = task
    defer { storing = nil }
    return await task.value
  }

  private func notes() async -> [String: String]? {
    do throws(LedgerError) {
      return try await dependencies.notes.notes()
    } catch {
      dependencies.reporter.ledgerFailed(error)
      return nil
    }
  }

  private func note(_ account: String, _ position: CatchUpPosition) async -> Bool {
    guard !isStopped else { return false }
    let change = NoteChange(Notes.inboundPrefix + account, Notes.inbound(position))
    do throws(LedgerError) {
      try await dependencies.notes.change([change])
      return true
    } catch {
      dependencies.reporter.ledgerFailed(error)
      return false
    }
  }

  private func report(_ account: String, _ reading: Reading) {
    guard reading.new > 0 else { return }
    dependencies.recorder.caughtUp(reading.new, account: account)
    dependencies.log.write(
      .caughtUp,
      [
        ("account", account), ("texts", String(reading.new)), ("after", reading.after.text),
        ("through", reading.through.text),
      ]
    )
  }

  private func fail(_ account: String, _ error: ProviderError, _ facts: AccountFacts?) {
    guard failing.insert(account).inserted else { return }
    var values = [("account", account), ("code", error.code.rawValue)]
    if let status = error.httpStatus { values.append(("status", String(status))) }
    if let facts {
      values.append(("hint", Composition.errors.explain(call: error, of: facts).hint))
    }
    dependencies.log.write(.catchUpFailed, values)
  }
}

/// One reading of an account's list.
private struct Reading {
  private(set) var reader: ListReader
  private let since: WallTime
  let after: WallTime
  let through: WallTime
  private let numbers: Set<PhoneNumber>
  private(set) var found: [InboundRecord] = []
  /// How many texts were new.
  var new = 0

  /// - Parameters:
  ///   - since: When the first run began.
  ///   - start: Through when the list was read.
  ///   - end: Through when to read it.
  ///   - numbers: Whose texts count.
  init(
    since: WallTime,
    after start: WallTime,
    through end: WallTime,
    of numbers: Set<PhoneNumber>
  ) {
    reader = ListReader(since: start, until: end)
    self.since = since
    (after, through) = (start, end)
    self.numbers = numbers
  }

  /// - Returns: How long to wait before the next query.
  mutating func take(_ answer: ListAnswer) -> Interval {
    let (_, wait) = reader.take(answer)
    if reader.failure == nil, case .page(let page) = answer {
      found += page.texts.compactMap { text in
        guard numbers.contains(text.message.to) else { return nil }
        var text = text
        text.at = text.at.map { Self.ours($0, page.skew) }
        return (since...max(since, through)).contains(text.at ?? through) ? text : nil
      }
    }
    return wait
  }

  mutating func takeFound() -> [InboundRecord] {
    defer { found = [] }
    return found.sorted { ($0.at ?? through) < ($1.at ?? through) }
  }

  /// A time of the provider's clock by ours, as other texts are dated; `Date` has whole seconds, so
  /// that clocks which may agree are taken to.
  private static func ours(_ time: WallTime, _ skew: ClockSkew?) -> WallTime {
    guard let skew, skew.atLeast > .zero || skew.atMost < .zero else { return time }
    let offset = (skew.atLeast.nanoseconds + skew.atMost.nanoseconds) / 2
    return time.advanced(by: Interval(nanoseconds: -offset))
  }
}
