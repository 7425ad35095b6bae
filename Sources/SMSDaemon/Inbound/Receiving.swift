internal import SMSCore
internal import SMSHTTP
internal import SMSListener
internal import SMSSecrets
internal import SMSSpool
internal import SMSSystem

/// The receiving part: the listener, which the configuration turns on and off, and the handling of
/// the provider's calls.
actor Receiving: QueueActor {
  nonisolated let executor: QueueExecutor

  private let log: Log
  private let handler: InboundHandler
  private let publisher: ReceivedPublisher
  private let unreadableCalls: UnreadableCalls
  private let catchUp: TextCatchUp
  private let media: MediaFetcher
  private let shelf: MediaShelf
  private let isHealthy: @Sendable () async -> Bool
  private var service: ListenerService?
  /// The URLs for the provider to call; nil while the listener is off.
  private(set) var callbackURLs: CallbackURLs?

  /// - Parameters:
  ///   - configuration: The spools and numbers.
  ///   - storage: Where receipts and messages are stored.
  ///   - reporting: Receives reports of what happens.
  ///   - publishing: Is notified when results change; its queue writes the messages' files.
  ///   - sending: Accepts automatic replies.
  ///   - times: When the provider's list is read for texts that no call brought.
  ///   - isRestored: Whether no file may be written until the ledger is released.
  ///   - executor: The daemon's queue.
  init(
    _ configuration: Configuration,
    _ storage: Storage,
    _ reporting: Reporting,
    _ publishing: Publishing,
    _ sending: Sending,
    catchUp times: CatchUpTimes,
    isRestored: Bool,
    on executor: QueueExecutor
  ) {
    let (ledger, events, textDigest) = (storage.ledger, reporting.events, storage.textDigest)
    let publisher = ReceivedPublisher(
      inbox: ledger,
      stores: configuration.receivedStores(isRestored: isRestored),
      log: reporting.log,
      reporter: events,
      on: publishing.executor
    )
    let catchUp = TextCatchUp(
      TextCatchUp.Dependencies(
        times: times,
        notes: ledger,
        log: reporting.log,
        recorder: reporting.recorder,
        reporter: events
      )
    )
    self.executor = executor
    shelf = storage.shelf
    self.publisher = publisher
    self.catchUp = catchUp
    media = MediaFetcher(
      MediaFetcher.Dependencies(
        queue: ledger,
        log: reporting.log,
        recorder: reporting.recorder,
        reporter: events,
        ended: { publisher.wake() }
      )
    )
    log = reporting.log
    handler = InboundHandler(
      InboundHandler.Dependencies(
        inbox: ledger,
        log: reporting.log,
        reporter: events,
        recorder: reporting.recorder,
        digest: storage.requestDigest,
        textDigest: { textDigest(MessageText($0)) },
        bootTime: storage.bootTime,
        resultsChanged: { publishing.wake() },
        messagesCame: { publisher.wake() },
        missed: { catchUp.missed() },
        accepted: { sending.take($0) }
      ),
      configuration: configuration
    )
    unreadableCalls = UnreadableCalls(
      state: storage.directory,
      log: reporting.log,
      digest: storage.requestDigest
    )
    isHealthy = {
      _ = await sending.underWay
      return await ledger.isHealthy(events)
    }
  }

  /// Starts with the messages that have no durable file yet, and accepts calls from now on.
  func open() async {
    await publisher.start { [media] in media.wake() }
    await handler.open()
    await catchUp.open(handler)
  }

  /// Applies what may be read of the accounts' lists, and fetched for inbound messages: nothing while
  /// the listener is off, or the ledger is held.
  func follow(
    _ lists: [String: any MessageListing],
    _ facts: [String: AccountFacts],
    _ configuration: Configuration,
    isRestored: Bool
  ) async {
    await catchUp.use(
      TextCatchUp.Settings(
        lists: service == nil || isRestored
          ? [:] : lists.filter { configuration.accounts[$0.key]?.staging.isDryRun != true },
        facts: facts,
        numbers: configuration.accounts.mapValues { Set($0.numbers) },
        memory: configuration.retention.ledger
      )
    )
    await media.use(isRestored ? nil : mediaSettings(configuration))
  }

  /// nil while the listener is off, or nothing is to be fetched.
  private func mediaSettings(_ configuration: Configuration) -> MediaFetcher.Settings? {
    guard service != nil, let media = configuration.listener?.media else { return nil }
    return MediaFetcher.Settings(
      rule: configuration.mediaRule,
      limits: DownloadLimits(bytes: Int64(media.maxBytes), time: media.timeout),
      layouts: configuration.layouts.filter { $0.key != Configuration.operatorSpool },
      minFreeBytes: Int64(configuration.minFreeMegabytes) << 20
    )
  }

  /// Applies a configuration of spools and numbers.
  func use(_ configuration: Configuration, isRestored: Bool) async {
    await handler.use(configuration)
    await publish(configuration, isRestored: isRestored)
  }

  /// Applies a configuration of the directories that messages may be written to.
  func publish(_ configuration: Configuration, isRestored: Bool) async {
    await publisher.use(configuration.receivedStores(isRestored: isRestored))
  }

  /// Closes the listener; the provider repeats calls made meanwhile, after the restart.
  func stop() async {
    await service?.stop()
    await media.stop()
    await catchUp.stop()
  }

  /// Returns when every message received has its file, as far as the disks allow.
  func flush() async {
    await publisher.flush()
  }

  // MARK: The listener

  /// Starts, stops or moves the listener as configured; the old one stays if that fails.
  ///
  /// - Throws: `StartError`.
  func changeListener(for new: Configuration) async throws(StartError) {
    guard let wanted = new.listener else {
      await service?.stop()
      service = nil
      callbackURLs = nil
      return
    }
    let token = try new.token()
    if let service, service.settings == wanted.settings {
      service.use(token)
    } else {
      try await replaceListener(wanted.settings, token)
    }
    callbackURLs = service.map { CallbackURLs(wanted, port: $0.port, token: token) }
  }

  /// Replaces the listener; the old one is stopped first only if both use the same port, as
  /// 127.0.0.1 and 0.0.0.0 cannot be bound together.
  private func replaceListener(
    _ settings: ListenerSettings,
    _ token: CallbackToken
  ) async throws(StartError) {
    let old = service
    let sharesPort = old?.port == settings.port
    if sharesPort { await old?.stop() }
    do throws(StartError) {
      service = try await startListener(settings, token)
    } catch {
      if sharesPort, let old { service = try await startListener(old.boundSettings, old.token) }
      throw error
    }
    if !sharesPort { await old?.stop() }
  }

  private func startListener(
    _ settings: ListenerSettings,
    _ token: CallbackToken
  ) async throws(StartError) -> ListenerService {
    try await ListenerService.start(
      settings,
      token: token,
      handler: handler,
      log: log,
      media: shelf,
      unreadable: unreadableCalls,
      isHealthy: isHealthy
    )
  }
}

extension DaemonLedger {
  /// Whether it accepts new work, can be read, and can be written again if a write failed last.
  fileprivate func isHealthy(_ events: EventReporter) async -> Bool {
    guard refusal == nil else { return false }
    do throws(LedgerError) {
      _ = try await publishedThrough()
      guard events.isLedgerFailing else { return true }
      try await change([NoteChange(Notes.health, Notes.works(at: Moment.now().wall))])
      events.ledgerWorks()
      return true
    } catch {
      events.ledgerFailed(error)
      return false
    }
  }
}
