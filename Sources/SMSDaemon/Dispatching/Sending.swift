internal import SMSCore
internal import SMSHTTP
internal import SMSSecrets
internal import SMSSpool
internal import SMSSystem

/// The sending part: the dispatcher with all accounts' providers, and the commands that use them.
actor Sending: QueueActor {
  /// The time between cutting all connections and the end of the drain.
  static let cutOffTime = Interval(seconds: 2)

  nonisolated let executor: QueueExecutor

  private let dispatcher: Dispatcher
  private let commands: CommandHandlers
  private let board: StatusBoard
  private var providers: AccountProviders
  /// What hints say of the accounts.
  private(set) var facts: [String: AccountFacts] = [:]

  /// Opens the transport; nothing is sent before `start`.
  ///
  /// - Parameters:
  ///   - configuration: Accounts, spools, policies.
  ///   - credentials: The accounts' keys.
  ///   - storage: Stores the jobs.
  ///   - reporting: Receives reports of what happens.
  ///   - publishing: Is notified when results change.
  ///   - executor: The daemon's queue.
  /// - Throws: `StartError` if the system has no randomness, or the transport cannot start.
  init(
    _ configuration: Configuration,
    _ credentials: [String: Credentials],
    _ storage: Storage,
    _ reporting: Reporting,
    _ publishing: Publishing,
    on executor: QueueExecutor
  ) async throws(StartError) {
    let commands = CommandHandlers(storage, reporting, publishing)
    let board = reporting.board
    let dispatcher = Dispatcher(
      configuration: configuration.dispatcher(keySources: credentials.mapValues(\.source)),
      ledger: storage.ledger,
      codes: SecretCodeBook(storage.secret),
      reporter: reporting.events,
      seed: try Self.randomSeed(),
      digest: storage.textDigest,
      changed: {
        publishing.wake()
        board.workChanged()
      },
      stepped: {
        board.workChanged()
        await publishing.keepPace()
      },
      handOver: { commands.take($0) }
    )
    self.executor = executor
    self.board = board
    self.commands = commands
    self.dispatcher = dispatcher
    providers = AccountProviders(
      transport: try await Self.startTransport(on: dispatcher.executor),
      sink: dispatcher.sink,
      wasAsked: { [shelf = storage.shelf] in shelf.wasAsked(for: $0, since: $1) }
    )
  }

  /// Starts sending.
  ///
  /// - Parameters:
  ///   - recovery: The contents of the ledger.
  ///   - configuration: The accounts.
  ///   - credentials: Their keys.
  ///   - callbacks: Where to send receipts and to fetch files; nil while the listener is off.
  ///   - published: Returns when what was read of the ledger before is in its files.
  ///   - released: Called whenever a hold of everything ends.
  func start(
    _ recovery: Recovery,
    _ configuration: Configuration,
    _ credentials: [String: Credentials],
    callbacks: CallbackURLs?,
    published: @escaping @Sendable () async -> Void,
    released: @escaping @Sendable () -> Void
  ) async {
    _ = await change(to: configuration, credentials, callbacks)
    await commands.whenErased(flush: published)
    await dispatcher.whenReleased(released)
    await dispatcher.start(recovery, providers: providers.providers)
  }

  /// Applies a configuration of accounts, keys and policies.
  func use(
    _ configuration: Configuration,
    _ credentials: [String: Credentials],
    callbacks: CallbackURLs?
  ) async {
    let new = await change(to: configuration, credentials, callbacks)
    await dispatcher.reconfigure(new, providers: providers.providers)
  }

  private func change(
    to configuration: Configuration,
    _ credentials: [String: Credentials],
    _ callbacks: CallbackURLs?
  ) async -> DispatcherConfiguration {
    providers.use(
      configuration,
      credentials,
      receiptURL: callbacks?.receipts,
      mediaURL: callbacks?.media
    )
    let new = configuration.dispatcher(keySources: credentials.mapValues(\.source))
    await commands.use(providers, new, configuration)
    facts = new.accounts.mapValues(\.facts)
    return new
  }

  /// Has messages go by other windows.
  func use(_ windows: SendWindows) async {
    await dispatcher.use(windows)
  }

  /// The accounts' lists of messages.
  var lists: [String: any MessageListing] { providers.listings }

  /// Accepts what intake accepted, from any queue; batches keep their order.
  nonisolated func take(_ acceptances: [Acceptance]) {
    dispatcher.take(acceptances)
    board.workChanged()
  }

  /// Learns that a batch was accepted whole, from any queue.
  nonisolated func activate(_ lanes: Set<Lane>) {
    dispatcher.activate(lanes)
    board.workChanged()
  }

  /// How many messages a second some accounts send together; nil if one of them sends nothing now.
  nonisolated func pace(of accounts: [String]) async -> Double? {
    var sum = 0.0
    for account in accounts {
      let outlook = await outlook(for: account)
      guard !outlook.isPaused, outlook.messagesPerSecond > 0 else { return nil }
      sum += outlook.messagesPerSecond
    }
    return sum
  }

  /// The number of messages in flight; returns only while the dispatcher's queue works.
  nonisolated var underWay: Int {
    get async { await dispatcher.underWay }
  }

  /// What the dispatcher is doing; returns only while its queue works.
  nonisolated var figures: DispatcherFigures {
    get async { await dispatcher.figures }
  }

  /// How an account sends now, for a dry run.
  nonisolated func outlook(for account: String) async -> SendingOutlook {
    let figures = await figures.accounts.first { $0.name == account }
    return SendingOutlook(
      messagesPerSecond: figures?.rate ?? 0,
      mmsPerSecond: figures?.mmsRate ?? 0,
      isPaused: figures.map { $0.isPaused || $0.isBreakerOpen } ?? false
    )
  }

  /// Stops sending because of an error, or resumes it with nil.
  nonisolated func halt(because error: LedgerError?) async {
    board.ledgerTrouble(error?.cause)
    await dispatcher.halt(error != nil)
  }

  /// Stops starting calls for commands.
  func stopCommands() async {
    await commands.stop()
  }

  /// Sends nothing new, and waits until nothing is in progress or the time is up.
  ///
  /// Messages without an outcome by then are settled at the next start.
  /// - Parameter longest: How long to wait for answers.
  func drain(within longest: Interval) async {
    let (dispatcher, executor) = (dispatcher, executor)
    await withCheckedContinuation { continuation in
      let first = FirstOf(continuation)
      Task {
        await dispatcher.drain()
        first.arrived()
      }
      Task {
        await executor.rest(for: longest)
        await dispatcher.cutOff()
        await executor.rest(for: Self.cutOffTime)
        first.arrived()
      }
    }
  }

  private static func randomSeed() throws(StartError) -> UInt64 {
    try rethrowing(StartError.system) { () throws(SystemError) in try Randomness.word() }
  }

  /// The transport shares the dispatcher's queue: they exchange a few messages at a time, and each
  /// switch to another queue would wake a thread.
  private static func startTransport(
    on executor: QueueExecutor
  ) async throws(StartError) -> Transport {
    do throws(TransportError) {
      return try await Transport.start(on: executor)
    } catch {
      throw .transport("\(error)")
    }
  }
}

