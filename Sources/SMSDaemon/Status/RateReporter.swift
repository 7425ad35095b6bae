internal import SMSCore
internal import SMSSystem
internal import Synchronization

/// Counts how many messages come and go, and notes it from time to time for `status`.
///
/// Counting costs the sending an addition for each batch. While nothing happens, nothing is written
/// and no timer runs.
actor RateReporter: QueueActor {
  /// How long the first note collects.
  private static let gatherTime = Interval(seconds: 1)
  /// The minimum time between two notes.
  private static let interval = Interval(milliseconds: RecentRates.slice)
  private static let leeway: Int64 = 50_000_000

  nonisolated let executor = QueueExecutor(label: "rates")

  private let store: any NoteStore
  private let clock: @Sendable () -> Moment
  private let rates = Mutex(RecentRates())
  private let hour = Mutex(RecentHour())
  /// Whether the timer is armed, so that a batch need not ask for it.
  private let isAwaited = Atomic(false)
  private var timer: DeadlineTimer?
  private var next = MonotonicTime(nanoseconds: 0)

  /// - Parameters:
  ///   - store: Stores the note.
  ///   - clock: The clock of the slices and the notes.
  init(_ store: any NoteStore, clock: @escaping @Sendable () -> Moment = { Moment.now() }) {
    self.store = store
    self.clock = clock
  }

  /// Goes on from what an earlier process counted, if the ledger can say.
  func start() async {
    guard let notes = try? await store.notes() else { return }
    let earlier = RecentRates(note: notes[Notes.rates])
    rates.withLock { $0.add(earlier) }
  }

  /// Counts a commit; on any thread.
  nonisolated func add(_ report: CommitReport) {
    var counts = RecentRates.Counts()
    for (entry, count) in report.entries where entry.kind.isSent {
      guard let kind = RecentRates.Kind(entry.state) else { continue }
      counts.kinds[kind, default: 0] += count
    }
    add(counts)
  }

  /// Counts what the dispatcher reports in one turn, by account; on any thread.
  nonisolated func add(_ reports: [DispatcherReport]) {
    var counts = RecentRates.Counts()
    var times: [Interval] = []
    for report in reports {
      guard let account = report.sender else { continue }
      counts.accounts[account, default: 0] += 1
      if let time = report.timeToSent { times.append(time) }
    }
    add(counts)
    guard !times.isEmpty else { return }
    let now = clock().wall
    hour.withLock { $0.add(sentAfter: times, at: now) }
  }

  /// The last hour, in points of five seconds; on any thread.
  nonisolated var points: [RatePoint] {
    let now = clock().wall
    return hour.withLock { $0.points(at: now) }
  }

  private nonisolated func add(_ counts: RecentRates.Counts) {
    guard counts != RecentRates.Counts() else { return }
    let now = clock().wall
    rates.withLock { $0.add(counts, at: now) }
    hour.withLock { $0.add(counts.kinds, at: now) }
    guard !isAwaited.exchange(true, ordering: .relaxed) else { return }
    executor.async { self.assumeIsolated { $0.arm() } }
  }

  private func arm() {
    let timer =
      self.timer
      ?? DeadlineTimer(on: executor, leeway: Self.leeway) { [weak self] in
        guard let self else { return }
        Task { await self.write() }
      }
    self.timer = timer
    let soon = clock().monotonic.advanced(by: Self.gatherTime)
    timer.arm(at: max(soon, next).nanoseconds)
  }

  /// Writes the note; one that the ledger does not take comes with the next.
  func write() async {
    let now = clock()
    next = now.monotonic.advanced(by: Self.interval)
    isAwaited.store(false, ordering: .relaxed)
    let note = rates.withLock { rates in
      rates.forgetOthers(than: now.wall)
      return rates.note
    }
    try? await store.change([NoteChange(Notes.rates, note)])
  }
}

extension RecentRates.Kind {
  /// What entering a state counts as; nil for none of them.
  fileprivate init?(_ state: JobState) {
    switch state {
    case .queued: self = .accepted
    case .sent: self = .sent
    case .failed: self = .failed
    case .deferred: self = .deferred
    case .expired: self = .expired
    default: return nil
    }
  }
}

extension DispatcherReport {
  /// How long a message that went with its first attempt took from its drop, or from when it was
  /// due; nil for any other.
  fileprivate var timeToSent: Interval? {
    guard case .attempt(let attempt) = self, case .sent = attempt.next, attempt.attempt == 1,
      let leftAt = attempt.leftAt
    else { return nil }
    return leftAt.since(attempt.entry.droppedAt ?? attempt.entry.dueAt) + attempt.took
  }

  /// The account that has sent a message, if that is what it reports.
  fileprivate var sender: String? {
    switch self {
    case .attempt(let attempt):
      if case .sent = attempt.next { attempt.entry.lane.account } else { nil }
    case .reconciled(let entry, .sent): entry.lane.account
    default: nil
    }
  }
}
