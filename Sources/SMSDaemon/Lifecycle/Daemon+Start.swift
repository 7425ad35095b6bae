internal import SMSCore
internal import SMSHTTP
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
    let parts = try await open(options, configuration, credentials, log)
    let daemon = Daemon(parts)
    try await daemon.run(credentials, text)
    // The file may have been changed after it was read.
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
      let credentials = try Credentials.loadAll(configuration, environment: options.environment)
      return (configuration, credentials, text)
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
    let bootName = try readBootName()
    let last = DaemonState.last(in: state)
    let daemonState = DaemonState(starting: options, boot: bootName)
    let lock = try StateDirectory.lock(state, path: configuration.state)
    let stateFile = StateFile(lock, daemonState)
    guard (try? state.contains(LedgerRestore.marker)) != true else {
      throw .restoreInterrupted(path: configuration.state)
    }
    let notifier = ServiceTeller(ServiceNotifier(environment: options.environment))
    let stored = try await StoredState.open(
      options,
      configuration,
      in: state,
      boot: bootName,
      upgrade: UpgradeReporter(log: log, notifier: notifier)
    )
    let (ledger, secret) = (stored.ledger, stored.secret)
    let codes = SecretCodeBook(secret)
    let health = LedgerHealth(log: log)
    let board = StatusBoard(
      store: ledger,
      health: health,
      file: stateFile,
      files: RunningFiles(
        state: state,
        runtimeDirectory: SpoolTable.directory(given: options.environment),
        daemon: daemonState.daemon,
        configurationPath: options.configurationPath
      ),
      notifier: notifier
    )
    let scribe = EventReporter(
      log: log,
      health: health,
      note: { account, note in board.take(note, of: account) },
      notePrefix: { prefix in board.take(prefix) }
    )
    try makeSpools(configuration)
    removeTemporaries(configuration)
    let restoration = try await readRestoration(ledger)
    let place = LedgerPlace(configuration)
    let maker = BackupMaker(state, path: configuration.state, ledger: place.storage)
    maker.removeStale(at: Moment.now().wall)
    let publisher = Publisher(
      ledger: ledger,
      stores: Self.open(resultStores(configuration), restoration),
      log: log,
      scribe: scribe
    )
    let errands = ErrandEnds(ledger: ledger, scribe: scribe, changed: { publisher.wake() })
    let backups = BackupHandler(maker, ledger: ledger, errands: errands, log: log)
    let reconciler = ReconcileHandler(
      ReconcileHandler.Dependencies(
        ledger: ledger,
        digest: { secret.digest(of: $0) },
        errands: errands,
        scribe: scribe,
        log: log
      )
    )
    let lookups = LookupWorker(ledger: ledger, scribe: scribe, changed: { publisher.wake() })
    let desk = Dispatcher(
      configuration: configuration.dispatcher(keySources: credentials.mapValues(\.source)),
      ledger: ledger,
      codes: codes,
      scribe: scribe,
      seed: try randomSeed(),
      digest: { secret.digest(of: $0) },
      changed: {
        publisher.wake()
        board.workChanged()
      },
      handOver: { command in
        switch command.command {
        case .backup: backups.take(command)
        case .reconcile: reconciler.take(command)
        default: lookups.take(command)
        }
      }
    )
    let received = ReceivedPublisher(
      inbox: ledger,
      stores: Self.open(receivedStores(configuration), restoration),
      log: log,
      scribe: scribe,
      on: publisher.executor
    )
    let inbound = InboundHandler(
      InboundHandler.Dependencies(
        inbox: ledger,
        log: log,
        scribe: scribe,
        digest: { secret.digest(.request, of: $0) },
        textDigest: { secret.digest(of: MessageText($0)) },
        bootTime: { BootTime(nanoseconds: Clocks.boottime, boot: bootName) },
        resultsChanged: { publisher.wake() },
        messagesCame: { received.wake() },
        accepted: {
          desk.take($0)
          board.workChanged()
        }
      ),
      configuration: configuration
    )
    return DaemonParts(
      options: options,
      configuration: configuration,
      log: log,
      notifier: notifier,
      scribe: scribe,
      state: state,
      stateFile: stateFile,
      board: board,
      ledger: ledger,
      secret: secret,
      boot: bootName,
      desk: desk,
      publisher: publisher,
      received: received,
      inbound: inbound,
      lookups: lookups,
      reconciler: reconciler,
      restoration: restoration,
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
      ledgerWatch: LedgerWatch(
        ledger: ledger,
        storage: place.storage,
        log: log,
        halt: { error in
          board.ledgerTrouble(error?.cause)
          await desk.halt(error != nil)
        }
      ),
      wasUnclean: !stored.isNew && last?.phase != .stopped,
      providers: AccountProviders(
        transport: try await startTransport(on: desk.executor),
        sink: desk.sink
      )
    )
  }

  private static func readRestoration(
    _ ledger: any ReconciliationStore
  ) async throws(StartError) -> Restoration? {
    do throws(LedgerError) {
      return try await ledger.restoration()
    } catch {
      throw .ledger(error)
    }
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
}
