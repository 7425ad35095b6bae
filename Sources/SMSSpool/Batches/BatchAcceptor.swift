internal import SMSCore
internal import SMSSystem
internal import Synchronization

/// Accepts the batches of one spool, one after the other, on a queue of its own, so that requests go
/// on meanwhile.
///
/// A batch that was taken before a crash comes first, then the others in the order in which they
/// were found. One for which there is no room waits in `incoming/`, and others go before it.
actor BatchAcceptor: QueueActor {
  /// How often what went wrong is tried again, and what waits looked at.
  private static let retryInterval = Interval(seconds: 1)
  private static let waitInterval = Interval(seconds: 10)

  nonisolated let executor = QueueExecutor(label: "batch")

  private let dependencies: IntakeDependencies
  private var settings: IntakeSettings
  private var finish: @Sendable (BatchResult) async -> Void = { _ in }

  private var directories: SpoolDirectories?
  /// Whether `.taken/` has to be read, as at a start.
  private var mustRecover = false
  /// Files in `.taken/`.
  private var taken: [TakenName] = []
  private let checked: TakenBatches
  /// The batches that the ledger is taking from these files, by the number of the file.
  private var accepting: [Int64: AcceptingBatch] = [:]
  private var queue = BatchQueue()

  private var isWorking = false
  private let isStopped = StopMark()
  private var trouble: IntakePause?
  private var goOnAt: MonotonicTime?
  private var reported: BatchWait?
  private var whenIdle: [CheckedContinuation<Void, Never>] = []
  private var timer: DeadlineTimer?

  init(_ settings: IntakeSettings, _ dependencies: IntakeDependencies) {
    self.settings = settings
    self.dependencies = dependencies
    checked = TakenBatches(of: settings.rules.spool, dependencies.checks)
  }

  // MARK: From the intake

  /// Starts; nothing happens before `use(_:)` gave the directories.
  ///
  /// - Parameter finish: Receives what became of each batch.
  nonisolated func start(_ finish: @escaping @Sendable (BatchResult) async -> Void) {
    enter { acceptor in
      acceptor.finish = finish
      acceptor.timer = DeadlineTimer(on: acceptor.executor, leeway: 50_000_000) {
        [weak acceptor] in
        acceptor?.enter { $0.timeHasCome() }
      }
    }
  }

  /// Works in newly opened directories from now on; which batches are being checked there is known when
  /// this returns.
  nonisolated func use(_ directories: SpoolDirectories) {
    checked.begin(in: directories.taken)
    enter { acceptor in
      acceptor.directories = directories
      acceptor.mustRecover = true
      acceptor.taken = []
      acceptor.queue.removeAll()
      acceptor.wake()
    }
  }

  /// Applies a changed configuration from the next batch on.
  nonisolated func use(_ settings: IntakeSettings) {
    enter { acceptor in
      acceptor.settings = settings
      acceptor.retry()
    }
  }

  /// Takes batches that may be whole.
  nonisolated func take(_ offers: [BatchOffer]) {
    enter { acceptor in
      for offer in offers { acceptor.queue.add(offer) }
      acceptor.wake()
    }
  }

  /// Tries again at once whatever waits.
  nonisolated func look() {
    enter { $0.retry() }
  }

  /// Stops after the current step; a batch that is not in the ledger yet is left for the next start.
  func stop() async {
    isStopped.set()
    timer?.cancel()
    timer = nil
    await idle()
  }

  /// Returns when there is nothing to do.
  func idle() async {
    guard isWorking else { return }
    await withCheckedContinuation { whenIdle.append($0) }
  }

  private nonisolated func enter(_ body: @escaping @Sendable (isolated BatchAcceptor) -> Void) {
    executor.async { self.assumeIsolated { body($0) } }
  }

  private func timeHasCome() {
    guard let goOnAt, now.monotonic >= goOnAt else { return setTimer() }
    retry()
  }

  private func retry() {
    queue.retry()
    goOnAt = nil
    wake()
  }

  private func wake() {
    guard !isWorking, !isStopped.isSet, goOnAt == nil || trouble == nil else { return }
    isWorking = true
    Task { await work() }
  }

  private var now: Moment { dependencies.clock() }

  // MARK: The loop

  private func work() async {
    trouble = nil
    do throws(IntakePause) {
      while !isStopped.isSet, let directories {
        if mustRecover {
          try await recover(in: directories)
        } else if let file = taken.first {
          try await settle(file, in: directories)
        } else if let offer = queue.first {
          try await take(offer, in: directories)
        } else {
          break
        }
      }
    } catch {
      trouble = error
    }
    isWorking = false
    report()
    setTimer()
    for continuation in whenIdle { continuation.resume() }
    whenIdle = []
  }

  private func report() {
    let file = (taken.first?.original ?? queue.first?.name)?.escaped ?? ".taken/"
    let wait = trouble.map { BatchWait(file: file, reason: .trouble($0)) } ?? queue.wait
    guard wait?.word != reported?.word || wait?.file != reported?.file else { return }
    reported = wait
    dependencies.report(.batchWaits(wait))
  }

  private func setTimer() {
    let interval = trouble == nil ? Self.waitInterval : Self.retryInterval
    guard trouble != nil || queue.isWaiting else {
      goOnAt = nil
      return
    }
    if goOnAt == nil { goOnAt = now.monotonic.advanced(by: interval) }
    guard let goOnAt else { return }
    timer?.arm(at: Clocks.monotonic + max(0, goOnAt.since(now.monotonic).nanoseconds))
  }

  // MARK: What a crash left

  /// Finds the files in `.taken/`, and ends batches whose file is gone.
  private func recover(in directories: SpoolDirectories) async throws(IntakePause) {
    let found: [AcceptingBatch]
    do throws(LedgerError) {
      found = try await dependencies.batches.accepting(in: settings.rules.spool)
    } catch {
      throw .ledger(error)
    }
    // The directories may have been opened again meanwhile.
    guard directories.areInPlace else {
      mustRecover = false
      return
    }
    let files = try files(in: directories.taken)
    checked.endAll(except: files)
    for batch in found where !files.contains(where: { $0.number == batch.taken }) {
      try await BatchTransfer.abandon(batch.number, .batchFileLost, dependencies)
    }
    accepting = Dictionary(found.map { ($0.taken, $0) }) { first, _ in first }
    let begun = files.filter { accepting[$0.number] != nil }
    for file in begun { checked.end(file.number) }
    taken = begun + files.filter { accepting[$0.number] == nil }
    mustRecover = false
  }

  private func files(in taken: Directory) throws(IntakePause) -> [TakenName] {
    do throws(SystemError) {
      return try TakenBatches.files(in: taken)
    } catch {
      throw .of(error)
    }
  }

  // MARK: Taking

  /// Looks at a batch in `incoming/`, and moves it to `.taken/` if there is room for it.
  private func take(
    _ offer: BatchOffer,
    in directories: SpoolDirectories
  ) async throws(IntakePause) {
    let look: BatchLook
    do throws(SystemError) {
      look = try BatchLook(at: offer.name, in: directories.incoming)
    } catch {
      // Whatever is wrong with the file itself, the intake finds.
      if error.isOutOfDescriptors { throw .descriptors(error) }
      return queue.removeFirst()
    }
    guard look.isStill(offer) else { return queue.removeFirst() }
    guard offer.isComplete || look.isEnded else { return queue.putBack(.unfinished) }
    let room = BatchRoom(dependencies: dependencies, settings: settings)
    if !look.isDryRun, let lack = try await room.lack(for: look.lines, directories.incoming) {
      return queue.putBack(lack)
    }
    try move(offer, directories)
  }

  private func move(
    _ offer: BatchOffer,
    _ directories: SpoolDirectories
  ) throws(IntakePause) {
    let number = Int64(truncatingIfNeeded: dependencies.random() >> 1)
    guard let name = TakenName(number: number, original: offer.name) else {
      return queue.removeFirst()
    }
    do throws(SystemError) {
      try directories.incoming.renameWithoutReplacing(
        offer.name,
        to: directories.taken,
        as: name.file
      )
    } catch {
      if error.isAlreadyThere { throw .files(error) }
      // It is gone, or stays where it is; the intake says why.
      if error.isNotFound || error.name == "EPERM" { return queue.removeFirst() }
      throw .of(error)
    }
    queue.removeFirst()
    taken.append(name)
    checked.begin(name, in: directories.taken)
    do throws(SystemError) {
      try directories.taken.openFile(name.file, .readForeign).sync()
      try directories.taken.sync()
    } catch {
      throw .of(error)
    }
  }

  // MARK: Accepting

  private func settle(
    _ file: TakenName,
    in directories: SpoolDirectories
  ) async throws(IntakePause) {
    let status: FileStatus
    do throws(SystemError) {
      status = try directories.taken.openFile(file.file, .readForeign).status()
    } catch {
      guard error.isNotFound else { throw .of(error) }
      return try await lost(file)
    }
    if let refusal = FileRefusals(file.original).refusal(of: status) {
      return await refuse(file, refusal, status)
    }
    let transfer = BatchTransfer(
      dependencies: dependencies,
      settings: settings,
      directories: directories,
      file: file,
      status: status,
      accepting: accepting[file.number],
      isStopped: { [isStopped] in isStopped.isSet }
    )
    switch try await transfer.run() {
    case .stopped: return
    case .refused(let refusal): await refuse(file, refusal, status)
    case .settled:
      try remove(file, directories)
      forget(file)
      await finish(.settled)
    }
  }

  /// Hands a file over to be refused.
  private func refuse(_ file: TakenName, _ refusal: Refusal, _ status: FileStatus) async {
    forget(file)
    await finish(
      .refused(IntakeTurn.Refused(name: file, refusal: refusal, producer: status.user))
    )
  }

  private func remove(
    _ file: TakenName,
    _ directories: SpoolDirectories
  ) throws(IntakePause) {
    do throws(SystemError) {
      try directories.taken.unlink(file.file)
    } catch {
      if !error.isNotFound { throw .removal(error) }
    }
  }

  private func lost(_ file: TakenName) async throws(IntakePause) {
    if let batch = accepting[file.number] {
      try await BatchTransfer.abandon(batch.number, .batchFileLost, dependencies)
    }
    forget(file)
  }

  private func forget(_ file: TakenName) {
    accepting[file.number] = nil
    checked.end(file.number)
    taken.removeAll { $0 == file }
  }
}

/// Whether to stop, for every thread.
private final class StopMark: Sendable {
  private let mark = Atomic(false)

  var isSet: Bool { mark.load(ordering: .relaxed) }

  func set() { mark.store(true, ordering: .relaxed) }
}
