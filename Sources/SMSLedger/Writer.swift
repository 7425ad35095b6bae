internal import SMSCore
internal import SMSSystem

/// The only writer: gathers changes into batches and commits one batch after another.
///
/// A commit blocks the actor's queue, so calls that arrive meanwhile pile up on the queue and all
/// become part of the next batch, but for urgent ones, which do not wait for much else; see
/// `PendingChanges`. A batch is never delayed to gather more.
actor Writer: QueueActor {
  /// How long to wait for another process's lock, in milliseconds; only a `sqlite3` shell ever
  /// writes to the ledger beside the daemon.
  private static let patience: Int32 = 5000
  /// How long truncating the log waits for readers, in milliseconds: their transactions are short.
  private static let truncationPatience: Int32 = 20

  nonisolated let executor = QueueExecutor(label: "ledger")

  let path: String
  private let codes: any CodeBook
  private let receipts: any ReceiptReading
  private let checkpointer: Checkpointer
  private let trust: LedgerTrust
  private let runs: ProviderIDRun.Limits
  /// The log and its shared memory, as opened.
  private var companions: [String: FileStatus] = [:]
  private var checkpoints: CheckpointSchedule
  private(set) var session: WriteSession?
  private var pending = PendingChanges()
  private var isScheduled = false
  private var isPuttingIn = false
  private var timer: DeadlineTimer?
  /// The backup being copied between commits.
  var runningCopy: RunningCopy?
  /// Counts what is committed.
  private var observer: (@Sendable (CommitReport) -> Void)?

  init(
    path: String,
    codes: any CodeBook,
    receipts: any ReceiptReading,
    limits: CheckpointSchedule.Limits,
    runs: ProviderIDRun.Limits,
    checkpointer: Checkpointer,
    trust: LedgerTrust
  ) {
    self.trust = trust
    self.runs = runs
    self.path = path
    self.codes = codes
    self.receipts = receipts
    self.checkpointer = checkpointer
    checkpoints = CheckpointSchedule(limits: limits)
  }

  /// Opens the file, creates or upgrades its schema, and starts to accept changes.
  ///
  /// - Parameters:
  ///   - cacheKilobytes: The size of the page cache.
  ///   - boot: The machine's boot.
  ///   - report: See `Schema.apply`.
  /// - Throws: `LedgerError`; an existing file is unchanged then.
  func open(
    cacheKilobytes: Int,
    boot: String,
    reporting report: @escaping @Sendable (LedgerUpgrade) -> Void = { _ in }
  ) throws(LedgerError) {
    let connection = try Connection(path: path, mode: .create)
    connection.waitForLocks(milliseconds: Self.patience)
    // Before any write: the file may belong to another program, or to a newer version.
    _ = try Schema.ledger.versionFound(in: connection)
    try connection.applySettings(cacheKilobytes: cacheKilobytes)
    try connection.useWriteAheadLog()
    try Schema.ledger.apply(to: connection, reporting: report)
    connection.watchLog()
    let session = try WriteSession(
      connection: connection,
      codes: codes,
      receipts: receipts,
      runs: runs
    )
    try session.transaction { session throws(LedgerError) in try session.begin(boot: boot) }
    self.session = session
    for name in [path + SQLiteFiles.logSuffix, path + SQLiteFiles.indexSuffix] {
      companions[name] = try SQLiteFiles.status(of: name)
    }
    timer = DeadlineTimer(on: executor, leeway: 100_000_000) { [weak self] in
      self?.assumeIsolated { $0.wake() }
    }
    // What an earlier process left in the log may contain texts that have since been sent.
    perform(checkpoints.committed(frames: 0, at: Clocks.monotonic))
  }

  /// Makes a change in the next batch.
  ///
  /// The caller waits on its own queue and resumes as soon as the commit is done.
  /// - Parameters:
  ///   - isUrgent: Whether it may be committed before changes that were asked for earlier.
  ///   - rows: How many jobs it is about.
  ///   - body: Makes the change.
  /// - Returns: The body's value, once it is durable.
  /// - Throws: `LedgerError` from the body or the commit; nothing is changed then.
  nonisolated func change<Value: Sendable>(
    isUrgent: Bool = false,
    rows: Int = 1,
    _ body: @escaping Change<Value>.Body
  ) async throws(LedgerError) -> Value {
    let result = await withCheckedContinuation { continuation in
      executor.async {
        self.assumeIsolated { writer in
          writer.pending.add(Change(continuation, body), isUrgent: isUrgent, rows: rows)
          writer.schedule()
        }
      }
    }
    return try result.get()
  }

  /// Has each commit from now on reported.
  nonisolated func observe(_ handler: @escaping @Sendable (CommitReport) -> Void) {
    executor.async { self.assumeIsolated { $0.observer = handler } }
  }

  /// Why the open files are not those at their paths, or nil if they are.
  ///
  /// SQLite itself compares the database file, but not the log and its shared memory.
  /// - Throws: `LedgerError` if SQLite cannot examine its file.
  func displacement() throws(LedgerError) -> LedgerError? {
    guard let session else { return nil }
    if try session.connection.hasMoved() { return .displaced(path, path) }
    for (name, opened) in companions {
      let found = try? SQLiteFiles.status(of: name)
      if found?.isSameFile(as: opened) != true { return .displaced(name, path) }
    }
    return nil
  }

  /// Commits pending changes, truncates the log and closes the file; later changes fail.
  func close() {
    while !pending.isEmpty { commitPending() }
    end(runningCopy, .closed(path))
    if let session { try? truncate(session) }
    session = nil
    timer = nil
  }

  /// Queued after the calls already on the queue, so that they join the batch.
  private func schedule() {
    guard !isScheduled, !checkpoints.isWaiting else { return }
    isScheduled = true
    executor.async { self.assumeIsolated { $0.commitScheduled() } }
  }

  private func commitScheduled() {
    isScheduled = false
    commitPending()
  }

  private func commitPending() {
    let batch = pending.next()
    guard !batch.isEmpty else { return }
    guard let session else { return fail(batch, .closed(path)) }
    commit(batch, in: session)
    perform(
      checkpoints.committed(frames: session.connection.logFrames, at: Clocks.monotonic)
    )
    if !pending.isEmpty { schedule() }
    putIn()
  }

  private func commit(_ batch: [any PendingChange], in session: WriteSession) {
    let start = Clocks.monotonic
    do {
      try session.transaction { session throws(LedgerError) in
        for change in batch { try change.perform(in: session) }
      }
    } catch {
      guard batch.count > 1, error.mayBeOneChange else { return fail(batch, error) }
      // One bad change must not fail the others.
      for change in batch { commit([change], in: session) }
      return
    }
    report(session, since: start)
    for change in batch { change.succeed() }
  }

  private func report(_ session: WriteSession, since start: Int64) {
    if let observer {
      let took = Interval(nanoseconds: Clocks.monotonic - start)
      observer(session.counts.report(took))
    }
    session.counts.reported()
  }

  private func fail(_ batch: [any PendingChange], _ error: LedgerError) {
    trust.met(error)
    for change in batch { change.fail(error) }
  }
}

