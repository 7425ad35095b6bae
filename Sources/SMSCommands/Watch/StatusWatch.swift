internal import SMSArguments
internal import SMSCore
internal import SMSDaemon
internal import SMSSystem

/// Shows the status on a terminal, redraws it each second, and does what its keys ask.
///
/// The terminal is given back whenever the process stops or ends, but for a SIGKILL.
actor StatusWatch: QueueActor {
  private enum Event: Sendable {
    case second
    case bytes([UInt8])
    case signal(Signal)
    case performed(String)
    /// The terminal is gone.
    case ended
  }

  private static let second: Int64 = 1_000_000_000
  private static let leeway: Int64 = 20_000_000
  private static let signals: Set<Signal> = [
    .interrupt, .terminate, .hangUp, .quit, .terminalStop, .carryOn, .windowChanged,
  ]
  private static let usualSize = (columns: 80, rows: 24)

  nonisolated let executor = QueueExecutor(label: "watch")

  private let context: Context
  private let configuration: WatchedConfiguration
  private let terminal = TerminalScreen()
  private let events: AsyncStream<Event>
  private let sink: AsyncStream<Event>.Continuation
  private var model = WatchModel()
  private var writer: ScreenWriter
  private var parser = KeyParser()
  private var keys: ReadSource?
  /// Whether the terminal is this process's to draw on; not while it is in the background.
  private var isShown = false

  /// - Parameters:
  ///   - configuration: Finds the configuration that the daemon runs with.
  ///   - context: The command's environment.
  ///   - hasStyles: Whether state words have colours.
  init(_ configuration: WatchedConfiguration, _ context: Context, hasStyles: Bool) {
    self.configuration = configuration
    self.context = context
    writer = ScreenWriter(hasStyles: hasStyles)
    (events, sink) = AsyncStream.makeStream()
  }

  /// Watches until a person quits.
  ///
  /// - Throws: `CommandFailure` if the terminal cannot be used.
  func run() async throws(CommandFailure) {
    let sink = sink
    let signals = await SignalSource(Self.signals, on: executor) { sink.yield(.signal($0)) }
    let timer = DeadlineTimer(on: executor, leeway: Self.leeway) { sink.yield(.second) }
    defer {
      hide()
      timer.cancel()
      signals.cancel()
    }
    do throws(SystemError) {
      try show()
      read()
      try draw()
      timer.arm(at: context.monotonic() + Self.second)
      for await event in events {
        switch event {
        case .second:
          timer.arm(at: context.monotonic() + Self.second)
          // Not every shell tells a job that it is in the foreground now.
          if !isShown { try show() }
          read()
          guard take(parser.pause()) else { return }
        case .bytes(let bytes):
          guard take(parser.take(bytes)) else { return }
        case .performed(let words):
          model.performed(words)
          read()
        case .signal(let signal):
          guard try take(signal) else { return }
        case .ended:
          return
        }
        try draw()
      }
    } catch {
      hide()
      // A terminal that is gone has nobody to tell.
      guard !error.isReaderGone, !error.isDeviceFailure else { return }
      throw CommandFailure(error, .internalError)
    }
  }

  // MARK: The terminal

  /// Takes the terminal, if the shell lets this process have it.
  private func show() throws(SystemError) {
    guard terminal.isForeground else { return hide() }
    try terminal.take()
    writer.forget()
    if keys == nil {
      keys = try terminal.watchKeys(on: executor) { [weak self] in
        self?.assumeIsolated { $0.readKeys() }
      }
    }
    isShown = true
  }

  private func hide() {
    keys?.cancel()
    keys = nil
    terminal.giveBack()
    isShown = false
  }

  private func readKeys() {
    guard let bytes = terminal.read() else {
      keys?.cancel()
      sink.yield(.ended)
      return
    }
    if !bytes.isEmpty { sink.yield(.bytes(bytes)) }
  }

  private func draw() throws(SystemError) {
    guard isShown else { return }
    let columns = StandardStream.output.columns ?? Self.usualSize.columns
    let rows = StandardStream.output.rows ?? Self.usualSize.rows
    let text = writer.update(WatchFrame(model, columns: columns, rows: rows).lines)
    if !text.isEmpty { try terminal.write(text) }
  }

  // MARK: Events

  /// Reads the status again, unless the screen is hidden.
  private func read() {
    guard isShown else { return }
    let status = Result { () throws(CommandFailure) in
      try StatusSource(configuration.current(), context).read()
    }
    model.take(status)
  }

  /// - Returns: Whether to go on.
  private func take(_ keys: [Key]) -> Bool {
    for effect in model.take(keys) {
      switch effect {
      case .quit: return false
      case .perform(let act): perform(act)
      }
    }
    return true
  }

  private func perform(_ act: WatchAct) {
    let (sink, configuration, context) = (sink, configuration, context)
    Task {
      do throws(CommandFailure) {
        sink.yield(.performed(await act.perform(try configuration.current(), context)))
      } catch {
        sink.yield(.performed("Not done: \(error.message)."))
      }
    }
  }

  /// - Returns: Whether to go on.
  private func take(_ signal: Signal) throws(SystemError) -> Bool {
    switch signal {
    case .windowChanged:
      writer.forget()
    case .terminalStop:
      hide()
      signal.takeEffect()
      try show()
      read()
    case .carryOn:
      // The shell may have changed the terminal meanwhile, or given it to this process only now.
      try show()
      read()
    case .interrupt:
      return false
    default:
      hide()
      // Ends the process, and whoever started it sees why.
      signal.takeEffect()
      return false
    }
    return true
  }
}

/// Finds the configuration that the daemon runs with, again and again: a reload changes it.
struct WatchedConfiguration: Sendable {
  let arguments: Arguments
  let context: Context

  /// - Returns: The configuration.
  /// - Throws: `CommandFailure` if neither the daemon nor the file has one.
  func current() throws(CommandFailure) -> Configuration {
    let path = context.configurationPath(arguments)
    let file = Result { () throws(CommandFailure) in try context.configuration(arguments) }
    guard let running = context.running(file, path: path) else { return try file.get() }
    return running.configuration
  }
}
