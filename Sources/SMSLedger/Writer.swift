internal import SMSCore
internal import SMSSystem

/// The one writer: gathers changes into batches, and commits one batch after the other.
///
/// A commit blocks the actor's queue, so the calls that come meanwhile pile up on the queue, and
/// all of them get into the next batch. A batch never waits for company.
actor Writer: QueueActor {
  /// How long another process's lock is waited for, in milliseconds; only a person with a
  /// `sqlite3` shell writes to the ledger beside the daemon.
  private static let patience: Int32 = 5000
  /// How long the cut waits for readers, in milliseconds: their transactions are short.
  private static let cutPatience: Int32 = 20

  nonisolated let executor = QueueExecutor(label: "ledger")

  let path: String
  private let codes: any CodeBook
  private let checkpointer: Checkpointer
  private let trust: LedgerTrust
  /// The log and its shared memory as they were opened.
  private var companions: [String: FileStatus] = [:]
  private var upkeep: Upkeep
  private(set) var session: WriteSession?
  private var pending: [any PendingChange] = []
  private var isScheduled = false
  private var timer: DeadlineTimer?
  /// The backup that is being made between the commits.
  var runningCopy: RunningCopy?

  init(
    path: String,
    codes: any CodeBook,
    limits: Upkeep.Limits,
    checkpointer: Checkpointer,
    trust: LedgerTrust
  ) {
    self.trust = trust
    self.path = path
    self.codes = codes
    self.checkpointer = checkpointer
    upkeep = Upkeep(limits: limits)
  }

  /// Opens the file, makes or updates its schema, and begins to take changes.
  ///
  /// - Parameters:
  ///   - cacheKilobytes: How much of the file is kept in memory.
  ///   - boot: The machine's boot.
  ///   - report: See `Schema.apply`.
  /// - Throws: `LedgerError`; nothing in an existing file is changed then.
  func open(
    cacheKilobytes: Int,
    boot: String,
    reporting report: @escaping @Sendable (LedgerUpgrade) -> Void = { _ in }
  ) throws(LedgerError) {
    let connection = try Connection(path: path, mode: .create)
    connection.waitForLocks(milliseconds: Self.patience)
    // Before anything is written: the file may be another program's, or a newer version's.
    _ = try Schema.ledger.versionFound(in: connection)
    try connection.applySettings(cacheKilobytes: cacheKilobytes)
    try connection.useWriteAheadLog()
    try Schema.ledger.apply(to: connection, reporting: report)
    connection.watchLog()
    let session = try WriteSession(connection: connection, codes: codes)
    try session.transaction { session throws(LedgerError) in try session.begin(boot: boot) }
    self.session = session
    for name in [path + SQLiteFiles.logSuffix, path + SQLiteFiles.indexSuffix] {
      companions[name] = try SQLiteFiles.status(of: name)
    }
    timer = DeadlineTimer(on: executor, leeway: 100_000_000) { [weak self] in
      self?.assumeIsolated { $0.wake() }
    }
    // What an earlier process left in the log may hold texts that are sent by now.
    perform(upkeep.committed(frames: 0, at: Clocks.monotonic))
  }

  /// Makes a change in the next batch.
  ///
  /// The caller waits on its own queue, so that it goes on there as soon as the commit is done.
  /// - Returns: the body's value, once it is durable.
  /// - Throws: `LedgerError` of the body or the commit; nothing is changed then.
  nonisolated func change<Value: Sendable>(
    _ body: @escaping Change<Value>.Body
  ) async throws(LedgerError) -> Value {
    let result = await withCheckedContinuation { continuation in
      executor.async { self.assumeIsolated { $0.add(Change(continuation, body)) } }
    }
    return try result.get()
  }

  private func add(_ change: any PendingChange) {
    pending.append(change)
    schedule()
  }

  /// Why the files that are open are not those at their paths, or nil if they are.
  ///
  /// The file itself is SQLite's to compare; the log and its shared memory it does not watch.
  func displacement() throws(LedgerError) -> LedgerError? {
    guard let session else { return nil }
    if try session.connection.hasMoved() { return .displaced(path, path) }
    for (name, opened) in companions {
      let found = try? SQLiteFiles.status(of: name)
      if found?.isSameFile(as: opened) != true { return .displaced(name, path) }
    }
    return nil
  }

  /// Commits what waits, cuts the log off, and closes the file; later changes fail.
  func close() {
    commitPending()
    end(runningCopy, .closed(path))
    if let session { try? cut(session) }
    session = nil
    timer = nil
  }

  /// The commit goes behind the calls that are on the queue already.
  private func schedule() {
    guard !isScheduled, !upkeep.isWaiting else { return }
    isScheduled = true
    executor.async { self.assumeIsolated { $0.commitScheduled() } }
  }

  private func commitScheduled() {
    isScheduled = false
    commitPending()
  }

  private func commitPending() {
    let batch = pending
    guard !batch.isEmpty else { return }
    pending.removeAll(keepingCapacity: true)
    guard let session else { return fail(batch, .closed(path)) }
    commit(batch, in: session)
    perform(
      upkeep.committed(frames: session.connection.logFrames, at: Clocks.monotonic)
    )
  }

  private func commit(_ batch: [any PendingChange], in session: WriteSession) {
    do {
      try session.transaction { session throws(LedgerError) in
        for change in batch { try change.perform(in: session) }
      }
    } catch {
      guard batch.count > 1, error.mayBeOneChange else { return fail(batch, error) }
      // One change must not take the others down with it.
      for change in batch { commit([change], in: session) }
      return
    }
    for change in batch { change.succeed() }
  }

  private func fail(_ batch: [any PendingChange], _ error: LedgerError) {
    trust.met(error)
    for change in batch { change.fail(error) }
  }
}

extension Writer {
  private func perform(_ actions: [Upkeep.Action]) {
    for action in actions {
      switch action {
      case .copy: copy()
      case .cut: cut()
      case .wake(let time): timer?.arm(at: time)
      }
    }
  }

  private func wake() {
    guard session != nil else { return }
    perform(upkeep.timer(at: Clocks.monotonic))
  }

  private func copy() {
    Task {
      await checkpointer.copy()
      perform(upkeep.copied(at: Clocks.monotonic))
      if !pending.isEmpty { schedule() }
    }
  }

  private func cut() {
    guard let session else { return }
    var succeeded = false
    do {
      try cut(session)
      session.connection.releaseMemory()
      succeeded = true
    } catch {
      // A reader is in the way, or the disk is full: it is tried again.
    }
    perform(upkeep.cut(succeeded: succeeded, at: Clocks.monotonic))
  }

  private func cut(_ session: WriteSession) throws(LedgerError) {
    session.connection.waitForLocks(milliseconds: Self.cutPatience)
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
