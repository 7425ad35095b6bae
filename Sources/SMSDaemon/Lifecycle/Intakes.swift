internal import SMSCore
internal import SMSSecrets
internal import SMSSpool
internal import SMSSystem

/// The intakes of all spools, including the operator's.
actor Intakes: QueueActor {
  nonisolated let executor: QueueExecutor

  private let storage: Storage
  private let log: Log
  private let board: StatusBoard
  private let recorder: MetricsRecorder
  private let alarms: AlarmService
  private let publishing: Publishing
  private let sending: Sending
  private let claims = DirectoryClaims()
  private let checks = BatchChecks()
  private let inotify = SharedInotify(for: Intake.changes, on: QueueExecutor(label: "intake"))
  private var intakes: [String: Intake] = [:]

  /// - Parameters:
  ///   - storage: Where accepted requests are stored.
  ///   - reporting: Receives reports of what happens.
  ///   - publishing: Is notified when results change.
  ///   - sending: Receives what was accepted.
  ///   - executor: The daemon's queue.
  init(
    _ storage: Storage,
    _ reporting: Reporting,
    _ publishing: Publishing,
    _ sending: Sending,
    on executor: QueueExecutor
  ) {
    self.executor = executor
    self.storage = storage
    log = reporting.log
    board = reporting.board
    recorder = reporting.recorder
    alarms = reporting.alarms
    self.publishing = publishing
    self.sending = sending
  }

  /// The number of open spools.
  var count: Int { intakes.count }

  /// Starts the intakes of all open spools; on a reload, starts new ones, stops those removed, and
  /// reconfigures the rest.
  ///
  /// - Parameters:
  ///   - configuration: All spools.
  ///   - open: Those that take requests now.
  func use(_ configuration: Configuration, open: Set<String>) async {
    for (spool, intake) in intakes where !open.contains(spool) {
      intakes[spool] = nil
      await intake.stop()
      checks.end(of: spool)
    }
    claims.assign(configuration.layouts)
    for (spool, layout) in configuration.layouts
    where open.contains(spool) && intakes[spool] == nil {
      checks.begin(leftIn: layout, of: spool)
    }
    for spool in open.sorted() {
      guard let settings = configuration.intake(of: spool) else { continue }
      if let intake = intakes[spool] {
        await intake.reconfigure(settings)
      } else {
        let intake = Intake(settings, dependencies(of: spool))
        intakes[spool] = intake
        await intake.start()
      }
    }
  }

  /// Returns when all files taken are settled.
  func stop() async {
    for intake in intakes.values { await intake.stop() }
  }

  private func dependencies(of spool: String) -> IntakeDependencies {
    let (log, board, publishing, sending) = (log, board, publishing, sending)
    let (claims, alarms, recorder) = (claims, alarms, recorder)
    var dependencies = IntakeDependencies(
      ledger: storage.ledger,
      batches: storage.ledger,
      state: storage.directory,
      inotify: inotify,
      clock: { Moment.now() },
      bootTime: storage.bootTime,
      random: { (try? Randomness.word()) ?? UInt64.random(in: .min ... .max) },
      digest: storage.requestDigest,
      accepted: { sending.take($0) },
      report: { report in
        log.write(report, of: spool)
        board.take(report, of: spool)
        alarms.take(report, of: spool)
      }
    )
    dependencies.activated = { sending.activate($0) }
    dependencies.resultsChanged = { publishing.wake() }
    dependencies.refused = { recorder.refused($0, in: spool) }
    dependencies.outlook = { await sending.outlook(for: $0) }
    dependencies.checks = checks
    dependencies.shelf = storage.shelf
    dependencies.claim = { claims.claim($0, for: spool) }
    return dependencies
  }
}

extension Configuration {
  /// The intake settings of a spool.
  fileprivate func intake(of spool: String) -> IntakeSettings? {
    guard let layout = layouts[spool] else { return nil }
    var settings = IntakeSettings(
      layout: layout,
      rules: rules(of: spool),
      maxQueued: spools[spool]?.maxQueued ?? 1_000_000,
      minFreeBytes: minFreeBytes(for: spool),
      prices: accounts.mapValues(\.prices)
    )
    settings.batches.giveUpAfter = batches.giveUpAfter
    return settings
  }

  /// The free disk space below which a spool's intake waits: an operator's commands go on where
  /// messages wait, since they are needed just then.
  package func minFreeBytes(for spool: String) -> Int64 {
    let megabytes =
      spool == Self.operatorSpool
      ? min(minFreeMegabytes, Self.operatorReserveMegabytes) : minFreeMegabytes
    return Int64(megabytes) << 20
  }

  /// Room for a command's row in the ledger, its log and its result.
  private static let operatorReserveMegabytes = 16
}
