package import SMSCore

/// Writes log lines to standard error on its own queue, so that a slow reader of the log delays
/// nothing else; more than `limit` waiting lines are counted and dropped.
package final class Log: Sendable {
  static let limit = 10_000

  private let writer: LogWriter
  private let clock: @Sendable () -> WallTime

  /// - Parameters:
  ///   - format: `auto` depends on what standard error is connected to.
  ///   - level: Less important lines are not written.
  ///   - clock: The clock for the lines' timestamps.
  ///   - sink: Receives whole lines; standard error unless set by a test.
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

  /// How many lines were dropped since the start.
  var dropped: Int { writer.droppedInAll }

  /// Changes the format and level, as after a reload.
  package func change(format: LogFormat, level: LogLevel) {
    writer.change(format: format, level: level)
  }

  /// Returns when every earlier line has been written, or after a second if they are not read.
  package func flush() {
    writer.flush()
  }
}
