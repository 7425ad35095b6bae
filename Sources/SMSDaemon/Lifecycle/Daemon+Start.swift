internal import SMSCore
internal import SMSFlowroute
internal import SMSLedger
internal import SMSSecrets
internal import SMSSpool
internal import SMSSystem

extension Daemon {
  /// Starts a daemon: reads the configuration, opens everything, finishes what a crash left, and
  /// takes requests from then on.
  ///
  /// - Parameter options: where the configuration is, and what the process was given.
  /// - Returns: the running daemon; systemd has been told.
  /// - Throws: `StartError`; nothing was sent and nothing is lost.
  package static func start(_ options: DaemonOptions) async throws(StartError) -> Daemon {
    let early = options.watchesSignals ? await EarlyReload() : nil
    let (configuration, credentials) = try await read(options)
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
    let parts = try await open(options, configuration, credentials, log)
    let daemon = Daemon(parts)
    try await daemon.run(credentials)
    // The file may have been changed after it was read.
    if early?.isAsked == true { await daemon.reload() }
    return daemon
  }

  /// The configuration with the keys of its accounts.
  static func read(
    _ options: DaemonOptions
  ) async throws(StartError) -> (Configuration, [String: Credentials]) {
    do throws(ConfigurationError) {
      let configuration = try Configuration.load(path: options.configurationPath)
      let credentials = try Credentials.loadAll(configuration, environment: options.environment)
      return (configuration, credentials)
    } catch {
      throw .configuration(await error.namingFiles(options.environment, options.serviceManager))
    }
  }

  private static func open(
    _ options: DaemonOptions,
    _ configuration: Configuration,
    _ credentials: [String: Credentials],
    _ log: Log
  ) async throws(StartError) -> DaemonParts {
    let state = try StateDirectory.open(configuration.state)
    let lock = try StateDirectory.lock(state, path: configuration.state)
    let bootName = try readBootName()
    let stored = try await StoredState.open(options, configuration, in: state, boot: bootName)
    let (ledger, secret) = (stored.ledger, stored.secret)
    let codes = SecretCodeBook(secret)
    // A note is for people who look; if it cannot be written, the log has said it.
    let scribe = Scribe(
      log: log,
      note: { account, note in
        let text = Notes.account(note, since: Moment.now().wall)
        Task { try? await ledger.note(Notes.accountPrefix + account, text) }
      },
      notePrefix: { prefix in
        let text = Notes.refused(prefix, since: Moment.now().wall)
        Task { try? await ledger.note(Notes.prefixPrefix + prefix.text, text) }
      }
    )
    try makeSpools(configuration)
    removeTemporaries(configuration)
    let publisher = Publisher(
      ledger: ledger,
      stores: resultStores(configuration),
      log: log,
      scribe: scribe
    )
    let lookups = LookupDesk(ledger: ledger, scribe: scribe, changed: { publisher.wake() })
    let desk = DispatchDesk(
      configuration: configuration.dispatcher(keySources: credentials.mapValues(\.source)),
      ledger: ledger,
      codes: codes,
      scribe: scribe,
      seed: try randomSeed(),
      digest: { secret.digest(of: $0) },
      changed: { publisher.wake() },
      lookUp: { lookups.take($0) }
    )
    let received = ReceivedPublisher(
      inbox: ledger,
      stores: receivedStores(configuration),
      log: log,
      scribe: scribe,
      on: publisher.executor
    )
    let inbound = InboundDesk(
      InboundDesk.Means(
        inbox: ledger,
        log: log,
        scribe: scribe,
        digest: { secret.digest(.request, of: $0) },
        bootTime: { BootTime(nanoseconds: Clocks.boottime, boot: bootName) },
        resultsChanged: { publisher.wake() },
        messagesCame: { received.wake() },
        accepted: { desk.take($0) }
      ),
      configuration: configuration
    )
    return DaemonParts(
      options: options,
      configuration: configuration,
      log: log,
      notifier: ServiceTeller(ServiceNotifier(environment: options.environment)),
      scribe: scribe,
      state: state,
      lock: lock,
      ledger: ledger,
      secret: secret,
      boot: bootName,
      desk: desk,
      publisher: publisher,
      received: received,
      inbound: inbound,
      lookups: lookups,
      housekeeper: Housekeeper(
        ledger: ledger,
        inbox: ledger,
        publisher: publisher,
        log: log,
        retention: configuration.retention,
        layouts: configuration.layouts.map(\.value),
        unreadableCalls: "\(configuration.state)/\(UnreadableCalls.directoryName)",
        times: options.housekeeping,
        releaseMemory: options.releaseMemory
      ),
      providers: AccountProviders(
        transport: try await startTransport(on: desk.executor),
        sink: desk.sink
      )
    )
  }

