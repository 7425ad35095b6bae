internal import SMSCore
internal import SMSSystem

/// The handling of settled jobs: their results are written, and removed after their retention.
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
      optOuts: storage.ledger,
      audit: storage.ledger,
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

  /// Starts by republishing what a power failure may have lost.
  func start() async throws(LedgerError) {
    try await results.start()
  }

  /// Starts removing what is old, which must not happen with a restored ledger.
  func startHousekeeping() async {
    await housekeeper.start()
  }

  /// Sets what says how many messages a second some accounts send together.
  func usePace(_ body: @escaping @Sendable ([String]) async -> Double?) async {
    await results.usePace(body)
  }

  /// Goes by other windows.
  func use(_ windows: SendWindows) async {
    await results.use(spoolsWithWindow: Set(windows.spools.keys))
  }

  /// Notes that results changed; may be called from any thread and as often as needed.
  func wake() {
    results.wake()
  }

  /// Returns when the results that changed are published, or the publisher is well on its way.
  func keepPace() async {
    await results.keepPace()
  }

  /// Returns when every result is published and synced, as far as the disks allow.
  func flush() async {
    await results.flush()
  }

  /// Applies a configuration of spools and retention times.
  func use(_ configuration: Configuration, isRestored: Bool) async {
    await results.use(configuration.resultStores(isRestored: isRestored))
    await use(configuration.windows)
    await housekeeper.use(configuration.retention, configuration.layouts.map(\.value))
  }

  /// For the watchdog; returns only while the queue works.
  func isAlive() async {
    await results.isAlive()
  }

  /// Publishes what there is, as `flush` does, and removes nothing more.
  func stop() async {
    await results.flush()
    await housekeeper.stop()
  }
}
