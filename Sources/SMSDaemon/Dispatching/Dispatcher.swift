package import SMSCore
package import SMSSystem

/// The shell around the dispatcher's state machine: passes events in and performs the actions.
///
/// It decides nothing. If the ledger refuses a commit, it repeats outcomes and commands until they
/// succeed, and reports failed claims and pages to the machine.
package actor Dispatcher: QueueActor {
  /// The wait before a commit that must not be lost is repeated.
  static let ledgerRest = Interval(seconds: 1)

  package nonisolated let executor: QueueExecutor

  private var machine: DispatcherMachine
  let ledger: any Ledger
  private let codes: any CodeBook
  private var providers: [String: any Provider] = [:]
  private let reporter: EventReporter
  private let changed: @Sendable () -> Void
  private let stepped: @Sendable () async -> Void
  private let handOver: @Sendable (CommandJob) -> Void
  private var released: @Sendable () -> Void = {}
  private var slotTimer: DeadlineTimer?
  private var dueTimer: DeadlineTimer?
  private var idleWaiters: [CheckedContinuation<Void, Never>] = []
  /// Commits and reads in progress; a drain ends when there are none.
  private var operations = 0

  /// - Parameters:
  ///   - configuration: Accounts, spools, policies.
  ///   - ledger: Stores the jobs.
  ///   - codes: Inserts codes into the texts that are sent.
  ///   - reporter: Logs and notes what happens.
  ///   - seed: Seeds the jitter.
  ///   - digest: The keyed digest of a text.
  ///   - changed: Called after each commit that changed a result.
  ///   - stepped: Called after a step of a command on many jobs; returns when the next may begin.
  ///   - handOver: Receives deferred commands.
  package init(
    configuration: DispatcherConfiguration,
    ledger: any Ledger,
    codes: any CodeBook,
    reporter: EventReporter,
    seed: UInt64,
    digest: @escaping @Sendable (MessageText) -> TextDigest,
    changed: @escaping @Sendable () -> Void,
    stepped: @escaping @Sendable () async -> Void,
    handOver: @escaping @Sendable (CommandJob) -> Void
  ) {
    executor = QueueExecutor(label: "dispatcher")
    machine = DispatcherMachine(
      configuration: configuration,
      seed: seed,
      now: .now(),
      digest: digest
    )
    self.ledger = ledger
    self.codes = codes
    self.reporter = reporter
    self.changed = changed
    self.stepped = stepped
    self.handOver = handOver
  }

  /// Sets a handler to be called whenever a hold of everything ends.
  package func whenReleased(_ body: @escaping @Sendable () -> Void) {
    released = body
  }

  /// Starts with the contents of the ledger.
  package func start(_ recovery: Recovery, providers: [String: any Provider]) {
    self.providers = providers
    let wake: @Sendable () -> Void = { [weak self] in self?.assumeIsolated { $0.handle(.timer) } }
    slotTimer = DeadlineTimer(on: executor, clock: .monotonic, handler: wake)
    dueTimer = DeadlineTimer(on: executor, clock: .wall, handler: wake)
    handle(.recovered(recovery))
  }

  /// Receives the providers' events.
  package nonisolated var sink: ProviderSink {
    { [weak self] events in
      guard let self else { return }
      executor.async { self.assumeIsolated { $0.handle(.provider(events)) } }
    }
  }

  /// Accepts what intake accepted, from any queue; batches keep their order.
  package nonisolated func take(_ acceptances: [Acceptance]) {
    executor.async { self.assumeIsolated { $0.accepted(acceptances) } }
  }

  /// Learns that a batch was accepted whole, from any queue.
  package nonisolated func activate(_ lanes: Set<Lane>) {
    executor.async { self.assumeIsolated { $0.handle(.activated(lanes)) } }
  }

  private func accepted(_ acceptances: [Acceptance]) {
    handle(.accepted(acceptances))
    var hasChanged = false
    for acceptance in acceptances {
      switch acceptance {
      case .ended(let job):
        reporter.ended(job)
        hasChanged = true
      case .again: hasChanged = true
      case .message, .command, .duplicate: break
      }
    }
    if hasChanged { changed() }
  }

  package func reconfigure(
    _ configuration: DispatcherConfiguration,
    providers: [String: any Provider]
  ) {
    let gone = self.providers.filter { providers[$0.key] == nil }
    self.providers = providers
    handle(.reconfigured(configuration))
    for provider in gone.values { provider.cancelAll() }
  }

  /// Has messages go by other windows.
  package func use(_ windows: SendWindows) { handle(.windowsChanged(windows)) }

  /// Stops sending while the ledger is unreliable, or resumes it.
  package func halt(_ isHalted: Bool) { handle(.halt(isHalted)) }

  /// Sends nothing new, and returns when nothing is in progress.
  package func drain() async {
    handle(.drain)
    guard !isIdle else { return }
    await withCheckedContinuation { idleWaiters.append($0) }
  }

  /// Gives up on missing answers: their attempts end as unsent or in doubt.
  package func cutOff() {
    for provider in providers.values { provider.cancelAll() }
  }

  package var underWay: Int { machine.underWay }
  package var figures: DispatcherFigures { machine.figures }
  private var isIdle: Bool { machine.isIdle && operations == 0 }

  // MARK: Events and actions

  private func handle(_ event: DispatcherEvent) {
    let now = Moment.now()
    let actions = machine.handle(event, at: now)
    for action in actions { perform(action) }
    reporter.report(actions)
    setTimers(now)
    guard isIdle, !idleWaiters.isEmpty else { return }
    for waiter in idleWaiters { waiter.resume() }
    idleWaiters = []
  }

  private func setTimers(_ now: Moment) {
    let wake = machine.nextWake(after: now)
    if let time = wake.monotonic {
      slotTimer?.arm(at: time.nanoseconds)
    } else {
      slotTimer?.disarm()
    }
    if let time = wake.wall {
      dueTimer?.arm(at: time.nanoseconds)
    } else {
      dueTimer?.disarm()
    }
  }

  private func perform(_ action: DispatcherAction) {
    switch action {
    case .send(let account, let dispatches):
      // Codes exist in clear text only in what is handed over here.
      providers[account]?.send(dispatches.map { $0.written(by: codes) })
    case .probe(let account): providers[account]?.probe(today: Moment.now().wall)
    case .list(let account, let query): providers[account]?.list(query)
    case .report: break
    case .identify(let account, let ids): run { await $0.identify(account, ids) }
    case .name(let job, let id): run { await $0.name(job, id) }
    case .begin(let claims, let areUrgent): run { await $0.begin(claims, areUrgent: areUrgent) }
    case .settle(let settlements): run { await $0.settle(settlements) }
    case .postpone(let jobs, let error, let time, let dueAt):
      run { await $0.postpone(jobs, error, time, dueAt) }
    case .holdSender(let sender, let time, let cursor): run { await $0.hold(sender, time, cursor) }
    case .freeSender(let sender, let cursor): run { await $0.free(sender, cursor) }
    case .bringForward(let latest, let cursor): run { await $0.bringForward(latest, cursor) }
    case .askSender(let sender, let job, let closed): run { await $0.ask(sender, job, closed) }
    case .assignZones(let spool, let cursor): run { await $0.assignZones(spool, cursor) }
    case .load(let lane, let loaded, let limit): run { await $0.load(lane, loaded, limit) }
    case .expire(let limit): run { await $0.expire(limit) }
    case .execute(let command): run { await $0.execute(command) }
    }
  }

  /// Runs an operation that awaits the ledger, then handles the event that it returns.
  private func run(_ body: @escaping @Sendable (isolated Dispatcher) async -> DispatcherEvent?) {
    operations += 1
    Task {
      let event = await body(self)
      operations -= 1
      handle(event ?? .timer)
    }
  }

  private func begin(_ claims: [Claim], areUrgent: Bool) async -> DispatcherEvent {
    let jobs = claims.map(\.job)
    do throws(LedgerError) {
      let answer = try await ledger.begin(claims, areUrgent: areUrgent, at: Moment.now())
      for job in answer.ended { reporter.ended(job) }
      // Some may have ended instead: their recipients opted out, or they are not to be sent.
      let waiting = answer.waiting.count + answer.refused.count + answer.later.count
      if answer.begun.count + waiting < jobs.count { changed() }
      return .began(asked: jobs, answer)
    } catch {
      reporter.ledgerFailed(error)
      return .beginFailed(jobs)
    }
  }

  private func settle(_ settlements: [Settlement]) async -> DispatcherEvent {
    await untilCommitted { ledger throws(LedgerError) in try await ledger.settle(settlements) }
    changed()
    return .settled(settlements)
  }

  private func identify(_ account: String, _ ids: [String]) async -> DispatcherEvent {
    do throws(LedgerError) {
      return .identified(account: account, known: try await ledger.known(ids))
    } catch {
      reporter.ledgerFailed(error)
      return .identified(account: account, known: nil)
    }
  }

  private func name(_ job: JobNumber, _ id: String?) async -> DispatcherEvent {
    await untilCommitted { ledger throws(LedgerError) in
      try await ledger.name(job, as: id, at: Moment.now().wall)
    }
    changed()
    return .named(job)
  }

  private func postpone(
    _ jobs: [JobNumber],
    _ error: JobError,
    _ time: WallTime,
    _ dueAt: WallTime?
  ) async -> DispatcherEvent? {
    await untilCommitted { ledger throws(LedgerError) in
      try await ledger.postpone(
        jobs,
        error: error,
        nextAttemptAt: time,
        dueAt: dueAt,
        at: Moment.now().wall
      )
    }
    changed()
    return nil
  }

  private func load(_ lane: Lane, _ loaded: Set<JobNumber>, _ limit: Int) async -> DispatcherEvent {
    let now = Moment.now().wall
    do throws(LedgerError) {
      let page = try await ledger.page(of: lane, dueBy: now, excluding: loaded, limit: limit)
      if !page.damaged.isEmpty { await failDamaged(page.damaged) }
      return .loaded(lane, page)
    } catch {
      reporter.ledgerFailed(error)
      return .loadFailed(lane)
    }
  }

  /// Fails jobs whose stored content is not what was accepted.
  private func failDamaged(_ jobs: [JobNumber]) async {
    await untilCommitted { ledger throws(LedgerError) in
      try await ledger.fail(jobs, error: .ledgerDamaged, at: Moment.now().wall)
    }
    reporter.textsDamaged(jobs.count)
    changed()
  }

  private func expire(_ limit: Int) async -> DispatcherEvent {
    do throws(LedgerError) {
      let expiry = try await ledger.expire(at: Moment.now().wall, limit: limit)
      if !expiry.ended.isEmpty {
        reporter.expired(expiry.ended.count)
        changed()
      }
      return .expired(expiry)
    } catch {
      reporter.ledgerFailed(error)
      return .expiryFailed
    }
  }

  private func execute(_ command: CommandJob) async -> DispatcherEvent? {
    guard !command.command.isDeferred else {
      handOver(command)
      return nil
    }
    let outcome = await untilCommitted { ledger throws(LedgerError) in
      try await ledger.execute(command, at: Moment.now().wall)
    }
    switch outcome {
    case .more: await stepped()
    case .finished, .switched:
      reporter.commandDone(command)
      changed()
      if command.command == .release(.all) { released() }
    case .waits: break
    }
    return .commanded(command, outcome)
  }

  /// Repeats a commit until the disk accepts it: a known outcome must not be lost.
  func untilCommitted<Value: Sendable>(
    _ commit: @Sendable (any Ledger) async throws(LedgerError) -> Value
  ) async -> Value {
    while true {
      do throws(LedgerError) {
        let value = try await commit(ledger)
        reporter.ledgerWorks()
        return value
      } catch {
        reporter.ledgerFailed(error)
        await executor.rest(for: Self.ledgerRest)
      }
    }
  }
}
