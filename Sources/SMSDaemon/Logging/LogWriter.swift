internal import SMSSystem
internal import Synchronization

/// The part of the log that runs on its queue.
final class LogWriter: Sendable {
  private struct State: Sendable {
    var format: LogFormat
    var level: LogLevel
    var waiting = 0
    var dropped = 0
  }

  /// How long a flush waits for a reader that is stuck: the daemon's end must not hang on it.
  private static let patience: Int64 = 1_000_000_000

  private let executor = QueueExecutor(label: "log")
  private let state: Mutex<State>
  private let sink: @Sendable (String) -> Void

  init(format: LogFormat, level: LogLevel, sink: (@Sendable (String) -> Void)?) {
    let here = Self.resolve(format)
    state = Mutex(State(format: here, level: level))
    // A closed or full standard error must never stop the daemon.
    self.sink = sink ?? { try? StandardStream.error.write(Array($0.utf8)) }
  }

  private static func resolve(_ format: LogFormat) -> LogFormat {
    format.resolved(
      isJournal: Environment.value(of: "JOURNAL_STREAM") != nil,
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

  func enqueue(_ line: LogLine) {
    let isTaken = state.withLock { state in
      guard line.message.level <= state.level else { return false }
      guard state.waiting < Log.limit else {
        state.dropped += 1
        return false
      }
      state.waiting += 1
      return true
    }
    guard isTaken else { return }
    executor.async { [self] in
      let (format, dropped) = state.withLock { state in
        state.waiting -= 1
        let dropped = state.dropped
        state.dropped = 0
        return (state.format, dropped)
      }
      var line = line
      if dropped > 0 { line.values.append(("dropped_before", String(dropped))) }
      sink(line.rendered(as: format))
    }
  }

  func flush() {
    executor.waitUntilDone(atMost: Self.patience)
  }
}
