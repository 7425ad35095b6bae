internal import SMSSystem

/// The program `benchmark`, but for its process.
enum Command {
  /// Measures, and writes the figures to standard output.
  ///
  /// - Parameter arguments: Those that follow the program's name.
  /// - Returns: The exit status: 0, 64 for a wrong command line, 1 if there are no figures.
  static func run(_ arguments: [String]) async -> Int32 {
    do throws(Options.UsageError) {
      return await run(try Options(arguments))
    } catch {
      say(error.message)
      return 64
    }
  }

  private static func run(_ options: Options) async -> Int32 {
    if options.wantsHelp {
      try? StandardStream.output.write(Array(Options.help.utf8))
      return 0
    }
    do throws(Failure) {
      Signal.ignoreBrokenPipes()
      let report = try await Benchmark(options).run()
      let text = options.wantsJSON ? report.json : report.table
      try? StandardStream.output.write(Array(text.utf8))
      return 0
    } catch {
      say(error.description)
      return 1
    }
  }

  /// Writes a line for the person who waits.
  static func say(_ line: String) {
    try? StandardStream.error.write(line: "benchmark: \(line)")
  }
}
