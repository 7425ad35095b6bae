internal import SMSCore
internal import SMSSystem
internal import Synchronization

/// Where the daemon's activity is reported: the log, the notes for `status`, the service manager,
/// alarms.
struct Reporting: Sendable {
  let log: Log
  let notifier: StateNotifier
  let board: StatusBoard
  let events: EventReporter
  /// Counts what happens.
  let recorder: MetricsRecorder
  let rates: RateReporter
  /// Counts the ledger's commits.
  let commits: CommitCount
  let alarms: AlarmService

  init(_ storage: Storage, _ options: DaemonOptions, log: Log, notifier: StateNotifier) {
    let health = LedgerHealth(log: log)
    let board = StatusBoard(
      store: storage.ledger,
      health: health,
      file: storage.stateFile,
      files: RunningFiles(
        state: storage.directory,
        runtimeDirectory: SpoolTable.directory(given: options.environment),
        daemon: storage.process,
        configurationPath: options.configurationPath
      ),
      notifier: notifier
    )
    let recorder = MetricsRecorder()
    let rates = RateReporter(storage.ledger)
    let alarms = AlarmService(ledger: storage.ledger, log: log)
    health.observe { [weak alarms] error in alarms?.ledgerFailed(error) }
    self.log = log
    self.recorder = recorder
    self.rates = rates
    commits = CommitCount()
    self.notifier = notifier
    self.board = board
    self.alarms = alarms
    events = EventReporter(
      log: log,
      health: health,
      note: { account, note in board.take(note, of: account) },
      notePrefix: { prefix in board.take(prefix) },
      noteCap: { cap, until in board.take(cap, closedUntil: until) },
      notePace: { account, pace in board.take(pace, of: account) },
      failed: { code, place, count in board.failed(code, in: place, count: count) },
      count: { reports in
        recorder.add(reports)
        rates.add(reports)
        alarms.take(reports)
      }
    )
  }
}

/// How many commits of the ledger there were, so that whoever shows its content knows that it has
/// changed.
final class CommitCount: Sendable {
  private let count = Atomic(0)

  var value: Int { count.load(ordering: .relaxed) }

  func add() {
    count.wrappingAdd(1, ordering: .relaxed)
  }
}
