internal import SMSCore
internal import SMSSpool
internal import SMSSystem
internal import Synchronization

/// Publishes the daemon's state: notes in the ledger for `status` and `doctor`, the lock file for
/// what the ledger cannot take, STATUS= for `systemctl status`.
///
/// Any queue may report, and the reports of one caller keep their order. A failed write is repeated
/// until it succeeds, so that nothing stale remains once the problem is over.
actor StatusBoard: QueueActor {
  /// The time between attempts to write.
  static let retryTime = Interval(seconds: 1)
  /// How long to collect changes before STATUS= is sent.
  private static let gatherTime = Interval(milliseconds: 100)
  /// The minimum time between two notes of errors; the first is written after `retryTime`.
  private static let errorInterval = Interval(seconds: 5)
  /// The minimum time between two STATUS= messages.
  private static let lineInterval = Interval(seconds: 2)

  nonisolated let executor: QueueExecutor

  private let store: any NoteStore
  private let health: LedgerHealth
  private let file: StateFile
  private let files: RunningFiles?
  private let notifier: StateNotifier
  let clock: @Sendable () -> Moment
  private let rest: @Sendable (Interval) async -> Void

  private var queue = NoteQueue()
  /// The running configuration, until it has been written to disk.
  private var unsaved: (configuration: Configuration, text: [UInt8])?
  private var isWriting = false
  private(set) var line = StatusLine()
  private(set) var spoolStates = SpoolStates()
  private(set) var accountStates = AccountStates()
  private var sent: String?
  /// The keys of the notes made by this process.
  private var noted: Set<String> = []
  private(set) var isReady = false
  private(set) var isDraining = false
  private var isClosed = false
  private var timer: DeadlineTimer?
  private var isArmed = false
  private var nextLine = MonotonicTime(nanoseconds: 0)
  private let errors = ErrorTally()
  private var errorTimer: DeadlineTimer?
  private var nextErrors = MonotonicTime(nanoseconds: 0)
  /// Whether a changed workload is already to be read; each batch changes it.
  private let isWorkToldOf = Atomic(false)

  /// - Parameters:
  ///   - store: Stores the notes.
  ///   - health: Observes whether the store works.
  ///   - file: The held lock file.
  ///   - files: The files that show commands what the daemon is running with.
  ///   - notifier: Receives STATUS=.
  ///   - clock: The clock for the notes' timestamps.
  ///   - rest: Waits between attempts; by default on the board's queue.
  init(
    store: any NoteStore,
    health: LedgerHealth,
    file: StateFile,
    files: RunningFiles? = nil,
    notifier: StateNotifier,
    clock: @escaping @Sendable () -> Moment = { Moment.now() },
    rest: (@Sendable (Interval) async -> Void)? = nil
  ) {
    let executor = QueueExecutor(label: "status")
    self.executor = executor
    self.store = store
    self.health = health
    self.file = file
    self.files = files
    self.notifier = notifier
    self.clock = clock
    self.rest = rest ?? { await executor.rest(for: $0) }
    health.observe { [weak self] error in self?.enter { $0.noteHealth(error) } }
  }

  // MARK: The daemon's life

  /// Removes notes that an earlier process made about itself; those the ledger decides about stay.
  ///
  /// - Parameter guardsPrefixes: Whether the configuration allows refusing prefixes at all.
  func start(guardsPrefixes: Bool) async {
    timer = DeadlineTimer(on: executor, leeway: 50_000_000) { [weak self] in
      guard let self else { return }
      Task { await self.refresh() }
    }
    errorTimer = DeadlineTimer(on: executor, leeway: 50_000_000) { [weak self] in
      self?.assumeIsolated { $0.noteErrors() }
    }
    let known: [String: String]
    do throws(LedgerError) {
      known = try await store.notes()
    } catch {
      return health.failed(error)
    }
    let now = clock().wall
    errors.add(note: known[Notes.errors])
    for key in Notes.stale(known, at: now, guardsPrefixes: guardsPrefixes) { queue.set(key, nil) }
    write()
  }

  /// Notes that the daemon takes requests from now on.
  func ready() async {
    await learnWork()
    guard !isDraining else { return }
    file.update { $0.phase = .running }
    isReady = true
    sent = line.text
    notifier.ready(status: line.text)
  }

  /// Notes the end of a reload.
  ///
  /// - Parameter refused: Whether the old configuration stays.
  func reloaded(refused: Bool) async {
    let now = clock().wall
    file.update { $0.reloadRefusedAt = refused ? now : nil }
    line.isReloadRefused = refused
    await ready()
  }

  func draining() {
    isDraining = true
    isReady = false
    file.update { $0.phase = .draining }
  }

  /// Notes the configuration in use from now on; accounts and spools not in it are forgotten.
  func use(_ configuration: Configuration, _ text: [UInt8]) {
    unsaved = (configuration, text)
    line.restricted = StagingCheck(configuration).words
    save()
    keep(spools: Set(configuration.layouts.keys), accounts: Set(configuration.accounts.keys))
  }

  func keep(spools: Set<String>, accounts: Set<String>) {
    spoolStates.keep(spools)
    line.spools = spoolStates.pauses
    line.accounts = line.accounts.filter { accounts.contains($0.key) }
    accountStates.keep(accounts)
    let kept = spools.map { Notes.spoolPrefix + $0 } + accounts.map { Notes.accountPrefix + $0 }
    let gone = noted.subtracting(kept).filter {
      $0.hasPrefix(Notes.spoolPrefix) || $0.hasPrefix(Notes.accountPrefix)
    }
    noted.subtract(gone)
    for key in gone.sorted() { queue.set(key, nil) }
    write()
  }

  /// Tries once to write what is waiting, and records that the daemon has ended.
  func close() async {
    isClosed = true
    isReady = false
    timer?.cancel()
    errorTimer?.cancel()
    noteErrors()
    // A failing ledger must not keep the daemon from ending.
    if !queue.isEmpty, !isWriting { _ = await writeOnce() }
    files?.remove()
    file.update { $0.phase = .stopped }
  }

  // MARK: Reports

  private nonisolated func enter(_ body: @escaping @Sendable (isolated StatusBoard) -> Void) {
    executor.async { self.assumeIsolated { body($0) } }
  }

  nonisolated func take(_ note: AccountNote, of account: String) {
    enter { $0.note(note, of: account) }
  }

  nonisolated func take(_ pace: AccountPace, of account: String) {
    enter { $0.note(pace, of: account) }
  }

  nonisolated func take(_ prefix: EndedJob.GuardedPrefix) {
    enter { board in
      let value = Notes.refused(prefix, since: board.clock().wall)
      board.note(Notes.prefixPrefix + prefix.text, value)
    }
  }

  /// Notes until when a cap is closed; nil: it is open.
  nonisolated func take(_ cap: Cap.ID, closedUntil time: WallTime?) {
    enter { board in
      let value = time.map { Notes.closed(since: board.clock().wall, until: $0) }
      board.note(Notes.capPrefix + cap.key, value)
    }
  }

  nonisolated func take(_ report: IntakeReport, of spool: String) {
    if case .paused(.ledger(let error)) = report { health.failed(error) }
    for (code, count) in report.refusals { failed(code, in: .spool(spool), count: count) }
    enter { $0.note(report, of: spool) }
  }

  /// Notes that a spool's intake is paused, or takes requests again.
  ///
  /// - Parameters:
  ///   - spool: The spool.
  ///   - code: The reason, in one word.
  ///   - reason: The reason and what to do about it, in sentences; nil if it takes requests.
  nonisolated func intake(of spool: String, pausedFor code: String, _ reason: String?) {
    enter { board in
      let now = board.clock().wall
      board.note(spool: spool, board.spoolStates.pause(spool, for: code, reason, at: now))
    }
  }

  /// Counts errors for the note about the last hour; may be called from any thread for each.
  nonisolated func failed(_ code: ErrorCode, in place: RecentErrors.Place, count: Int = 1) {
    guard errors.add(code, in: place, count: count, at: clock().wall) else { return }
    enter { board in
      let soon = board.clock().monotonic.advanced(by: Self.retryTime)
      board.errorTimer?.arm(at: max(soon, board.nextErrors).nanoseconds)
    }
  }

  /// Notes that jobs arrived, ended or were held; may be called from any thread for each batch.
  nonisolated func workChanged() {
    guard !isWorkToldOf.exchange(true, ordering: .relaxed) else { return }
    enter { $0.lineChanged() }
  }

  /// Notes why the ledger is unreliable; nil if it is reliable again.
  nonisolated func ledgerTrouble(_ reason: String?) {
    enter { board in
      board.line.ledgerTrouble = reason
      board.lineChanged()
    }
  }

  private func note(_ note: AccountNote, of account: String) {
    line.accounts[account] = note.words
    let text = accountStates.take(note, of: account, at: clock().wall)
    self.note(Notes.accountPrefix + account, text)
  }

  private func note(_ pace: AccountPace, of account: String) {
    guard let text = accountStates.take(pace, of: account, at: clock().wall) else { return }
    note(Notes.accountPrefix + account, text)
  }

  private func note(_ report: IntakeReport, of spool: String) {
    if let text = spoolStates.take(report, of: spool, at: clock().wall) { note(spool: spool, text) }
  }

  private func note(spool: String, _ text: String) {
    line.spools = spoolStates.pauses
    note(Notes.spoolPrefix + spool, text)
  }

  func note(_ key: String, _ value: String?) {
    if value == nil { noted.remove(key) } else { noted.insert(key) }
    queue.set(key, value)
    write()
    lineChanged()
  }

  /// Notes the ledger's health; while writes fail, this note is retried until one succeeds, as an
  /// idle daemon would otherwise never notice that the disk has space again.
  private func noteHealth(_ failure: LedgerError?) {
    let now = clock().wall
    line.ledgerFailure = failure?.cause
    file.update {
      $0.ledgerFailure = DaemonState.LedgerFailure(failure, after: $0.ledgerFailure, at: now)
    }
    if failure?.isOfWriting == true {
      note(Notes.health, Notes.works(at: now))
    } else {
      lineChanged()
    }
  }

  // MARK: Notes

  private func write() {
    guard !isWriting, !isClosed, isAnythingUnwritten else { return }
    isWriting = true
    Task {
      while isAnythingUnwritten, !isClosed {
        let isNoted = queue.isEmpty ? true : await writeOnce()
        save()
        if !isNoted || unsaved != nil { await rest(Self.retryTime) }
      }
      isWriting = false
    }
  }

  private var isAnythingUnwritten: Bool { !queue.isEmpty || unsaved != nil }

  private func save() {
    guard let unsaved, files?.keep(unsaved.configuration, unsaved.text) ?? true else { return }
    self.unsaved = nil
  }

  private func writeOnce() async -> Bool {
    let batch = queue.batch
    do throws(LedgerError) {
      try await store.change(batch)
      queue.written(batch)
      health.worked()
      return true
    } catch {
      health.failed(error)
      return false
    }
  }

  // MARK: Errors

  private func noteErrors() {
    nextErrors = clock().monotonic.advanced(by: Self.errorInterval)
    if let note = errors.note(at: clock().wall) { queue.set(Notes.errors, note) }
    write()
  }

  // MARK: STATUS=

  private func lineChanged() {
    guard isReady, !isArmed else { return }
    isArmed = true
    let soon = clock().monotonic.advanced(by: Self.gatherTime)
    timer?.arm(at: max(soon, nextLine).nanoseconds)
  }

  private func refresh() async {
    isArmed = false
    guard isReady else { return }
    nextLine = clock().monotonic.advanced(by: Self.lineInterval)
    await learnWork()
    guard isReady, line.text != sent else { return }
    sent = line.text
    notifier.status(line.text)
  }

  private func learnWork() async {
    isWorkToldOf.store(false, ordering: .relaxed)
    guard let work = try? await store.workload() else { return }
    line.waiting = work.waiting
    line.holds = work.holds
  }
}
