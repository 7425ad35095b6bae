internal import SMSCore
internal import SMSSystem

/// What becomes of settled jobs: their results are written, and removed when their time is over.
struct Publishing: Sendable {
  private let results: Publisher
  private let housekeeper: Housekeeper

  init(
    _ configuration: Configuration,
    _ storage: Storage,
    _ reporting: Reporting,
    _ options: DaemonOptions,
    isRestored: Bool
  ) {
    results = Publisher(
      ledger: storage.ledger,
      stores: configuration.resultStores(isRestored: isRestored),
      log: reporting.log,
      reporter: reporting.events
    )
    housekeeper = Housekeeper(
      ledger: storage.ledger,
      inbox: storage.ledger,
      publisher: results,
      log: reporting.log,
      retention: configuration.retention,
      layouts: configuration.layouts.map(\.value),
      unreadableCalls: "\(configuration.state)/\(UnreadableCalls.directoryName)",
      times: options.housekeeping,
      releaseMemory: options.releaseMemory
    )
  }

  /// The queue that writes files into the spools.
  var executor: QueueExecutor { results.executor }

  /// Starts by publishing again what may have been lost with the power.
  func start() async throws(LedgerError) {
    try await results.start()
  }

  /// Begins to remove what is old, which a restored ledger must not do.
  func startHousekeeping() async {
    await housekeeper.start()
  }

  /// Results changed; any thread may call this, as often as it likes.
  func wake() {
    results.wake()
  }

  /// Takes on other spools and times.
  func use(_ configuration: Configuration, isRestored: Bool) async {
    await results.use(configuration.resultStores(isRestored: isRestored))
    await housekeeper.use(configuration.retention, configuration.layouts.map(\.value))
  }

  /// For the watchdog: comes back only while the queue works.
  func isAlive() async {
    await results.isAlive()
  }

  /// Returns when every result is published and synced, as far as disks allow.
  func stop() async {
    await results.flush()
    await housekeeper.stop()
  }
}
