internal import SMSCore
internal import SMSSystem

/// Writes the metrics into a file for node_exporter's textfile collector, again and again.
///
/// The file is replaced in one step, and removed when the daemon ends, so that nobody takes the
/// figures of a stopped daemon for those of a running one.
actor MetricsFile: QueueActor {
  private static let mode: UInt32 = 0o644
  private static let leeway: Int64 = 100_000_000

  nonisolated let executor = QueueExecutor(label: "metrics.file")

  private let log: Log
  private let content: @Sendable () async -> [UInt8]
  private var settings = Configuration.Metrics()
  private var timer: DeadlineTimer?
  private var isFailing = false
  private var isStopped = false

  /// - Parameters:
  ///   - log: Where to report that the file cannot be written.
  ///   - content: Gathers what to write.
  init(log: Log, content: @escaping @Sendable () async -> [UInt8]) {
    self.log = log
    self.content = content
  }

  /// Applies a configuration; a file that is no longer wanted is removed.
  func use(_ settings: Configuration.Metrics) async {
    let old = self.settings
    self.settings = settings
    if let path = old.textfile, path != settings.textfile { Self.remove(path) }
    guard settings.textfile != nil else { return disarm() }
    if timer == nil {
      timer = DeadlineTimer(on: executor, leeway: Self.leeway) { [weak self] in
        guard let self else { return }
        Task { await self.write() }
      }
    }
    await write()
  }

  /// Removes the file and writes no more.
  func stop() {
    isStopped = true
    disarm()
    if let path = settings.textfile { Self.remove(path) }
  }

  private func disarm() {
    timer?.cancel()
    timer = nil
  }

  private func write() async {
    let bytes = await content()
    guard !isStopped, let path = settings.textfile else { return }
    do throws(SystemError) {
      let (directory, name) = try Directory.holding(path)
      try directory.writeReplacing(name, bytes, mode: Self.mode, durable: false)
      report(nil, path)
    } catch {
      report(error, path)
    }
    timer?.arm(at: Moment.now().monotonic.advanced(by: settings.interval).nanoseconds)
  }

  /// Logs the first failure, and the first success after it.
  private func report(_ error: SystemError?, _ path: String) {
    guard isFailing != (error != nil) else { return }
    isFailing = error != nil
    if let error {
      log.write(.metricsFileFailed, [("path", path), ("error", "\(error)")])
    } else {
      log.write(.metricsFileRecovered, [("path", path)])
    }
  }

  private static func remove(_ path: String) {
    guard let (directory, name) = try? Directory.holding(path) else { return }
    try? directory.unlink(name)
  }
}
