internal import FlowrouteSimulator
internal import SMSArguments
internal import SMSDaemon
internal import SMSSandbox
internal import SMSSystem

/// `demo`: shows the daemon at work with a simulated provider; needs no account and no root.
struct DemoCommand: Subcommand {
  private static let directory = OptionSpecification(
    "directory",
    "DIR",
    kind: .directory,
    help: "where the demo's files go: a new directory, as an absolute path; below /tmp by default"
  )
  private static let stay = OptionSpecification(
    "stay",
    help: "at the end, go on with the daemon and its page until Ctrl-C"
  )

  static let specification = Specification(
    "demo",
    summary: "show the daemon at work: no account, no root, nothing is sent",
    options: [directory, stay],
    notes: [
      """
      Starts a simulated provider on this machine and a daemon on a temporary spool, submits the \
      requests of spool/examples, and shows what becomes of each. Takes some seconds.
      """,
      """
      The daemon serves its page: an address is printed that is good for one login, within a \
      minute. With --stay there is another one at the end.
      """,
    ]
  )

  private let arguments: Arguments

  init(_ arguments: Arguments) throws(UsageError) {
    self.arguments = arguments
    if let path = arguments.value(Self.directory), !path.hasPrefix("/") {
      throw UsageError("--directory must be an absolute path")
    }
  }

  func run(_ context: Context) async throws(CommandFailure) -> ExitCode {
    Signal.ignoreBrokenPipes()
    let sandbox = try Sandbox.ofDemo(at: arguments.value(Self.directory))
    let simulator = try await Self.startProvider()
    try sandbox.prepareDemo(url: simulator.url)
    let daemon = try await Self.startDaemon(sandbox)
    await simulator.setCallbacks(messages: await daemon.callbackURLs?.messages, receipts: nil)
    let story = DemoStory(context, sandbox, simulator)
    story.open(page: await daemon.loginAddress(acting: true))
    let isComplete: Bool
    do throws(CommandFailure) {
      isComplete = try await story.run()
    } catch {
      await daemon.drain()
      await simulator.stop()
      throw error
    }
    if arguments.has(Self.stay) {
      await story.close()
      story.stay(page: await daemon.loginAddress(acting: true))
      await Self.untilInterrupted()
      await daemon.drain()
    } else {
      await daemon.drain()
      await story.close()
    }
    await simulator.stop()
    return isComplete ? .done : .endedOtherwise
  }

  /// Returns at Ctrl-C, or when the process is told to end.
  private static func untilInterrupted() async {
    let (signals, sink) = AsyncStream.makeStream(of: Signal.self)
    let source = await SignalSource(
      [.interrupt, .terminate, .hangUp],
      on: QueueExecutor(label: "demo")
    ) { sink.yield($0) }
    for await _ in signals { break }
    source.cancel()
  }

  private static func startProvider() async throws(CommandFailure) -> FlowrouteSimulator {
    var configuration = SimulatorConfiguration()
    configuration.messagesPerSecond = 5
    do throws(SimulatorError) {
      return try await FlowrouteSimulator.start(configuration)
    } catch {
      throw CommandFailure(.unavailable, "\(error)")
    }
  }

  private static func startDaemon(_ sandbox: Sandbox) async throws(CommandFailure) -> Daemon {
    let log = try DemoLog(path: sandbox.logPath)
    var options = DaemonOptions(
      configurationPath: sandbox.configurationPath,
      environment: [:],
      processID: CurrentProcess.identifier,
      watchesSignals: false,
      logSink: { log.write($0) }
    )
    // It makes the pages.
    options.program = "/proc/self/exe"
    do throws(StartError) {
      return try await Daemon.start(options)
    } catch {
      throw CommandFailure(error, path: sandbox.configurationPath)
    }
  }
}
