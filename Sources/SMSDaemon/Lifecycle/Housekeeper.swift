package import SMSCore
internal import SMSSpool
internal import SMSSystem

/// Removes what has outlived its retention: settled jobs, results, rejected files, files of media/ that
/// no request took. Returns memory
/// to the system when the daemon has been idle for a while.
///
/// It works in small steps with rests in between, so that sending never waits for it.
actor Housekeeper: QueueActor {
  static let step = 200
  static let rest = Interval(milliseconds: 50)

  nonisolated let executor: QueueExecutor

  private let ledger: any Ledger
  private let inbox: any Inbox
  private let optOuts: any OptOutRegister & SenderRegister
  private let audit: any AuditRecord
  private let publisher: Publisher
  private let log: Log
  private var retention: Configuration.Retention
  private var layouts: [SpoolLayout] = []
  private let unreadableCalls: String
  private let times: HousekeepingTimes
  private let releaseMemory: @Sendable () -> Void
  private var timer: DeadlineTimer?
  private var quietTimer: DeadlineTimer?
  private var isStopped = false

  init(
    ledger: any Ledger,
    inbox: any Inbox,
    optOuts: any OptOutRegister & SenderRegister,
    audit: any AuditRecord,
    publisher: Publisher,
    log: Log,
    retention: Configuration.Retention,
    layouts: [SpoolLayout],
    unreadableCalls: String,
    times: HousekeepingTimes,
    releaseMemory: @escaping @Sendable () -> Void
  ) {
    executor = QueueExecutor(label: "retention")
    self.ledger = ledger
    self.inbox = inbox
    self.optOuts = optOuts
    self.audit = audit
    self.publisher = publisher
    self.log = log
    self.retention = retention
    self.layouts = layouts
    self.unreadableCalls = unreadableCalls
    self.times = times
    self.releaseMemory = releaseMemory
  }

  func start() async {
    timer = DeadlineTimer(on: executor, leeway: 1_000_000_000) { [weak self] in
      guard let self else { return }
      Task { await self.run() }
    }
    quietTimer = DeadlineTimer(on: executor, leeway: 1_000_000_000) { [weak self] in
      guard let self else { return }
      Task { await self.releaseIfQuiet() }
    }
    arm(timer, after: times.firstRun)
    await publisher.whenSettled { [weak self] in
      guard let self else { return }
      self.executor.async { self.assumeIsolated { $0.workEnded() } }
    }
  }

  /// Applies a configuration of retention times and spools.
  func use(_ retention: Configuration.Retention, _ layouts: [SpoolLayout]) {
    self.retention = retention
    self.layouts = layouts
  }

  func stop() {
    isStopped = true
    timer?.cancel()
    quietTimer?.cancel()
  }

  private func arm(_ timer: DeadlineTimer?, after interval: Interval) {
    timer?.arm(at: Moment.now().monotonic.advanced(by: interval).nanoseconds)
  }

  private func workEnded() {
    if !isStopped { arm(quietTimer, after: times.quiet) }
  }

  /// Releases memory, or postpones that while there is new work, as it would only cost time then.
  private func releaseIfQuiet() async {
    if await publisher.isSettled { releaseMemory() } else { workEnded() }
  }

  /// One round over everything; the memory that it used is released as well.
  private func run() async {
    await attempt { keeper throws(RetentionError) in try await keeper.pruneLedger() }
    await attempt { keeper throws(RetentionError) in try await keeper.pruneOptOuts() }
    await attempt { keeper throws(RetentionError) in try await keeper.pruneAudit() }
    await attempt { keeper throws(RetentionError) in try await keeper.removeResults() }
    for layout in layouts {
      await attempt { keeper throws(RetentionError) in
        try await keeper.sweep(layout.path(of: .rejected), keeper.retention.rejected)
        try await keeper.sweep(layout.path(of: .received), keeper.retention.received)
        try await keeper.sweep(
          layout.path(of: .media),
          MediaPath.onceAge,
          prefix: MediaPath.oncePrefix
        )
      }
    }
    await attempt { keeper throws(RetentionError) in try await keeper.sweepCalls() }
    releaseMemory()
    if !isStopped { arm(timer, after: times.period) }
  }

  private enum RetentionError: Error, CustomStringConvertible {
    case ledger(LedgerError)
    case system(SystemError)

    var description: String {
      switch self {
      case .ledger(let error): "\(error)"
      case .system(let error): "\(error)"
      }
    }
  }

  /// Runs one part of a round; its failure must not keep the others from running.
  private func attempt(
    _ part: (isolated Housekeeper) async throws(RetentionError) -> Void
  ) async {
    do throws(RetentionError) {
      try await part(self)
    } catch {
      log.write(.retentionFailed, [("error", "\(error)")])
    }
  }

  private func cutoff(_ kept: Interval) -> WallTime {
    Moment.now().wall.advanced(by: Interval(nanoseconds: -kept.nanoseconds))
  }

  private func pruneLedger() async throws(RetentionError) {
    do throws(LedgerError) {
      let cutoff = cutoff(retention.ledger)
      while !isStopped, try await ledger.prune(settledBefore: cutoff, limit: Self.step) == Self.step
      {
        await executor.rest(for: Self.rest)
      }
      while !isStopped, try await inbox.pruneInbox(before: cutoff, limit: Self.step) == Self.step {
        await executor.rest(for: Self.rest)
      }
    } catch {
      throw .ledger(error)
    }
  }

  private func pruneOptOuts() async throws(RetentionError) {
    do throws(LedgerError) {
      let cutoff = cutoff(OptOut.kept)
      while !isStopped,
        try await optOuts.pruneOptOuts(before: cutoff, limit: Self.step) == Self.step
      {
        await executor.rest(for: Self.rest)
      }
      let unused = self.cutoff(SenderAssignment.kept)
      while !isStopped,
        try await optOuts.pruneAssignments(before: unused, limit: Self.step) == Self.step
      {
        await executor.rest(for: Self.rest)
      }
    } catch {
      throw .ledger(error)
    }
  }

  private func pruneAudit() async throws(RetentionError) {
    do throws(LedgerError) {
      let cutoff = cutoff(retention.audit)
      while !isStopped, try await audit.pruneAudit(before: cutoff, limit: Self.step) == Self.step {
        await executor.rest(for: Self.rest)
      }
    } catch {
      throw .ledger(error)
    }
  }

  private func removeResults() async throws(RetentionError) {
    try await rethrowing(RetentionError.system) { () async throws(SystemError) in
      try await publisher.removeResults(before: cutoff(retention.results), rest: Self.rest)
    }
  }

  /// Removes old unreadable calls; their directory does not exist before the first one.
  private func sweepCalls() async throws(RetentionError) {
    do throws(RetentionError) {
      try await sweep(unreadableCalls, retention.received)
    } catch {
      if case .system(let error) = error, error.isNotFound { return }
      throw error
    }
  }

  private func sweep(
    _ path: String,
    _ kept: Interval,
    prefix: String = ""
  ) async throws(RetentionError) {
    do throws(SystemError) {
      let directory = try Directory(path: path)
      var sweep = try AgeSweep(
        directory,
        before: cutoff(kept),
        prefix: prefix,
        keepsUnfinished: false
      )
      while !isStopped, try !sweep.step(Self.step).isLast { await executor.rest(for: Self.rest) }
    } catch {
      throw .system(error)
    }
  }
}

/// The housekeeper's schedule.
package struct HousekeepingTimes: Sendable {
  /// The first run, after the start.
  package var firstRun = Interval(seconds: 60)
  /// The time from the end of one run to the next.
  package var period = Interval(seconds: 3_600)
  /// The time from the last result to the release of memory.
  ///
  /// Reusing a released page costs time, so a message every few seconds keeps the memory in use.
  package var quiet = Interval(seconds: 30)

  package init() {}
}
