internal import SMSCore
internal import SMSSystem

/// Delivers reports to one place, on a queue of its own: a command that hangs holds up nothing else.
actor AlarmOutlet: QueueActor {
  typealias Clock = @Sendable () -> Moment

  nonisolated let executor: QueueExecutor

  /// `command` or `directory`.
  private let name: String
  private let log: Log
  private let clock: Clock
  /// Called for each report that was delivered or given up.
  private let done: @Sendable (AlarmNotice) -> Void
  private var sink: (any AlarmSink)?
  private var queue = DeliveryQueue()
  private var tests: [(document: AlarmDocument, CheckedContinuation<AlarmOutcome?, Never>)] = []
  private var isTesting = false
  private var isStopped = false
  private var timer: DeadlineTimer?

  init(
    _ name: String,
    log: Log,
    clock: @escaping Clock,
    done: @escaping @Sendable (AlarmNotice) -> Void
  ) {
    executor = QueueExecutor(label: "alarm.\(name)")
    self.name = name
    self.log = log
    self.clock = clock
    self.done = done
  }

  /// Changes the place; without one, everything that waits is given up.
  func use(_ sink: (any AlarmSink)?) {
    if timer == nil {
      timer = DeadlineTimer(on: executor) { [weak self] in self?.assumeIsolated { $0.advance() } }
    }
    self.sink = sink
    guard sink == nil else { return advance() }
    for document in queue.removeAll() { done(document.notice) }
  }

  /// Adds a report to those that wait.
  nonisolated func add(_ document: AlarmDocument) {
    executor.async { self.assumeIsolated { $0.accept(document) } }
  }

  private func accept(_ document: AlarmDocument) {
    guard sink != nil else { return done(document.notice) }
    if let dropped = queue.add(document) {
      report(dropped, "\(DeliveryQueue.most) newer reports wait", attempt: 0, next: nil)
      done(dropped.notice)
    }
    advance()
  }

  /// Delivers a report once, before those that wait.
  ///
  /// - Returns: What became of it; nil if there is no place.
  func attempt(_ document: AlarmDocument) async -> AlarmOutcome? {
    guard sink != nil, !isStopped else { return nil }
    return await withCheckedContinuation { continuation in
      tests.append((document, continuation))
      advance()
    }
  }

  /// Begins nothing new, and ends what is under way.
  func stop() async {
    isStopped = true
    timer?.cancel()
    for test in tests { test.1.resume(returning: nil) }
    tests = []
    await sink?.cut()
  }

  // MARK: One at a time

  private func advance() {
    guard !isStopped, !isTesting, !queue.isUnderWay, let sink else { return }
    if !tests.isEmpty {
      let (document, continuation) = tests.removeFirst()
      isTesting = true
      Task {
        let outcome = await sink.deliver(document)
        isTesting = false
        continuation.resume(returning: outcome)
        advance()
      }
    } else if let document = queue.begin(at: clock().monotonic) {
      Task {
        settle(document, await sink.deliver(document))
        advance()
      }
    } else if let time = queue.wakesAt {
      timer?.arm(at: time.nanoseconds)
    }
  }

  private func settle(_ document: AlarmDocument, _ outcome: AlarmOutcome) {
    // What was cut off by the end of the daemon is reported again after the next start.
    guard !isStopped || outcome.isGood else { return }
    guard !outcome.isGood else {
      queue.succeeded()
      return done(document.notice)
    }
    let attempt = queue.failures + 1
    switch queue.failed(at: clock().monotonic) {
    case .again(let time):
      let now = clock()
      let wait = time.since(now.monotonic)
      report(document, outcome.words, attempt: attempt, next: now.wall.advanced(by: wait))
    case .givenUp:
      report(document, outcome.words, attempt: attempt, next: nil)
      done(document.notice)
    }
  }

  private func report(
    _ document: AlarmDocument,
    _ error: String,
    attempt: Int,
    next: WallTime?
  ) {
    log.write(
      .alarmUndelivered,
      [
        ("by", name), ("id", document.notice.id), ("key", document.notice.condition.key.text),
        ("state", document.notice.state.rawValue), ("attempt", String(attempt)),
        ("error", error), ("next_attempt_at", next?.text ?? "-"),
      ]
    )
  }
}