// MARK: Indexes that are filled by runs

extension Writer {
  /// Puts what is due into the indexes of the provider's ids and of the recipients.
  ///
  /// Each step is queued after the calls already on the queue, so that none waits for more than one.
  private func putIn(isResting: Bool = false) {
    guard !isPuttingIn, !checkpoints.isWaiting, let session,
      session.isPuttingInDue(isResting: isResting)
    else { return }
    isPuttingIn = true
    executor.async { self.assumeIsolated { $0.putInNext(isResting: isResting) } }
  }

  /// After a failure, the next commit tries again.
  private func putInNext(isResting: Bool) {
    isPuttingIn = false
    guard let session else { return }
    do {
      try session.transaction { session throws(LedgerError) in
        try session.putIn(isResting: isResting)
      }
    } catch {
      return trust.met(error)
    }
    session.counts.reported()
    perform(checkpoints.committed(frames: session.connection.logFrames, at: Clocks.monotonic))
    putIn()
  }
}

// MARK: The log

extension Writer {
  private func perform(_ actions: [CheckpointSchedule.Action]) {
    for action in actions {
      switch action {
      case .checkpoint: checkpoint()
      case .truncate: truncate()
      case .wake(let time): timer?.arm(at: time)
      }
    }
  }

  private func wake() {
    guard session != nil else { return }
    perform(checkpoints.timer(at: Clocks.monotonic))
  }

  private func checkpoint() {
    Task {
      await checkpointer.checkpoint()
      perform(checkpoints.checkpointed(at: Clocks.monotonic))
      if !pending.isEmpty { schedule() }
    }
  }

  private func truncate() {
    guard let session else { return }
    var succeeded = false
    do {
      try truncate(session)
      session.connection.releaseMemory()
      succeeded = true
    } catch {
      // A reader is in the way, or the disk is full; `checkpoints` tries again.
    }
    perform(checkpoints.truncated(succeeded: succeeded, at: Clocks.monotonic))
    putIn(isResting: true)
  }

  private func truncate(_ session: WriteSession) throws(LedgerError) {
    session.connection.waitForLocks(milliseconds: Self.truncationPatience)
    defer { session.connection.waitForLocks(milliseconds: Self.patience) }
    _ = try session.connection.checkpoint(.truncate)
  }
}

extension LedgerError {
  /// Whether a smaller batch may succeed where this one failed.
  fileprivate var mayBeOneChange: Bool {
    switch code {
    case .full, .corrupt, .other: true
    case .io, .readOnly, .newerVersion, .busy, .cannotOpen, .displaced: false
    }
  }
}
