internal import SMSArguments
internal import SMSSystem

/// The program `flowroute-simulator`, without its process.
package enum SimulatorCommand {
  /// Serves until TERM or INT.
  ///
  /// - Parameter arguments: The arguments after the program's name.
  /// - Returns: The exit status: 0, 64 for a wrong command line, 69 if the port is taken.
  package static func run(_ arguments: [String]) async -> Int32 {
    // Otherwise a socket could get the number of a closed stream.
    try? StandardStream.openMissing()
    let specification = SimulatorOptions.specification
    let help = HelpText(specification, of: name, width: 96)
    do throws(UsageError) {
      let arguments = try ArgumentParser.parse(arguments, for: specification)
      if arguments.has(.help) {
        write(help.lines, to: standardOutput)
        return 0
      }
      if arguments.has(.version) {
        write(["\(name) \(CurrentProcess.version)"], to: standardOutput)
        return 0
      }
      return await run(try SimulatorOptions(arguments))
    } catch {
      write(help.lines(refusing: error), to: standardError)
      return UsageError.exitStatus
    }
  }

  private static func run(_ options: SimulatorOptions) async -> Int32 {
    do throws(SimulatorError) {
      try await serve(options)
      return 0
    } catch {
      write(["\(name): \(error)"], to: standardError)
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
    write([simulator.url], to: standardOutput)
    if !options.isQuiet { write([greeting(options.configuration)], to: standardError) }
    for await _ in signals { break }
    source.cancel()
    if !options.isQuiet { write([summary(await simulator.statistics)], to: standardError) }
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
  private static let name = "flowroute-simulator"
  private static let standardOutput: Int32 = 1
  private static let standardError: Int32 = 2

  /// Writes lines to a descriptor that stays open; a failure has nowhere to be reported.
  private static func write(_ lines: [String], to number: Int32) {
    let text = lines.map { $0 + "\n" }.joined()
    let descriptor = FileDescriptor(owning: number, path: "output")
    try? descriptor.write(text.utf8)
    _ = descriptor.release()
  }
}
