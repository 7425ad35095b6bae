internal import SMSCore
internal import SMSSpool
internal import SMSSystem
internal import Synchronization

/// Keeps what the daemon does where people look: notes in the ledger for `status` and `doctor`, the
/// lock file for what the ledger cannot take, STATUS= for `systemctl status`.
///
/// Any queue may report, and reports of one caller keep their order. A write that fails is repeated
/// until it succeeds, so that nothing wrong stays after the trouble is over.
actor StatusBoard: QueueActor {
  /// Between two tries to write.
  static let retryTime = Interval(seconds: 1)
  /// How long changes gather before STATUS= is sent.
  private static let gatherTime = Interval(milliseconds: 100)
  /// The least time between two of them.
  private static let lineInterval = Interval(seconds: 2)

  nonisolated let executor: QueueExecutor

  private let store: any NoteStore
  private let health: LedgerHealth
  private let file: StateFile
  private let files: RunningFiles?
  private let notifier: ServiceTeller
  private let clock: @Sendable () -> Moment
  private let rest: @Sendable (Interval) async -> Void

  private var queue = NoteQueue()
  /// What the daemon runs with, as long as the disk has not taken it.
  private var unsaved: (configuration: Configuration, text: [UInt8])?
  private var isWriting = false
  private var line = StatusLine()
  private var spoolNotes: [String: SpoolNote] = [:]
  /// What was said of each account last, and since when it is so.
  private var accountNotes: [String: (note: AccountNote, since: WallTime)] = [:]
  private var sent: String?
  /// The keys of this life's notes.
  private var noted: Set<String> = []
  private var isReady = false
  private var isDraining = false
  private var isClosed = false
  private var timer: DeadlineTimer?
  private var isArmed = false
  private var nextLine = MonotonicTime(nanoseconds: 0)
  /// Whether a change of the queue is known already; it comes with each batch.
  private let isWorkToldOf = Atomic(false)

  /// - Parameters:
  ///   - store: Takes the notes.
  ///   - health: Learns whether it does.
  ///   - file: The held lock file.
  ///   - files: Where commands find what the daemon runs with.
  ///   - notifier: Takes STATUS=.
  ///   - clock: The time of notes.
  ///   - rest: Waits between tries; by default on the board's queue.
  init(
    store: any NoteStore,
    health: LedgerHealth,
    file: StateFile,
    files: RunningFiles? = nil,
    notifier: ServiceTeller,
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
    health.observe { [weak self] error in self?.ledgerChanged(error) }
  }

  // MARK: The daemon's life

  /// Forgets what an earlier process noted of itself; what the ledger itself decides stays.
  ///
  /// - Parameter guardsPrefixes: Whether prefixes are refused at all by the configuration.
  func start(guardsPrefixes: Bool) async {
    timer = DeadlineTimer(on: executor, leeway: 50_000_000) { [weak self] in
      guard let self else { return }
      Task { await self.refresh() }
    }
    let known: [String: String]
    do throws(LedgerError) {
      known = try await store.notes()
    } catch {
      return health.failed(error)
    }
    let now = clock().wall
    for key in Notes.stale(known, at: now, guardsPrefixes: guardsPrefixes) { queue.set(key, nil) }
    write()
  }

  /// It takes requests from now on.
  func ready() async {
    await learnWork()
    guard !isDraining else { return }
    file.update { $0.phase = .running }
    isReady = true
    sent = line.text
    notifier.ready(status: line.text)
  }

  /// A reload is over.
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

  /// It runs with a configuration from now on; what is no longer in it is forgotten.
  func use(_ configuration: Configuration, _ text: [UInt8]) {
    unsaved = (configuration, text)
    save()
    keep(spools: Set(configuration.layouts.keys), accounts: Set(configuration.accounts.keys))
  }

  func keep(spools: Set<String>, accounts: Set<String>) {
    line.spools = line.spools.filter { spools.contains($0.key) }
    spoolNotes = spoolNotes.filter { spools.contains($0.key) }
    line.accounts = line.accounts.filter { accounts.contains($0.key) }
    accountNotes = accountNotes.filter { accounts.contains($0.key) }
    let kept = spools.map { Notes.spoolPrefix + $0 } + accounts.map { Notes.accountPrefix + $0 }
    let gone = noted.subtracting(kept).filter {
      $0.hasPrefix(Notes.spoolPrefix) || $0.hasPrefix(Notes.accountPrefix)
    }
    noted.subtract(gone)
    for key in gone.sorted() { queue.set(key, nil) }
    write()
  }

  /// Writes what waits, with one try, and says that the daemon has ended.
  func close() async {
    isClosed = true
    isReady = false
    timer?.cancel()
    // A ledger that takes nothing must not keep the daemon from ending.
    if !queue.isEmpty, !isWriting { _ = await writeOnce() }
    files?.remove()
    file.update { $0.phase = .stopped }
  }

  // MARK: Reports

  nonisolated func take(_ note: AccountNote, of account: String) {
    executor.async { self.assumeIsolated { $0.note(note, of: account) } }
  }

  nonisolated func take(_ prefix: EndedJob.GuardedPrefix) {
    executor.async {
      self.assumeIsolated { board in
        let value = Notes.refused(prefix, since: board.clock().wall)
        board.note(Notes.prefixPrefix + prefix.text, value)
      }
    }
  }

  nonisolated func take(_ report: IntakeReport, of spool: String) {
    if case .paused(.ledger(let error)) = report { health.failed(error) }
    executor.async { self.assumeIsolated { $0.note(report, of: spool) } }
  }

  /// A spool's intake waits.
  ///
  /// - Parameters:
  ///   - spool: The spool.
  ///   - code: Why, in one word.
  ///   - reason: Why, and what to do about it, in sentences; nil: it takes requests.
  nonisolated func intake(of spool: String, pausedFor code: String, _ reason: String?) {
    executor.async { self.assumeIsolated { $0.note(spool, code, reason) } }
  }

  /// Jobs came, ended or were held; any thread may call this for each batch.
  nonisolated func workChanged() {
    guard !isWorkToldOf.exchange(true, ordering: .relaxed) else { return }
    executor.async { self.assumeIsolated { $0.lineChanged() } }
  }

  /// The ledger cannot be relied on, for that reason, or can be again.
  nonisolated func ledgerTrouble(_ reason: String?) {
    executor.async {
      self.assumeIsolated { board in
        board.line.ledgerTrouble = reason
        board.lineChanged()
      }
    }
  }

  private nonisolated func ledgerChanged(_ failure: LedgerError?) {
    executor.async { self.assumeIsolated { $0.noteHealth(failure) } }
  }

  private func note(_ note: AccountNote, of account: String) {
    line.accounts[account] = note.words
    let last = accountNotes[account]
    // A probe that fails, and a trial, are parts of the same pause.
    let goesOn = last.map { $0.note.state.isPause && note.state.isPause } ?? false
    let since = last.flatMap { goesOn ? $0.since : nil } ?? clock().wall
    accountNotes[account] = (note, since)
    self.note(Notes.accountPrefix + account, Notes.account(note, since: since))
  }

  private func note(_ report: IntakeReport, of spool: String) {
    switch report {
    case .paused(let pause): note(spool, pause.reason, "\(pause). \(pause.hint)")
    case .resumed: note(spool, "", nil)
    // Said first of all, and again while the intake is still paused.
    case .opened where line.spools[spool] == nil: note(spool, "", nil)
    case .stray(let files): change(spool) { $0.strayFiles = files }
    case .scanned(let isScanned): change(spool) { $0.isScanned = isScanned }
    case .notWatching: change(spool) { $0.isScanned = true }
    case .watching: change(spool) { $0.isScanned = false }
    default: break
    }
  }

  private func note(_ spool: String, _ code: String, _ reason: String?) {
    line.spools[spool] = reason == nil ? nil : code
    let now = clock().wall
    change(spool) { note in
      note.pause = reason
      note.since = now
    }
  }

  private func change(_ spool: String, _ body: (inout SpoolNote) -> Void) {
    body(&spoolNotes[spool, default: SpoolNote(since: clock().wall)])
    note(
      Notes.spoolPrefix + spool,
      Notes.spool(spoolNotes[spool] ?? SpoolNote(since: clock().wall))
    )
  }

  private func note(_ key: String, _ value: String) {
    noted.insert(key)
    queue.set(key, value)
    write()
    lineChanged()
  }

  /// While writing fails, a note of its own is tried until it gets through: an idle daemon would
  /// never learn that the disk has room again.
  private func noteHealth(_ failure: LedgerError?) {
    let now = clock().wall
    line.ledgerFailure = failure?.cause
    file.update { $0.ledgerFailure = Self.told(failure, $0.ledgerFailure, at: now) }
    if failure?.isOfWriting == true {
      note(Notes.health, Notes.works(at: now))
    } else {
      lineChanged()
    }
  }

  private static func told(
    _ failure: LedgerError?,
    _ last: DaemonState.LedgerFailure?,
    at now: WallTime
  ) -> DaemonState.LedgerFailure? {
    failure.map {
      DaemonState.LedgerFailure(
        since: last?.since ?? now,
        error: "\($0.operation) \($0.path): \($0.cause)",
        hint: $0.hint
      )
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
