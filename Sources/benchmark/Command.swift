internal import SMSArguments
internal import SMSSystem

/// The program `benchmark`, without its process.
enum Command {
  /// Measures, and writes the figures to standard output.
  ///
  /// - Parameter arguments: The arguments after the program's name.
  /// - Returns: The exit status: 0, 64 for a wrong command line, 1 if there are no figures.
  static func run(_ arguments: [String]) async -> Int32 {
    let help = HelpText(Options.specification, of: "benchmark", width: 96)
    do throws(UsageError) {
      let arguments = try ArgumentParser.parse(arguments, for: Options.specification)
      if arguments.has(.help) {
        write(help.lines)
        return 0
      }
      if arguments.has(.version) {
        write(["benchmark \(CurrentProcess.version)"])
        return 0
      }
      return await run(try Options(arguments))
    } catch {
      for line in help.lines(refusing: error) { try? StandardStream.error.write(line: line) }
      return UsageError.exitStatus
    }
  }

  private static func write(_ lines: [String]) {
    for line in lines { try? StandardStream.output.write(line: line) }
  }

  private static func run(_ options: Options) async -> Int32 {
    do throws(Failure) {
      Signal.ignoreBrokenPipes()
      let report = try await measure(options)
      if let chart = options.chart { try write(Chart(report).svg, to: chart) }
      let text = options.wantsJSON ? report.json : report.table
      try? StandardStream.output.write(Array(text.utf8))
      return 0
    } catch {
      say(error.description)
      return 1
    }
  }

  private static func measure(_ options: Options) async throws(Failure) -> Report {
    let machine = Machine()
    var figures: [Figure] = []
    for measurement in options.measurements {
      figures += try await measurement.figures(options.scale)
    }
    return Report(machine: machine, figures: figures)
  }

  private static func write(_ text: String, to path: String) throws(Failure) {
    try Failure.converting { () throws(SystemError) in
      try FileDescriptor(opening: path, [.writeOnly, .create, .truncate], mode: 0o644)
        .write(text.utf8)
    }
  }

  /// Writes a progress line for the user.
  static func say(_ line: String) {
    try? StandardStream.error.write(line: "benchmark: \(line)")
  }
}
