internal import SMSCore
internal import SMSSystem

/// The metrics: counted as things happen, gathered for each scrape, and written into a file.
struct Metering: Sendable {
  private let recorder: MetricsRecorder
  private let collector: MetricsCollector
  private let file: MetricsFile

  /// Counts the ledger's commits from now on.
  init(
    _ configuration: Configuration,
    _ storage: Storage,
    _ reporting: Reporting,
    _ sending: Sending
  ) {
    let (recorder, board, log) = (reporting.recorder, reporting.board, reporting.log)
    let (rates, commits) = (reporting.rates, reporting.commits)
    let (ledger, files, events) = (storage.ledger, storage.files, reporting.events)
    ledger.observeCommits { report in
      recorder.add(report)
      rates.add(report)
      commits.add()
    }
    let collector = MetricsCollector(
      MetricsCollector.Dependencies(
        recorder: recorder,
        openReader: { () throws(LedgerError) in try files.reader() },
        sizes: { (try? files.copySize(), files.logSize) },
        isLedgerFailing: { events.isLedgerFailing || ledger.refusal != nil },
        dispatcher: { await sending.figures },
        pausedIntakes: { await board.pausedIntakes },
        droppedLines: { log.dropped }
      ),
      configuration
    )
    self.recorder = recorder
    self.collector = collector
    file = MetricsFile(log: log) { await collector.file() }
  }

  /// The daemon takes requests from now on.
  func ready(_ configuration: Configuration) async {
    recorder.ready(at: Moment.now().wall)
    await file.use(configuration.metrics)
  }

  /// Applies a configuration of accounts, spools and the file.
  func use(_ configuration: Configuration) async {
    await collector.use(configuration)
    await file.use(configuration.metrics)
  }

  /// The text of all metrics; see `MetricsCollector.page`.
  func page(accepting accept: String?) async -> MetricsPage {
    await collector.page(accepting: accept)
  }

  /// Removes the file and closes the ledger.
  func stop() async {
    await file.stop()
    await collector.close()
  }
}

extension StatusBoard {
  /// By spool, why its intake is paused, in one word.
  fileprivate var pausedIntakes: [String: String] { line.spools }
}
