internal import SMSCore
package import SMSSystem

/// Takes the requests of one spool from `incoming/` into the ledger.
///
/// | on disk | in the ledger | left by |
/// |---|---|---|
/// | `incoming/x.json` | nothing | a look that finds a whole request: rename to `.taken/` |
/// | `.taken/<n>-x.json` | nothing | the commit; after a crash the file is read again |
/// | `.taken/<n>-x.json` | the job | unlink; after a crash the ledger knows `n`, then unlink |
/// | `rejected/<k>-x.json` | nothing | retention |
///
/// Batches (`x.jsonl`) are left to a `BatchAcceptor`, with a queue of its own.
///
/// A file that was moved in is judged as it is. Any other file is taken as soon as it holds a whole
/// request. One that is empty, not JSON or not readable may still be being written, even after it
/// was closed, and is refused once it has not changed for 10 s.
///
/// inotify only suggests where to look first: a scan at the start, after lost events and every
/// 10 s finds everything. A problem that is not the file's own pauses the intake until it is over.
package actor Intake: QueueActor {
  /// The events to watch for on `incoming/`.
  package static let changes: InotifyMask = [
    .closedAfterWriting, .movedTo, .attributesChanged, .selfMoved, .selfRemoved, .onlyDirectory,
  ]
  /// How often a paused intake retries.
  private static let pauseInterval = Interval(seconds: 1)
  /// How many files are looked at between polls for events: an urgent request must not wait for the
  /// rest of a turn.
  private static let looksBetweenEvents = 32

  package nonisolated let executor: QueueExecutor

  private let dependencies: IntakeDependencies
  private var settings: IntakeSettings
  private let spool = OpenSpool()
  private let watch: IncomingWatch
  private let scan: IncomingScan
  private let taker: RequestTaker
  private let refuser: RequestRefuser
  private let previewer: RequestPreviewer
  private let media: TurnMedia
  private let capacity: IntakeCapacity
  private let acceptor: BatchAcceptor

  private var turn = IntakeTurn()
  private var pause: IntakePause?
  private var reportedPause: IntakePause?
  private var goOnAt: MonotonicTime?
  private var isWorking = false
  private var isStopped = false
  private var whenIdle: [CheckedContinuation<Void, Never>] = []
  private var timer: DeadlineTimer?

  /// Creates an intake, which does nothing until it is started.
  ///
  /// - Parameters:
  ///   - settings: Its part of the configuration.
  ///   - dependencies: What it works with; it runs on the queue of `inotify`.
  package init(_ settings: IntakeSettings, _ dependencies: IntakeDependencies) {
    self.settings = settings
    self.dependencies = dependencies
    executor = dependencies.inotify.executor
    let name = settings.rules.spool
    watch = IncomingWatch(dependencies.inotify, report: dependencies.report)
    scan = IncomingScan(
      watch,
      report: dependencies.report,
      at: dependencies.clock().monotonic
    )
    taker = RequestTaker(for: name, dependencies, spool, scan)
    refuser = RequestRefuser(for: name, dependencies)
    previewer = RequestPreviewer(for: name, dependencies)
    media = TurnMedia(dependencies)
    capacity = IntakeCapacity(dependencies)
    acceptor = BatchAcceptor(settings, dependencies)
  }

  /// Starts, first with the files that a crash left in `.taken/`, then with `incoming/`.
  package func start() {
    watch.handler = { [weak self] events in
      self?.assumeIsolated { $0.take(events) }
    }
    timer = DeadlineTimer(on: executor, leeway: 50_000_000) { [weak self] in
      self?.assumeIsolated { $0.timeHasCome() }
    }
    acceptor.start { [weak self] result in await self?.take(result) }
    taker.start { [weak self] in Task { await self?.lookNow() } }
    wake()
  }

  /// Stops after the current turn; files still in `.taken/` are left for the next start.
  package func stop() async {
    isStopped = true
    watch.stop()
    timer?.cancel()
    timer = nil
    await acceptor.stop()
    await idle()
    refuser.reportCounted(at: MonotonicTime(nanoseconds: .max))
  }

  /// Applies a changed configuration of the same spool from the next turn on.
  package func reconfigure(_ settings: IntakeSettings) {
    if settings.layout != self.settings.layout { spool.reopenSoon() }
    self.settings = settings
    acceptor.use(settings)
    capacity.forgetWaiting()
    lookNow()
  }

  /// Scans now, and retries at once if paused.
  package func lookNow() {
    scan.scanSoon()
    acceptor.look()
    goOnAt = nil
    wake()
  }

  /// Returns when there is nothing to do until the next event or deadline.
  package func idle() async {
    repeat {
      if isWorking { await withCheckedContinuation { whenIdle.append($0) } }
      await acceptor.idle()
    } while isWorking
  }

  /// Takes what became of a batch in `.taken/`: its messages count among those that wait.
  private func take(_ result: BatchResult) {
    capacity.forgetWaiting()
    guard case .refused(let refused) = result else { return }
    turn.refused.append(refused)
    wake()
  }

  private func take(_ events: [InotifyEvent]) {
    for event in events where scan.take(event) { spool.reopenSoon() }
    wake()
  }

  /// Handles a deadline: of the scan, of an observed file, or of a pause.
  private func timeHasCome() {
    scan.timeHasCome(now.monotonic)
    wake()
  }

  /// Starts working unless it already is, or is paused.
  private func wake() {
    guard !isWorking, !isStopped else { return }
    if let goOnAt, now.monotonic < goOnAt {
      setTimer()
      return
    }
    isWorking = true
    Task { await work() }
  }

  private var now: Moment { dependencies.clock() }

  // MARK: The loop

  private func work() async {
    pause = nil
    while !isStopped, pause == nil {
      var isAll = false
      do throws(IntakePause) {
        try await makeReady()
        if turn.isEmpty { isAll = try collect() }
      } catch {
        pause = error
      }
      if turn.isEmpty {
        if isAll || pause != nil { break }
        await Task.yield()
      } else if spool.directories != nil {
        await settle()
      }
    }
    isWorking = false
    reportPause()
    refuser.reportCounted(at: now.monotonic)
    setTimer()
    for continuation in whenIdle { continuation.resume() }
    whenIdle = []
  }

  /// Reports a pause and its end, once per problem.
  private func reportPause() {
    if isStopped, pause == nil { return }
    goOnAt = pause == nil ? nil : now.monotonic.advanced(by: Self.pauseInterval)
    guard pause?.reason != reportedPause?.reason else { return }
    if let reportedPause { dependencies.report(.resumed(reportedPause)) }
    if let pause { dependencies.report(.paused(pause)) }
    reportedPause = pause
  }

  private func setTimer() {
    guard let timer else { return }
    let wait = (goOnAt ?? scan.deadline).since(now.monotonic)
    timer.arm(at: Clocks.monotonic + max(0, wait.nanoseconds))
  }

  /// Makes sure that requests can be accepted.
  private func makeReady() async throws(IntakePause) {
    if spool.isToBeOpened || (scan.isStarting && !spool.isInPlace) { try reopen() }
    try capacity.checkDisks(spool.directories, settings)
    try await capacity.checkQueue(settings)
  }

  /// Opens the directories by path, creates those that are missing, and starts over.
  private func reopen() throws(IntakePause) {
    scan.reset()
    taker.reset()
    media.reset()
    spool.close()
    // Files in progress are in `.taken/` and will be found there again.
    turn = IntakeTurn()
    do throws(SpoolProblem) {
      try settings.layout.makeDirectories()
      try spool.open(settings.layout, dependencies.claim) { opened throws(SystemError) in
        try refuser.begin(in: opened)
        try scan.begin(in: opened)
      }
    } catch {
      if let error = error.error, error.isOutOfDescriptors { throw .descriptors(error) }
      throw .directories(error)
    }
    scan.scanSoon()
    if let directories = spool.directories {
      watch.start(on: directories.incoming)
      acceptor.use(directories)
    }
    dependencies.report(.opened)
  }

  // MARK: A turn

  /// Looks at files and takes the whole ones, until the turn is full.
  ///
  /// - Returns: Whether nothing is left to look at.
  private func collect() throws(IntakePause) -> Bool {
    guard let directories = spool.directories else { return false }
    let reader = RequestFileReader(
      decoder: RequestDecoder(
        rules: settings.rules,
        received: ReceivedFiles(settings.layout).ends
      ),
      group: directories.group,
      now: now.wall
    )
    let room = capacity.room(settings)
    var looks = 0
    while looks < IntakeTurn.looks, turn.hasRoom(room) {
      if looks % Self.looksBetweenEvents == 0 { watch.read() }
      guard let step = try next(in: directories) else { return true }
      if let file = try taker.take(step, reader, directories) { turn.add(file) }
      looks += 1
      if !turn.batches.isEmpty {
        acceptor.take(turn.batches)
        turn.batches = []
      }
    }
    return false
  }

  private func next(in directories: SpoolDirectories) throws(IntakePause) -> IncomingScan.Step? {
    do {
      return try scan.next(in: directories, at: now)
    } catch {
      throw .of(error)
    }
  }

  /// Accepts, removes and refuses the files of the turn; if it cannot, sets `pause` and continues
  /// from there afterwards.
  private func settle() async {
    do throws(IntakePause) {
      if !turn.submitted.isEmpty { try await accept() }
      guard pause == nil else { return }
      try removeAccepted()
      try await answerDryRuns()
      try await refuse()
    } catch {
      pause = error
    }
  }

  private func accept() async throws(IntakePause) {
    if let directories = spool.directories, turn.submitted.contains(where: \.namesMedia) {
      let copied = try await media.copy(for: turn.submitted, directories)
      (turn.submitted, turn.refused) = (copied.ready, turn.refused + copied.refused)
    }
    let submitted = turn.submitted
    let acceptances: [Acceptance]
    do {
      acceptances = try await dependencies.ledger.accept(submitted.map(\.submission))
    } catch {
      throw .ledger(error)
    }
    turn.submitted = []
    for (file, acceptance) in zip(submitted, acceptances) {
      if case .message = acceptance { capacity.accepted() }
      turn.answered(file, acceptance)
      media.answered(file, acceptance, spool.directories)
    }
    dependencies.accepted(acceptances)
    if submitted.contains(where: { $0.submission.ack != nil }) { dependencies.resultsChanged() }
  }

  private func removeAccepted() throws(IntakePause) {
    while let name = turn.removals.last {
      do {
        try spool.directories?.taken.unlink(name.file)
      } catch {
        if !error.isNotFound { throw .removal(error) }
      }
      turn.removals.removeLast()
    }
  }

  private func answerDryRuns() async throws(IntakePause) {
    while let file = turn.previewed.first, let directories = spool.directories {
      do {
        let refused = try await previewer.answer(file, directories, settings)
        if let refused { turn.refused.append(refused) }
        turn.previewed.removeFirst()
      } catch {
        if case .files(let cause) = error, cause.isNotFound { spool.reopenSoon() }
        if spool.isToBeOpened, !directories.areInPlace { return }
        throw error
      }
    }
  }

  private func refuse() async throws(IntakePause) {
    while let refused = turn.refused.first, let directories = spool.directories {
      do {
        let mode = settings.layout.access.fileMode
        try await refuser.refuse(refused, directories, mode: mode)
        turn.refused.removeFirst()
      } catch {
        if case .files(let cause) = error, cause.isNotFound { spool.reopenSoon() }
        // Reopening gives a better error, or continues with the new directories.
        if spool.isToBeOpened, !directories.areInPlace { return }
        throw error
      }
    }
  }
}
