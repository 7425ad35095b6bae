internal import SMSCore
internal import SMSSpool
package import SMSSystem

/// The whole daemon: everything that runs, from the start to the end of the drain.
package actor Daemon: QueueActor {
  package static let version = CurrentProcess.version

  package nonisolated let executor: QueueExecutor

  let options: DaemonOptions
  let storage: Storage
  let reporting: Reporting
  let publishing: Publishing
  let sending: Sending
  let receiving: Receiving
  let copies: MediaKeeper
  let console: OperatorsConsole
  /// nil where no program is named to run commands.
  let commands: CommandRunner?
  /// nil where no program is named to make pages.
  let page: PageService?
  let intakes: Intakes
  let metering: Metering

  var configuration: Configuration
  /// Why the ledger is held; nil unless it was restored and has not been released yet.
  var restoration: Restoration?
  var reloads = ReloadQueue()
  var isDraining = false
  /// The zones as they were read last.
  var zoneMark: [String: FileStatus] = [:]
  var zoneTimer: DeadlineTimer?
  private var signals: SignalSource?
  private var watchdog: Watchdog?
  private var ended: CheckedContinuation<Void, Never>?
  private var hasEnded = false

  var log: Log { reporting.log }
  var board: StatusBoard { reporting.board }
  var isRestored: Bool { restoration != nil }

  /// The URLs for the provider to call; nil while the listener is off.
  package var callbackURLs: CallbackURLs? {
    get async { await receiving.callbackURLs }
  }

  /// Starts a daemon: reads the configuration, opens everything, finishes what a crash left undone,
  /// and accepts requests from then on.
  ///
  /// - Parameter options: The command line and environment of the process.
  /// - Returns: The running daemon; systemd has been notified.
  /// - Throws: `StartError`; nothing was sent and nothing is lost.
  package static func start(_ options: DaemonOptions) async throws(StartError) -> Daemon {
    let early = options.watchesSignals ? await EarlyReload() : nil
    let (configuration, credentials, text) = try await read(options)
    let log = Log(
      format: configuration.log.format,
      level: configuration.log.level,
      sink: options.logSink
    )
    log.write(
      .starting,
      [
        ("version", version), ("pid", String(options.processID)),
        ("configuration", options.configurationPath),
      ]
    )
    let daemon = try await Daemon(options, configuration, credentials, log)
    try await daemon.run(credentials, text)
    // The file may have changed after it was read.
    if early?.isAsked == true { await daemon.reload() }
    return daemon
  }

  /// The configuration with the keys of its accounts, and its text.
  static func read(
    _ options: DaemonOptions
  ) async throws(StartError) -> (Configuration, [String: Credentials], text: [UInt8]) {
    do throws(ConfigurationError) {
      let text = try Configuration.text(path: options.configurationPath)
      let configuration = try Configuration.decode(text, path: options.configurationPath)
        .withZones(ZoneFiles(options.zoneDirectory), at: Moment.now().wall)
      let credentials = try Credentials.loadAll(configuration, environment: options.environment)
      return (configuration, credentials, text)
    } catch {
      throw .configuration(await error.namingFiles(options.environment, options.serviceManager))
    }
  }

  /// Opens everything, in the order in which it may fail; nothing runs yet.
  private init(
    _ options: DaemonOptions,
    _ configuration: Configuration,
    _ credentials: [String: Credentials],
    _ log: Log
  ) async throws(StartError) {
    let executor = QueueExecutor(label: "daemon")
    let notifier = StateNotifier(ServiceNotifier(environment: options.environment))
    let upgrade = UpgradeReporter(log: log, notifier: notifier)
    let storage = try await Storage.open(options, configuration, log: log, upgrade: upgrade)
    let reporting = Reporting(storage, options, log: log, notifier: notifier)
    try configuration.makeSpools()
    configuration.removeTemporaries()
    let restoration = try await storage.restoration()
    storage.backups.removeStale(at: Moment.now().wall)
    let isRestored = restoration != nil
    let publishing = Publishing(
      configuration,
      storage,
      reporting,
      options,
      isRestored: isRestored
    )
    let sending = try await Sending(
      configuration,
      credentials,
      storage,
      reporting,
      publishing,
      on: executor
    )
    self.executor = executor
    self.options = options
    self.storage = storage
    self.reporting = reporting
    self.publishing = publishing
    self.sending = sending
    receiving = Receiving(
      configuration,
      storage,
      reporting,
      publishing,
      sending,
      catchUp: options.catchUp,
      isRestored: isRestored,
      on: executor
    )
    copies = MediaKeeper(
      storage.ledger,
      storage.shelf,
      log: log,
      times: options.media
    )
    let console = OperatorsConsole(
      log: log,
      runtimeDirectory: SpoolTable.directory(given: options.environment),
      on: executor
    )
    self.console = console
    commands = options.program.map { program in
      CommandRunner(program, options, log: log) { console.rights(of: $0) }
    }
    page = try options.program.map { program throws(StartError) in
      try PageService(
        program,
        options,
        PageDependencies(storage, reporting, isRestored: isRestored)
      )
    }
    intakes = Intakes(storage, reporting, publishing, sending, on: executor)
    metering = Metering(configuration, storage, reporting, sending)
    self.configuration = configuration
    self.restoration = restoration
  }

  /// Finishes what a crash left undone, opens the daemon to the outside, and reports readiness.
  private func run(
    _ credentials: [String: Credentials],
    _ text: [UInt8]
  ) async throws(StartError) {
    let restoration = restoration
    try await openConsole()
    let recovery: Recovery
    do throws(LedgerError) {
      try await storage.ledger.use(configuration.optOutRules)
      try await storage.ledger.use(configuration.sendingRules)
      try await storage.ledger.use(configuration.windows)
      recovery = try await storage.recover(log)
      try await publishing.start()
    } catch {
      throw .ledger(error)
    }
    let guardedShare = configuration.verification.policy.prefixGuard.approvedShare
    await publishing.usePace { [sending] in await sending.pace(of: $0) }
    await publishing.use(configuration.windows)
    await board.start(guardsPrefixes: guardedShare > 0)
    await board.use(configuration, text)
    await reporting.rates.start()
    await reporting.alarms.use(configuration)
    reportRights()
    reportRestricted()
    if restoration == nil { await copies.start() }
    try await receiving.changeListener(for: configuration)
    await sending.start(
      recovery,
      configuration,
      credentials,
      callbacks: await receiving.callbackURLs,
      published: { [publishing, receiving, copies] in
        await publishing.flush()
        await receiving.flush()
        await copies.sweep()
      },
      released: { [weak self] in
        guard let self else { return }
        Task { await self.released() }
      }
    )
    // Before the first message can be sent, as its receipts arrive at once.
    await receiving.open()
    await followLists()
    await intakes.use(configuration, open: configuration.openSpools(isRestored: isRestored))
    if let restoration {
      await reportRestored(restoration)
    } else {
      await publishing.startHousekeeping()
    }
    await watchSignals()
    await startWatchdog()
    watchZones()
    await storage.startWatch { [sending, alarms = reporting.alarms] error in
      alarms.ledgerTrouble(error)
      await sending.halt(because: error)
    }
    let spools = await intakes.count - 1
    log.write(.ready, [("spools", String(spools)), ("state", configuration.state)])
    await board.ready()
    await metering.ready(configuration)
  }

  /// Says loudly which accounts do not send, or not to everybody.
  func reportRestricted() {
    for note in StagingCheck(configuration).notes {
      log.write(
        .accountRestricted,
        [("account", note.account), ("rule", note.rule), ("hint", note.hint)]
      )
    }
  }

  /// Has the accounts' lists read for texts that no call brought.
  func followLists() async {
    await receiving.follow(
      await sending.lists,
      await sending.facts,
      configuration,
      isRestored: isRestored
    )
  }

  private func watchSignals() async {
    guard options.watchesSignals else { return }
    signals = await SignalSource([.terminate, .interrupt, .hangUp], on: executor) {
      [weak self] signal in
      guard let self else { return }
      self.assumeIsolated { $0.received(signal) }
    }
  }

  private func received(_ signal: Signal) {
    switch signal {
    case .hangUp:
      Task { await reload() }
    default:
      guard isDraining else {
        Task { await drain() }
        return
      }
      log.write(.stoppedAtOnce)
      log.flush()
      CurrentProcess.exitAtOnce(status: 0)
    }
  }

  private func startWatchdog() async {
    guard let limit = reporting.notifier.watchdogInterval else { return }
    let (sending, publishing, ledger) = (sending, publishing, storage.ledger)
    let dog = Watchdog(limit: Interval(nanoseconds: limit), notifier: reporting.notifier) {
      [weak self] in
      _ = await sending.underWay
      _ = try? await ledger.publishedThrough()
      await publishing.isAlive()
      await self?.isAlive()
    }
    watchdog = dog
    await dog.start()
  }

  private func isAlive() {}

  /// The metrics as text, for a scrape.
  ///
  /// - Parameter accept: The value of `Accept`; nil without one.
  /// - Returns: The body, and its type.
  package nonisolated func metrics(accepting accept: String?) async -> MetricsPage {
    await metering.page(accepting: accept)
  }

  /// Returns when the daemon has drained and everything is closed.
  package func untilStopped() async {
    guard !hasEnded else { return }
    await withCheckedContinuation { ended = $0 }
  }

  func stopped() {
    hasEnded = true
    ended?.resume()
    ended = nil
  }
}
