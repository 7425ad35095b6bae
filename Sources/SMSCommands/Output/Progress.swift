/// A progress bar on a terminal; without a terminal it does nothing.
struct Progress: ~Copyable {
  /// The minimum interval between two updates, in nanoseconds.
  private static let pause: Int64 = 100_000_000

  private let context: Context
  private let columns: Int?
  private let started: Int64
  private var bar: ProgressBar
  private var drawn: Int64 = 0

  /// Creates a bar at 0.
  ///
  /// - Parameters:
  ///   - context: Provides the console and the clock.
  ///   - noun: What is counted.
  init(_ context: Context, noun: String) {
    self.context = context
    columns = context.console.error.columns
    started = context.monotonic()
    bar = ProgressBar(noun: noun)
  }

  /// Advances the bar, and draws it if the interval has passed.
  ///
  /// - Parameters:
  ///   - part: The amount of work done.
  ///   - whole: The total amount of work.
  ///   - count: The new count; one more than before by default.
  mutating func advance(_ part: Int64, of whole: Int64, by count: Int? = nil) {
    bar.done = count ?? bar.done + 1
    guard let columns else { return }
    bar.fraction = Double(part) / Double(max(whole, 1))
    let now = context.monotonic()
    guard now - drawn >= Self.pause else { return }
    drawn = now
    let line = bar.line(elapsed: Double(now - started) / 1e9, columns: columns)
    context.console.draw("\r\u{1B}[2K" + line)
  }

  /// Removes the bar.
  consuming func end() {
    if drawn > 0 { context.console.draw("\r\u{1B}[2K") }
  }
}
