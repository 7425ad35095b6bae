internal import SMSProducer

/// The bar for a batch that is awaited: what was sent and what was not, and when it will end.
final class BatchProgress {
  private let context: Context
  private let columns: Int?
  private let started: Int64
  private var isDrawn = false

  init(_ context: Context) {
    self.context = context
    columns = context.console.error.columns
    started = context.monotonic()
  }

  /// Draws the bar for a result that is not final.
  func show(_ result: PublishedResult) {
    guard let columns, let counts = result.batchCounts else { return }
    var bar = ProgressBar(noun: counts.notSent == 0 ? "sent" : "sent, \(counts.notSent) not sent")
    bar.done = counts.sent
    bar.fraction = Double(counts.ended) / Double(max(1, counts.messages))
    let elapsed = Double(context.monotonic() - started) / 1e9
    context.console.draw("\r\u{1B}[2K" + bar.line(elapsed: elapsed, columns: columns))
    isDrawn = true
  }

  /// Removes the bar.
  func end() {
    if isDrawn { context.console.draw("\r\u{1B}[2K") }
  }
}