/// Carries out the commands that the dispatcher hands over.
private struct CommandHandlers: Sendable {
  private let backups: BackupHandler
  private let reconciler: ReconcileHandler
  private let lookups: LookupWorker
  private let importer: OptOutImporter
  private let erasures: ErasureHandler
  private let alarms: AlarmTestHandler

  init(_ storage: Storage, _ reporting: Reporting, _ publishing: Publishing) {
    let (ledger, events) = (storage.ledger, reporting.events)
    let completion = CommandCompletion(
      ledger: ledger,
      reporter: events,
      changed: { publishing.wake() }
    )
    backups = BackupHandler(
      storage.backups,
      ledger: ledger,
      completion: completion,
      log: reporting.log
    )
    reconciler = ReconcileHandler(
      ReconcileHandler.Dependencies(
        ledger: ledger,
        digest: storage.textDigest,
        explainer: Composition.errors,
        completion: completion,
        reporter: events,
        log: reporting.log
      )
    )
    alarms = AlarmTestHandler(reporting.alarms, completion: completion)
    lookups = LookupWorker(
      ledger: ledger,
      explainer: Composition.errors,
      reporter: events,
      changed: { publishing.wake() }
    )
    importer = OptOutImporter(ledger: ledger, completion: completion, reporter: events)
    erasures = ErasureHandler(
      ErasureHandler.Dependencies(
        ledger: ledger,
        digest: storage.phoneDigest,
        files: FileErasure(on: publishing.executor),
        reporter: events,
        changed: { publishing.wake() }
      )
    )
  }

  /// Accepts a command, from any thread.
  func take(_ command: CommandJob) {
    switch command.command {
    case .backup: backups.take(command)
    case .reconcile: reconciler.take(command)
    case .importOptOuts: importer.take(command)
    case .erase: erasures.take(command)
    case .testAlarm: alarms.take(command)
    default: lookups.take(command)
    }
  }

  /// Applies a configuration of accounts and spools.
  func use(
    _ providers: AccountProviders,
    _ dispatcher: DispatcherConfiguration,
    _ configuration: Configuration
  ) async {
    await lookups.use(providers.lookups, dispatcher.accounts)
    await reconciler.use(providers.listings, dispatcher, configuration)
    await importer.use(configuration)
    await erasures.use(configuration)
  }

  /// Sets what waits for the publishers.
  func whenErased(flush: @escaping @Sendable () async -> Void) async {
    await erasures.whenErased(flush: flush)
  }

  func stop() async {
    await lookups.stop()
    await reconciler.stop()
    await importer.stop()
    await erasures.stop()
  }
}
