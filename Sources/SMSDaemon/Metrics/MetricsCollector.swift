internal import SMSCore
internal import SMSMetrics
internal import SMSSpool
internal import SMSSystem

/// Everything that the daemon exposes, gathered when it is asked for.
///
/// It reads the ledger on a connection and a queue of its own, so that no commit and no page of the
/// dispatcher waits for a scrape.
actor MetricsCollector: QueueActor {
  /// Where the figures come from that are not counted as they happen.
  struct Dependencies: Sendable {
    var recorder: MetricsRecorder
    var openReader: @Sendable () throws(LedgerError) -> any LedgerReader
    /// The bytes of the ledger with its log, and of the log alone.
    var sizes: @Sendable () -> (all: Int64?, log: Int64)
    /// Whether the ledger fails, or takes nothing new.
    var isLedgerFailing: @Sendable () -> Bool
    var dispatcher: @Sendable () async -> DispatcherFigures
    /// By spool, why its intake is paused, in one word.
    var pausedIntakes: @Sendable () async -> [String: String]
    var droppedLines: @Sendable () -> Int
  }

  /// Every reason for which an intake may be paused.
  private static let reasons = IntakePause.reasons.union([Daemon.restoredCode])

  nonisolated let executor = QueueExecutor(label: "metrics")

  private let dependencies: Dependencies
  private var configuration: Configuration
  /// Kept open between scrapes, until it fails.
  private var reader: (any LedgerReader)?
  private var isClosed = false

  init(_ dependencies: Dependencies, _ configuration: Configuration) {
    self.dependencies = dependencies
    self.configuration = configuration
  }

  /// Applies a configuration of accounts and spools.
  func use(_ configuration: Configuration) {
    self.configuration = configuration
  }

  /// Closes the ledger; what is asked for later lacks it.
  func close() {
    isClosed = true
    reader = nil
  }

  /// All metrics as text, in the format that the reader prefers.
  ///
  /// - Parameter accept: The value of `Accept`; nil without one.
  /// - Returns: The body and the value of `Content-Type`.
  func page(accepting accept: String?) async -> MetricsPage {
    let format = ExpositionFormat(accepting: accept)
    let bytes = Exposition.write(await families(), as: format)
    return MetricsPage(body: bytes, contentType: format.contentType)
  }

  /// The text for node_exporter's textfile collector.
  func file() async -> [UInt8] {
    let families = await families().filter { !DaemonMetric.standard.contains($0.metric) }
    return Exposition.write(families, as: .text)
  }

  /// Every metric, each once.
  private func families() async -> [MetricFamily] {
    let names = KnownNames(configuration)
    let sending = DispatcherGauges(figures: await dependencies.dispatcher())
    let paused = await dependencies.pausedIntakes()
    let ledger = gauges()
    let caps = ledger?.families(configuration.sendingCaps, closed: sending.figures.closedCaps)
    return (ledger?.families(names) ?? []) + (caps ?? []) + dependencies.recorder.families(names)
      + sending.families + [intakes(names, paused), dropped] + files(isReadable: ledger != nil)
      + MachineGauges(configuration: configuration).families
  }

  /// nil if the ledger cannot be read now; the next time, it is opened again.
  private func gauges() -> LedgerGauges? {
    guard !isClosed else { return nil }
    do throws(LedgerError) {
      let reader = try opened()
      return try LedgerGauges(reader, configuration.windows, at: Moment.now().wall)
    } catch {
      reader = nil
      return nil
    }
  }

  private func opened() throws(LedgerError) -> any LedgerReader {
    if let reader { return reader }
    let opened = try dependencies.openReader()
    reader = opened
    return opened
  }

  private func files(isReadable: Bool) -> [MetricFamily] {
    let sizes = dependencies.sizes()
    let isFailing = !isReadable || dependencies.isLedgerFailing()
    var size = MetricFamily(DaemonMetric.ledgerSize)
    if let all = sizes.all { size.add(Double(all)) }
    return [
      size, MetricFamily(DaemonMetric.ledgerLog, Double(sizes.log)),
      MetricFamily(DaemonMetric.ledgerFailing, isFailing ? 1 : 0),
    ]
  }

  private func intakes(_ names: KnownNames, _ paused: [String: String]) -> MetricFamily {
    var family = MetricFamily(DaemonMetric.intakePaused)
    for spool in names.spools.union(paused.keys).sorted() {
      let reasons = paused[spool].map { Self.reasons.union([$0]) } ?? Self.reasons
      for reason in reasons.sorted() { family.add(paused[spool] == reason ? 1 : 0, spool, reason) }
    }
    return family
  }

  private var dropped: MetricFamily {
    MetricFamily(DaemonMetric.droppedLines, Double(dependencies.droppedLines()))
  }
}

/// A scrape's answer.
package struct MetricsPage: Equatable, Sendable {
  package var body: [UInt8]
  /// The value of `Content-Type`.
  package var contentType: String

  package init(body: [UInt8], contentType: String) {
    self.body = body
    self.contentType = contentType
  }
}
