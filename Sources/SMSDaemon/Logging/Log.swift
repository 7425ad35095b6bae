package import SMSCore

/// Writes log lines to standard error on a queue of its own, so that a slow reader of the log
/// holds up nothing else; beyond `limit` waiting lines the rest is counted and dropped.
package final class Log: Sendable {
  static let limit = 10_000

  private let writer: LogWriter
  private let clock: @Sendable () -> WallTime

  /// - Parameters:
  ///   - format: `auto` looks at where standard error goes.
  ///   - level: what matters less is not written.
  ///   - clock: the time that lines show.
  ///   - sink: takes a whole line; standard error unless a test wants it.
  package init(
    format: LogFormat,
    level: LogLevel,
    clock: @escaping @Sendable () -> WallTime = { Moment.now().wall },
    sink: (@Sendable (String) -> Void)? = nil
  ) {
    self.clock = clock
    writer = LogWriter(format: format, level: level, sink: sink)
  }

  package func write(_ message: LogMessage, _ values: [(key: String, value: String)] = []) {
    writer.enqueue(LogLine(time: clock(), message: message, values: values))
  }

  /// Takes on another format and level, as after a reload.
  package func change(format: LogFormat, level: LogLevel) {
    writer.change(format: format, level: level)
  }

  /// Returns when every line before has been written, or after a second if nobody reads them.
  package func flush() {
    writer.flush()
  }
}
