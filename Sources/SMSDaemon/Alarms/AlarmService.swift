internal import SMSCore
internal import SMSSpool
internal import SMSSystem

/// Observes the daemon, and reports what an operator should know to a command and a directory.
///
/// It has a queue of its own, and nothing waits for it. Parts of the daemon report what begins and
/// ends; waiting messages, disks and failed attempts are looked at every `period`. It works while
/// the ledger takes nothing: what is stored for a restart is stored later.
actor AlarmService: QueueActor {
  static let period = Interval(seconds: 10)

  nonisolated let executor: QueueExecutor

  private let ledger: any NoteStore & BacklogReader & SenderStatistics
  private let notes: NoteWriter
  private let log: Log
  private let clock: AlarmOutlet.Clock
  private let host = CurrentProcess.hostName
  private let attempts = AttemptCounter()
  private let disks = DiskLook()

  private var facts = AlarmFacts()
  private var watch = AttemptWatch()
  private var configuration: Configuration?
  /// nil while no alarms are configured.
  private var machine: AlarmMachine?
  private var outlets: AlarmOutlets?
  /// To how many outlets a report still has to go.
  private var outstanding: [AlarmNotice: Int] = [:]
  private var isReadingLedger = false
  private var isStopped = false
  private var lookTimer: DeadlineTimer?
  private var machineTimer: DeadlineTimer?

  /// - Parameters:
  ///   - ledger: Has the notes of earlier alarms, what waits, and what our numbers sent.
  ///   - log: Where alarms are logged too.
  ///   - clock: Tells the time.
  init(
    ledger: any NoteStore & BacklogReader & SenderStatistics,
    log: Log,
    clock: @escaping AlarmOutlet.Clock = { Moment.now() }
  ) {
    executor = QueueExecutor(label: "alarms")
    self.ledger = ledger
    self.log = log
    self.clock = clock
    notes = NoteWriter(ledger, label: "alarm.notes")
  }

  // MARK: Configuration

  /// Goes by other windows.
  func use(_ windows: SendWindows) {
    configuration?.windows = windows
  }

  /// Applies a configuration; one without alarms stops them.
  func use(_ configuration: Configuration) async {
    self.configuration = configuration
    let gone = facts.keep(
      accounts: Set(configuration.accounts.keys),
      spools: Set(configuration.layouts.keys)
    )
    for event in gone { handle(event) }
    let outlets = outlets ?? makeOutlets()
    self.outlets = outlets
    await outlets.use(configuration.alarms)
    guard let alarms = configuration.alarms else { return turnOff() }
    if machine == nil {
      await turnOn(alarms.policy)
    } else {
      handle(.reconfigured(alarms.policy))
    }
    look()
  }

  private func makeOutlets() -> AlarmOutlets {
    AlarmOutlets(log: log, clock: clock) { [weak self] notice in
      guard let self else { return }
      executor.async { self.assumeIsolated { $0.delivered(notice) } }
    }
  }

  private func turnOn(_ policy: AlarmPolicy) async {
    let notes = (try? await ledger.notes()) ?? [:]
    let records = notes.filter { $0.key.hasPrefix(AlarmRecord.notePrefix) }
      .compactMap { AlarmRecord(note: $0.value) }
    _ = attempts.take()
    machine = AlarmMachine(
      policy: policy,
      seed: (try? Randomness.word()) ?? UInt64(bitPattern: clock().wall.milliseconds),
      records: records,
      at: clock()
    )
    lookTimer = DeadlineTimer(on: executor, leeway: 1_000_000_000) { [weak self] in
      self?.assumeIsolated { $0.look() }
    }
    machineTimer = DeadlineTimer(on: executor, leeway: 50_000_000) { [weak self] in
      self?.assumeIsolated { $0.handle(.timer) }
    }
    handle(.timer)
    for condition in facts.all { handle(.holds(condition)) }
  }

  private func turnOff() {
    machine = nil
    watch = AttemptWatch()
    lookTimer?.cancel()
    machineTimer?.cancel()
  }

  /// Begins no further delivery, and ends those under way; what has not arrived is reported after
  /// the next start.
  func stop() async {
    isStopped = true
    lookTimer?.cancel()
    machineTimer?.cancel()
    await outlets?.stop()
    await notes.close()
  }

  // MARK: Reports of the daemon's parts

  /// Takes what the dispatcher reports, a turn at a time.
  nonisolated func take(_ reports: [DispatcherReport]) {
    for report in reports { take(report) }
  }

  private nonisolated func take(_ report: DispatcherReport) {
    switch report {
    case .attempt(let attempt): attempts.add(attempt)
    case .paused, .probeFailed, .resumed:
      enter { $0.facts.take(report) }
    default: break
    }
  }

  nonisolated func take(_ report: IntakeReport, of spool: String) {
    switch report {
    case .paused(.lowDisk): executor.async { self.assumeIsolated { $0.lookAtDisks() } }
    case .paused, .resumed: enter { $0.facts.take(report, of: spool) }
    default: break
    }
  }

  /// Takes the first failure of the ledger's calls, or with nil its end.
  nonisolated func ledgerFailed(_ error: LedgerError?) {
    enter { $0.facts.ledgerFailed(error) }
  }

  /// Takes why the ledger cannot be relied on, or with nil that it can again.
  nonisolated func ledgerTrouble(_ error: LedgerError?) {
    enter { $0.facts.ledgerTrouble(error) }
  }

  private nonisolated func enter(
    _ body: @escaping @Sendable (isolated AlarmService) -> AlarmEvent?
  ) {
    executor.async {
      self.assumeIsolated { service in
        if let event = body(service) { service.handle(event) }
      }
    }
  }

  // MARK: Looks

  private func look() {
    guard machine != nil, !isStopped else { return }
    lookTimer?.arm(at: clock().monotonic.advanced(by: Self.period).nanoseconds)
    lookAtAttempts()
    lookAtDisks()
    guard !isReadingLedger else { return }
    isReadingLedger = true
    Task {
      await lookAtLedger()
      isReadingLedger = false
    }
  }

  private func lookAtAttempts() {
    guard let machine, let limits = configuration?.alarms?.limits else { return }
    let conditions = watch.conditions(
      adding: attempts.take(),
      limits,
      at: clock().monotonic,
      isRaised: { machine.isStanding($0) }
    )
    handle(.observed(.failures, conditions))
  }

  private func lookAtDisks() {
    guard let configuration, machine != nil else { return }
    let spools = configuration.layouts.sorted { $0.key < $1.key }.map(\.value.root)
    let paths = [configuration.state] + spools
    disks.look(at: paths, minimum: Int64(configuration.minFreeMegabytes)) { [weak self] found in
      guard let self else { return }
      executor.async { self.assumeIsolated { $0.handle(.observed(.disk, found)) } }
    }
  }

  /// What the ledger cannot say now stays as it was.
  private func lookAtLedger() async {
    let now = clock().wall
    guard let found = try? await ledger.backlog(at: now), let configuration,
      let limits = configuration.alarms?.limits
    else { return }
    let backlog = found.within(configuration.windows, at: now)
    let senders = backlog.holds.compactMap { hold in
      if case .sender(let sender) = hold { sender } else { nil }
    }
    handle(.observed(.waiting, limits.conditions(of: backlog, at: now)))
    handle(.observed(.inDoubt, limits.doubts(in: backlog)))
    handle(.observed(.senderPaused, senders.map { .senderPaused($0) }))
    let day = now.advanced(by: Interval(nanoseconds: -AlarmLimits.senderTime.nanoseconds))
    guard let counts = try? await ledger.senderCounts(since: day, until: now) else { return }
    let policy = Composition.provider.optOutPolicy
    handle(.observed(.optOuts, limits.optOuts(of: counts, policy: policy)))
    handle(.observed(.undelivered, limits.undelivered(of: counts)))
  }

  // MARK: The machine

  private func handle(_ event: AlarmEvent) {
    guard !isStopped, let actions = machine?.handle(event, at: clock()) else { return }
    for action in actions { perform(action) }
    guard let wake = machine?.nextWake(after: clock().monotonic) else {
      machineTimer?.disarm()
      return
    }
    machineTimer?.arm(at: wake.nanoseconds)
  }

  private func perform(_ action: AlarmAction) {
    switch action {
    case .keep(let record): notes.set(AlarmRecord.noteKey(record.id), record.note)
    case .forget(let id): notes.set(AlarmRecord.noteKey(id), nil)
    case .report(let notice):
      report(notice)
      outstanding[notice] = outlets?.count
      outlets?.add(AlarmDocument(notice, host: host))
    }
  }

  private func delivered(_ notice: AlarmNotice) {
    guard let left = outstanding[notice] else { return }
    outstanding[notice] = left > 1 ? left - 1 : nil
    if left <= 1 { handle(.delivered(id: notice.id, notice.state)) }
  }

  private func report(_ notice: AlarmNotice) {
    let message: LogMessage =
      switch notice.state {
      case .raised: .alarmRaised
      case .repeated: .alarmRepeated
      case .cleared: .alarmCleared
      }
    log.write(
      message,
      [
        ("id", notice.id), ("key", notice.condition.key.text),
        ("severity", notice.condition.severity.rawValue),
        ("code", notice.condition.code ?? "-"), ("cause", notice.message),
      ]
    )
  }
}

extension AlarmService {
  /// Raises and clears a test alarm, past the queue of reports and their pace.
  ///
  /// - Returns: What became of both reports at each configured place.
  func test() async -> AlarmTest {
    let since = clock().wall
    let id = "test-" + String(UInt32(truncatingIfNeeded: since.milliseconds), radix: 16)
    var deliveries: [AlarmTest.Delivery] = []
    for state in [AlarmNotice.State.raised, .cleared] {
      let notice = AlarmNotice(
        id: id,
        state: state,
        since: since,
        at: clock().wall,
        condition: .test
      )
      report(notice)
      deliveries += await outlets?.attempt(AlarmDocument(notice, host: host)) ?? []
    }
    return AlarmTest(deliveries: deliveries)
  }
}
