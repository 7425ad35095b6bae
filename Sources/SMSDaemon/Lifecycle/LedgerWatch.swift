internal import SMSCore
internal import SMSSystem

/// Why nothing new begins although the daemon is running.
enum LedgerTrouble: Sendable {
  /// The file is damaged; this lasts until a start with a repaired one.
  case damaged(LedgerError)
  /// The open file is not the one at its path.
  case displaced(LedgerError)

  var error: LedgerError {
    switch self {
    case .damaged(let error), .displaced(let error): error
    }
  }

  /// The state's name in the note.
  var state: String {
    switch self {
    case .damaged: "damaged"
    case .displaced: "displaced"
    }
  }
}

/// Makes sure that the daemon works only with a ledger that it can rely on.
///
/// | the ledger's file | detected | consequence |
/// |---|---|---|
/// | damaged | by a statement, or the check after an unclean end | nothing new until a restart |
/// | removed, moved, replaced | within `period` | nothing new until it is back |
///
/// Nothing new means that no request is taken and no attempt begins. Attempts in progress end
/// normally, and their outcomes are recorded in the open file.
actor LedgerWatch: QueueActor {
  /// Together with the timer's leeway, as long as the period of the scan.
  static let period = Interval(seconds: 8)
  private static let leeway: Int64 = 2_000_000_000
  /// The time limit of the check after an unclean end.
  static let checkTime = Interval(seconds: 60)
  /// The size at which the check is aborted, as the write-ahead log is not truncated meanwhile.
  static let longestLog: Int64 = 512 << 20

  nonisolated let executor: QueueExecutor

  private let ledger: any Ledger & LedgerGuard
  private let storage: any LedgerRepair
  private let log: Log
  private var halt: @Sendable (LedgerError?) async -> Void = { _ in }
  private var trouble: LedgerTrouble?
  private var timer: DeadlineTimer?

  /// - Parameters:
  ///   - ledger: The ledger.
  ///   - storage: Checks it for damage.
  ///   - log: Where it logs what it finds.
  init(ledger: any Ledger & LedgerGuard, storage: any LedgerRepair, log: Log) {
    executor = QueueExecutor(label: "ledger.watch")
    self.ledger = ledger
    self.storage = storage
    self.log = log
  }

  /// Starts watching.
  ///
  /// - Parameters:
  ///   - wasUnclean: Whether the last daemon ended without stopping properly.
  ///   - halt: Stops sending because of an error, or resumes it with nil.
  func start(
    wasUnclean: Bool,
    halt: @escaping @Sendable (LedgerError?) async -> Void
  ) async {
    self.halt = halt
    ledger.whenDamaged { [weak self] error in
      guard let self else { return }
      Task { await self.enter(.damaged(error)) }
    }
    await note(nil)
    timer = DeadlineTimer(on: executor, leeway: Self.leeway) { [weak self] in
      guard let self else { return }
      Task { await self.look() }
    }
    arm()
    if wasUnclean { Task { await check() } }
  }

  func stop() {
    timer?.cancel()
    timer = nil
  }

  private func arm() {
    timer?.arm(at: Moment.now().monotonic.advanced(by: Self.period).nanoseconds)
  }

  /// Compares the open files with those at their paths.
  func look() async {
    defer { arm() }
    let error = try? await ledger.displacement()
    switch (trouble, error) {
    case (nil, let error?): await enter(.displaced(error))
    case (.displaced, nil): await leave()
    default: break
    }
  }

  private func enter(_ new: LedgerTrouble) async {
    if case .damaged = trouble { return }
    trouble = new
    ledger.refuseNew(because: new.error)
    await halt(new.error)
    let (error, hint) = (new.error.summary, new.error.hint)
    switch new {
    case .damaged: log.write(.ledgerDamaged, [("error", error), ("hint", hint)])
    case .displaced: log.write(.ledgerDisplaced, [("error", error), ("hint", hint)])
    }
    await note(new)
  }

  private func leave() async {
    trouble = nil
    ledger.refuseNew(because: nil)
    await halt(nil)
    log.write(.ledgerBack)
    await note(nil)
  }

  /// Notes the state for `status` and `doctor`, which notice by themselves if no note can be taken.
  private func note(_ trouble: LedgerTrouble?) async {
    try? await ledger.note(Notes.ledger, Notes.ledger(trouble, since: Moment.now().wall))
  }

  // MARK: The check after an unclean end

  private func check() async {
    let storage = storage
    let end = Moment.now().monotonic.advanced(by: Self.checkTime)
    let report = await onQueueOfItsOwn { () -> IntegrityReport? in
      try? storage.checkStructure {
        Moment.now().monotonic > end || storage.logSize > Self.longestLog
      }
    }
    guard let report else { return }
    let seen = "\(report.tables.seen) of \(report.tables.all)"
    log.write(.ledgerChecked, [("tables", seen), ("faults", String(report.structure.count))])
    if let first = report.structure.first { ledger.markDamaged(storage.damage(first)) }
  }

  private nonisolated func onQueueOfItsOwn<Value: Sendable>(
    _ body: @escaping @Sendable () -> Value
  ) async -> Value {
    let queue = QueueExecutor(label: "ledger.check")
    return await withCheckedContinuation { continuation in
      queue.async { continuation.resume(returning: body()) }
    }
  }
}

extension LedgerError {
  /// What happened, without the hint.
  var summary: String { "\(operation) \(path): \(cause)" }
}
