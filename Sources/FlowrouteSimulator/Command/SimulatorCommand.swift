internal import SMSSystem

/// The program `flowroute-simulator`, but for its process.
package enum SimulatorCommand {
  /// Serves until TERM or INT.
  ///
  /// - Parameter arguments: Those that follow the program's name.
  /// - Returns: The exit status: 0, 64 for a wrong command line, 69 if the port is taken.
  package static func run(_ arguments: [String]) async -> Int32 {
    // Else a socket could get the number of a stream that is closed.
    try? StandardStream.openMissing()
    do throws(SimulatorOptions.UsageError) {
      return await run(try SimulatorOptions(arguments))
    } catch {
      write("flowroute-simulator: \(error.message)\n", to: standardError)
      return 64
    }
  }

  private static func run(_ options: SimulatorOptions) async -> Int32 {
    if options.wantsHelp {
      write(help, to: standardOutput)
      return 0
    }
    if options.wantsVersion {
      write("flowroute-simulator \(CurrentProcess.version)\n", to: standardOutput)
      return 0
    }
    do throws(SimulatorError) {
      try await serve(options)
      return 0
    } catch {
      write("flowroute-simulator: \(error)\n", to: standardError)
      return 69
    }
  }

  private static func serve(_ options: SimulatorOptions) async throws(SimulatorError) {
    Signal.ignoreBrokenPipes()
    let (signals, continuation) = AsyncStream.makeStream(of: Signal.self)
    let executor = QueueExecutor(label: "signals")
    let source = await SignalSource([.terminate, .interrupt], on: executor) { signal in
      continuation.yield(signal)
    }
    let simulator = try await FlowrouteSimulator.start(options.configuration)
    write(simulator.url + "\n", to: standardOutput)
    if !options.isQuiet { write(greeting(options.configuration), to: standardError) }
    for await _ in signals { break }
    source.cancel()
    if !options.isQuiet { write(summary(await simulator.statistics), to: standardError) }
    await simulator.stop()
  }

  private static func greeting(_ configuration: SimulatorConfiguration) -> String {
    let rate = configuration.messagesPerSecond.map { "\($0) a second" } ?? "no limit"
    return """
      access key \(configuration.credentials.accessKey), numbers \
      \(configuration.numbers.sorted().joined(separator: ", ")), rate \(rate); ^C ends it

      """
  }

  private static func summary(_ statistics: Statistics) -> String {
    let answers = statistics.answers.sorted { $0.key < $1.key }
      .map { "\($0.value) × \($0.key)" }
    return """
      \(statistics.messages) messages accepted of \(statistics.requests) requests on \
      \(statistics.connections) connections; answers: \
      \((answers + ["\(statistics.unanswered) × none"]).joined(separator: ", "))

      """
  }
}

extension SimulatorCommand {
  private static let standardOutput: Int32 = 1
  private static let standardError: Int32 = 2

  /// Writes to a descriptor that stays open; nobody is left to be told if that fails.
  private static func write(_ text: String, to number: Int32) {
    let descriptor = FileDescriptor(owning: number, path: "output")
    try? descriptor.write(text.utf8)
    _ = descriptor.release()
  }
}
