internal import SMSDaemon
internal import SMSSystem
internal import Synchronization

extension Context {
  /// The process's own streams, clocks and environment.
  package static func system() -> Context {
    // If this fails, the streams stay as they are; nothing is lost that was wanted.
    try? StandardStream.openMissing()
    let streams = SystemStreams()
    var console = Console(output: .of(.output), error: .of(.error)) { streams.write($1, to: $0) }
    console.isJournal = StandardStream.error.isJournal
    var context = Context(
      console: console,
      wall: { Clocks.wall },
      monotonic: { Clocks.monotonic },
      invocation: isInSourceTree ? "swift run \(ProgramName.value)" : ProgramName.value
    )
    context.runtimeDirectory = SpoolTable.directory(forReaderWith: Environment.all())
    context.lostOutput = { streams.lostOutput }
    context.takesOutput = { streams.takesOutput }
    context.hasTerminal = { StandardStream.input.isTerminal && StandardStream.error.isTerminal }
    context.answer = { question in
      streams.write(question, to: .error)
      return try? StandardStream.input.readLine()
    }
    context.serviceManager = .systemd()
    return context
  }

  /// Whether this is a build in a source tree, which is not in any shell's PATH.
  private static var isInSourceTree: Bool {
    (try? CurrentProcess.executablePath())?.contains("/.build/") ?? false
  }
}

/// The process's streams, and the first failure to write data.
private final class SystemStreams: Sendable {
  private let failure = Mutex<SystemError?>(nil)

  /// A reader that left has what it wanted.
  var lostOutput: SystemError? { failure.withLock { $0?.isReaderGone == true ? nil : $0 } }

  var takesOutput: Bool { failure.withLock { $0 == nil } }

  func write(_ text: String, to stream: Console.Stream) {
    do throws(SystemError) {
      try (stream == .output ? StandardStream.output : .error).write(Array(text.utf8))
    } catch {
      // A failure of standard error cannot be reported.
      guard stream == .output else { return }
      failure.withLock { $0 = $0 ?? error }
    }
  }
}

extension Console.Facts {
  fileprivate static func of(_ stream: StandardStream) -> Console.Facts {
    guard stream.isTerminal else { return .plain }
    let isDumb = Environment.value(of: "TERM") == "dumb"
    return Console.Facts(
      columns: stream.columns ?? 80,
      rows: stream.rows,
      hasStyles: !isDumb && Environment.value(of: "NO_COLOR") == nil
    )
  }
}