  private static func readBootName() throws(StartError) -> String {
    do throws(SystemError) {
      return try Clocks.bootIdentifier()
    } catch {
      throw .system(error)
    }
  }

  private static func randomSeed() throws(StartError) -> UInt64 {
    do throws(SystemError) {
      return try Randomness.word()
    } catch {
      throw .system(error)
    }
  }

  /// The transport shares the dispatcher's queue: they hand each other a few messages at a time,
  /// and each handing over to another queue would wake a thread.
  private static func startTransport(
    on executor: QueueExecutor
  ) async throws(StartError) -> Transport {
    do throws(TransportError) {
      return try await Transport.start(on: executor)
    } catch {
      throw .transport("\(error)")
    }
  }

  /// Makes the spools' directories where they are missing.
  ///
  /// One that cannot be used stops no other: its intake says what is wrong and tries again.
  /// - Throws: `StartError` if it is the operator's, or none of the others can be used.
  static func makeSpools(_ configuration: Configuration) throws(StartError) {
    var problems: [String: SpoolProblem] = [:]
    for (name, layout) in configuration.layouts {
      do throws(SpoolProblem) {
        try layout.make()
      } catch {
        problems[name] = error
      }
    }
    if let problem = problems[Configuration.operatorSpool] {
      throw .spools([Configuration.operatorSpool: problem])
    }
    if problems.count == configuration.spools.count { throw .spools(problems) }
  }

  /// Where the results of each spool go.
  static func resultStores(_ configuration: Configuration) -> [String: ResultStore] {
    configuration.layouts.mapValues { ResultStore($0) }
  }

  /// Where the inbound messages of each spool go.
  static func receivedStores(_ configuration: Configuration) -> [String: ReceivedStore] {
    configuration.layouts.filter { $0.key != Configuration.operatorSpool }
      .mapValues { ReceivedStore($0) }
  }

  /// Files that a crash left unfinished; only before anything writes there again.
  private static func removeTemporaries(_ configuration: Configuration) {
    for layout in configuration.layouts.values {
      // What cannot be read now is told by the intake, and what stays does no harm.
      _ = try? StaleTemporaries.remove(from: layout)
    }
  }

  // MARK: Running

  private func run(_ credentials: [String: Credentials]) async throws(StartError) {
    let recovery: Recovery
    do throws(LedgerError) {
      recovery = try await ledger.recover()
      try await sayWhetherSecretChanged()
      try await publisher.start()
    } catch {
      throw .ledger(error)
    }
    sayWhatRightsAreWrong()
    try await changeListener(for: configuration)
    providers.use(configuration, credentials, receiptURL: callbackURLs?.receipts)
    await lookups.use(
      providers.lookups,
      configuration.dispatcher(keySources: credentials.mapValues(\.source)).accounts
    )
    await desk.start(recovery, providers: providers.providers)
    await received.start()
    // Before the first message can go out: its receipts come at once.
    await inbound.open()
    for spool in configuration.layouts.keys { await startIntake(of: spool) }
    await housekeeper.start()
    await watchSignals()
    await startWatchdog()
    await note("running")
    log.write(.ready, [("spools", String(intakes.count - 1)), ("state", configuration.state)])
    notifier.ready(status: "Taking requests")
  }

  /// Directories that work, but let others do what they should not, or do not let them.
  func sayWhatRightsAreWrong() {
    for (spool, layout) in configuration.layouts {
      for problem in layout.problems(owner: CurrentProcess.user) {
        log.write(
          .rightsProblem,
          [("spool", spool), ("problem", "\(problem)"), ("hint", problem.hint)]
        )
      }
    }
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
    guard let limit = notifier.watchdogInterval else { return }
    let (desk, publisher, ledger) = (desk, publisher, ledger)
    let dog = Watchdog(limit: Interval(nanoseconds: limit), notifier: notifier) { [weak self] in
      _ = await desk.underWay
      _ = try? await ledger.publishedThrough()
      await publisher.isAlive()
      await self?.isAlive()
    }
    watchdog = dog
    await dog.start()
  }

  private func isAlive() {}
}
