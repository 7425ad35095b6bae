package import SMSCore
package import SMSSpool
package import SMSSystem

/// Writes results in the order of the ledger's changes.
///
/// It reads the ledger again instead of being handed results, so a slow disk costs no memory. The
/// mark `published_through` moves only after the files are synced; a start publishes everything
/// above it once more. A spool whose results cannot be written is retried later and does not hold
/// up the others.
package actor Publisher: QueueActor {
  static let page = 256
  /// How long results that go into the files of batches gather for a page, where they do not fill one.
  static let gatherTime = Interval(milliseconds: 10)
  /// Pages after which those who keep pace go on, also if there is more to publish.
  static let pacePages = 4
  /// How long after the last result the files are synced and the mark is moved.
  static let settleTime = Interval(seconds: 1)
  static let retryTime = Interval(seconds: 5)

  package nonisolated let executor: QueueExecutor

  private let ledger: any Ledger
  private let log: Log
  private let reporter: EventReporter
  /// How many messages a second some accounts send together; nil if that cannot be said now.
  private var pace: @Sendable ([String]) async -> Double? = { _ in nil }
  /// The spools of whose batches it cannot be said when they end.
  private var spoolsWithWindow: Set<String> = []
  private var stores: [String: ResultStore]
  /// The last change that this process has looked at.
  private var cursor: Int64 = 0
  private var mark: Int64 = 0
  /// For each spool that cannot be written, the first change missing there.
  private var missing: [String: Int64] = [:]
  /// Spools whose failure has been logged.
  private var reported: Set<String> = []
  private var batches = BatchSummaries()
  private var isRunning = false
  private var isAsked = false
  private var isUnsynced = false
  private var timer: DeadlineTimer?
  private var flushed: [CheckedContinuation<Void, Never>] = []
  private var followers: [CheckedContinuation<Void, Never>] = []
  private var settled: @Sendable () -> Void = {}

  package init(
    ledger: any Ledger,
    stores: [String: ResultStore],
    log: Log,
    reporter: EventReporter
  ) {
    executor = QueueExecutor(label: "publish")
    self.ledger = ledger
    self.stores = stores
    self.log = log
    self.reporter = reporter
  }

  /// Starts by republishing what a power failure may have lost.
  package func start() async throws(LedgerError) {
    mark = try await ledger.publishedThrough()
    cursor = mark
    timer = DeadlineTimer(on: executor, leeway: 100_000_000) { [weak self] in
      self?.assumeIsolated { $0.timerFired() }
    }
    isAsked = true
    run()
  }

  /// Notes that something changed; may be called from any thread and as often as needed.
  package nonisolated func wake() {
    executor.async { self.assumeIsolated { $0.ask() } }
  }

  /// Applies a configuration of spools; results that waited for one of them are published.
  package func use(_ stores: [String: ResultStore]) {
    let old = self.stores
    self.stores = stores
    // Files written but not yet synced are synced through the directory that is already open.
    for (spool, store) in old where stores[spool]?.layout == store.layout {
      self.stores[spool] = store
    }
    ask()
    timer?.arm(at: Moment.now().monotonic.nanoseconds)
  }

  /// Returns when everything now in the ledger is published and synced, as far as disks allow.
  package func flush() async {
    ask()
    while isRunning { await withCheckedContinuation { flushed.append($0) } }
    await settle()
  }

  /// Returns when what has changed is published, or a few pages later if there is much.
  ///
  /// Whoever changes a great many results waits for this between two steps: otherwise all that
  /// others change meanwhile is published only after them.
  package func keepPace() async {
    ask()
    await withCheckedContinuation { followers.append($0) }
  }

  /// Sets a handler to be called when there is nothing left to do, about a second after the last
  /// of many results.
  package func whenSettled(_ body: @escaping @Sendable () -> Void) {
    settled = body
  }

  /// Sets the spools of whose batches it cannot be said when they end.
  package func use(spoolsWithWindow: Set<String>) {
    self.spoolsWithWindow = spoolsWithWindow
  }

  /// Sets what says how many messages a second some accounts send together; nil if they send none.
  package func usePace(_ body: @escaping @Sendable ([String]) async -> Double?) {
    pace = body
  }

  /// Whether there is nothing left to do.
  var isSettled: Bool { !isRunning && !isUnsynced }

  /// For the watchdog; returns only while the queue works.
  package func isAlive() {}

  private func ask() {
    isAsked = true
    if !isRunning { run() }
  }

  private func run() {
    isRunning = true
    Task {
      while isAsked {
        isAsked = false
        await publishChanges()
      }
      isRunning = false
      for waiter in flushed { waiter.resume() }
      flushed = []
      armTimer()
    }
  }

  private func armTimer() {
    // A spool that is no longer configured is retried when it is back, not by the timer.
    let hasFailing = missing.keys.contains { stores[$0] != nil }
    guard isUnsynced || hasFailing else { return }
    let wait = isUnsynced ? Self.settleTime : Self.retryTime
    timer?.arm(at: Moment.now().monotonic.advanced(by: wait).nanoseconds)
  }

  private func timerFired() {
    guard !isRunning else { return }
    isRunning = true
    Task {
      if !missing.isEmpty { await publishMissing() }
      await settle()
      isRunning = false
      for waiter in flushed { waiter.resume() }
      flushed = []
      if isAsked { run() } else { armTimer() }
    }
  }

  // MARK: Publishing

  private func publishChanges() async {
    var pages = 0
    while let page = await changes(after: cursor), let last = page.last {
      publish(page)
      cursor = last.change
      isUnsynced = true
      await publishBatches(batches.due(at: Moment.now().monotonic))
      if page.count < Self.page {
        if followers.isEmpty, page.allSatisfy(\.mayGather) {
          await executor.rest(for: Self.gatherTime)
        }
        break
      }
      pages += 1
      if pages.isMultiple(of: Self.pacePages) { resumeFollowers() }
    }
    resumeFollowers()
  }

  private func resumeFollowers() {
    for follower in followers { follower.resume() }
    followers = []
  }

  private func changes(after change: Int64) async -> [JobSnapshot]? {
    do throws(LedgerError) {
      return try await ledger.changes(after: change, limit: Self.page)
    } catch {
      reporter.ledgerFailed(error)
      await executor.rest(for: Dispatcher.ledgerRest)
      isAsked = true
      return nil
    }
  }

  private func publish(_ page: [JobSnapshot]) {
    for job in page where job.batch != nil { batches.changed(job) }
    for (spool, jobs) in Dictionary(grouping: page, by: \.name.spool) where missing[spool] == nil {
      publish(jobs, in: spool)
    }
  }

  private func publish(_ jobs: [JobSnapshot], in spool: String) {
    // Results of a spool removed from the configuration wait until it is back.
    guard stores[spool] != nil else {
      missing[spool] = jobs.first?.change
      return
    }
    do throws(SystemError) {
      try stores[spool]?.publish(jobs)
    } catch {
      failed(spool, from: jobs.first?.change, error)
    }
  }

  private func failed(_ spool: String, from change: Int64?, _ error: SystemError) {
    missing[spool] = change
    if reported.insert(spool).inserted {
      log.write(.publishFailed, [("spool", spool), ("error", "\(error)")])
    }
  }

  /// Writes the results of batches, which show what was published of their messages.
  private func publishBatches(_ jobs: [JobSnapshot]) async {
    for job in jobs {
      guard let batch = job.batch else { continue }
      let spool = job.name.spool
      guard missing[spool] == nil, stores[spool] != nil else { continue }
      // One that was refused after all is gone from the ledger, and its file says why.
      if !batch.status.isFinal, (try? await ledger.knows(job.name)) == false { continue }
      let end = spoolsWithWindow.contains(spool) ? nil : await expectedEnd(of: batch)
      do throws(SystemError) {
        try stores[spool]?.publish(job, batch, expectedEnd: end)
      } catch {
        failed(spool, from: job.change, error)
      }
    }
  }

  private func expectedEnd(of batch: BatchFacts) async -> WallTime? {
    guard batch.status != .held, !batch.status.isFinal, !batch.accounts.isEmpty,
      let pace = await pace(batch.accounts), pace > 0
    else { return nil }
    return Moment.now().wall.advanced(by: Interval(seconds: Double(batch.unfinished) / pace))
  }

  /// Goes over the changes again for the spools that were behind.
  private func publishMissing() async {
    let behind = missing
    guard let first = behind.values.min() else { return }
    missing = [:]
    var position = first - 1
    // Once all of them have failed again, reading on is pointless.
    while position < cursor, behind.keys.contains(where: { missing[$0] == nil }),
      let page = await changes(after: position), let last = page.last
    {
      publish(page.filter { behind[$0.name.spool] != nil })
      position = last.change
    }
    for spool in behind.keys where missing[spool] == nil {
      if reported.remove(spool) != nil { log.write(.publishRecovered, [("spool", spool)]) }
      isUnsynced = true
    }
  }

  /// Makes what was published durable and moves the mark.
  private func settle() async {
    await publishBatches(batches.all(at: Moment.now().monotonic))
    let through = min(cursor, (missing.values.min() ?? .max) - 1)
    guard isUnsynced, through > mark else {
      if isUnsynced {
        isUnsynced = false
        settled()
      }
      return
    }
    for (spool, store) in stores where missing[spool] == nil {
      do throws(SystemError) {
        try store.sync()
      } catch {
        log.write(.publishFailed, [("spool", spool), ("error", "\(error)")])
        return
      }
    }
    do throws(LedgerError) {
      try await ledger.markPublished(through: through)
      mark = through
      isUnsynced = false
      settled()
    } catch {
      reporter.ledgerFailed(error)
    }
  }

  // MARK: Retention

  /// Removes results last written before `cutoff`; done here, so that none is replaced meanwhile.
  package func removeResults(before cutoff: WallTime, rest: Interval) async throws(SystemError) {
    var failure: SystemError?
    for spool in stores.keys {
      do throws(SystemError) {
        guard var sweep = try stores[spool]?.sweep(before: cutoff) else { continue }
        while try !sweep.step(Self.page).isLast { await executor.rest(for: rest) }
      } catch {
        failure = error
      }
    }
    if let failure { throw failure }
  }
}

extension JobSnapshot {
  /// Whether nobody waits for a file of its own: it is one of the many lines of a batch, or a batch
  /// that goes on.
  fileprivate var mayGather: Bool {
    if let batch { return !batch.status.isFinal }
    return ownBatch?.results == .lines && acks.isEmpty
  }
}
