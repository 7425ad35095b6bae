internal import SMSSystem
internal import Synchronization

/// The part of the log that runs on its queue.
final class LogWriter: Sendable {
  private struct State: Sendable {
    var format: LogFormat
    var level: LogLevel
    var waiting: [LogLine] = []
    /// Lines waiting or being written.
    var count = 0
    var dropped = 0
    /// Includes those that a later line has reported.
    var droppedInAll = 0
  }

  /// How long, in nanoseconds, a flush waits for a stuck reader, so that the daemon can still end.
  private static let patience: Int64 = 1_000_000_000
  /// The maximum number of lines per write, so that the first need not wait for all the rest.
  private static let batch = 64
  /// The typical length of a line in bytes.
  private static let length = 256

  private let executor = QueueExecutor(label: "log")
  private let state: Mutex<State>
  private let sink: (@Sendable (String) -> Void)?

  init(format: LogFormat, level: LogLevel, sink: (@Sendable (String) -> Void)?) {
    let here = Self.resolve(format)
    state = Mutex(State(format: here, level: level))
    self.sink = sink
  }

  private static func resolve(_ format: LogFormat) -> LogFormat {
    format.resolved(
      isJournal: StandardStream.error.isJournal,
      isTerminal: StandardStream.error.isTerminal
    )
  }

  func change(format: LogFormat, level: LogLevel) {
    let here = Self.resolve(format)
    state.withLock {
      $0.format = here
      $0.level = level
    }
  }

  var droppedInAll: Int { state.withLock { $0.droppedInAll } }

  /// Accepts a line; the first one that waits schedules a write, which includes those after it.
  func enqueue(_ line: LogLine) {
    let isFirst = state.withLock { state in
      guard line.message.level <= state.level else { return false }
      guard state.count < Log.limit else {
        state.dropped += 1
        state.droppedInAll += 1
        return false
      }
      state.count += 1
      state.waiting.append(line)
      return state.waiting.count == 1
    }
    if isFirst { executor.async { [self] in writeAll() } }
  }

  private func writeAll() {
    let (format, lines) = state.withLock { state in
      var lines = state.waiting
      state.waiting = []
      if state.dropped > 0 {
        lines[0].values.append(("dropped_before", String(state.dropped)))
        state.dropped = 0
      }
      return (state.format, lines)
    }
    for start in stride(from: 0, to: lines.count, by: Self.batch) {
      let batch = lines[start..<min(start + Self.batch, lines.count)]
      state.withLock { $0.count -= batch.count }
      write(batch, as: format)
    }
  }

  private func write(_ lines: ArraySlice<LogLine>, as format: LogFormat) {
    if let sink {
      for line in lines { sink(line.rendered(as: format)) }
      return
    }
    var bytes: [UInt8] = []
    bytes.reserveCapacity(lines.count * Self.length)
    for line in lines { line.write(to: &bytes, as: format) }
    // A closed or full standard error must never stop the daemon.
    try? StandardStream.error.write(bytes)
  }

  func flush() {
    executor.waitUntilDone(atMost: Self.patience)
  }
}
