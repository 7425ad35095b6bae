internal import SMSArguments
internal import SMSDaemon
internal import SMSSystem

/// `serve`: runs the daemon in the foreground.
struct ServeCommand: Subcommand {
  static let specification = Specification(
    "serve",
    summary: "run the daemon in the foreground",
    options: [.config],
    notes: [
      """
      TERM or INT drains: no new sends, answers under way are awaited, then exit status 0; a \
      second one ends at once. HUP reads the configuration again; a bad one is refused, and the \
      old one stays. The log goes to standard error.
      """,
      """
      Exit status: 0 drained; 78 configuration, keys or a file that a person must repair; 77 no \
      right to a directory, a file or the port. Others may pass by themselves: 69 the listener's port \
      is taken, 73 the disk is full or fails, 75 another daemon works on the same state.
      """,
    ]
  )

  private let arguments: Arguments

  init(_ arguments: Arguments) throws(UsageError) {
    self.arguments = arguments
  }

  func run(_ context: Context) async throws(CommandFailure) -> ExitCode {
    Signal.ignoreBrokenPipes()
    // Lowering a limit, or raising it up to its maximum, does not fail.
    try? CurrentProcess.forbidCoreDumps()
    // Every request in flight and every connection of the listener takes a descriptor.
    _ = try? CurrentProcess.raiseDescriptorLimit()
    // Each thread's pool would keep freed memory; the daemon's actors seldom run in parallel.
    CurrentProcess.limitMemoryPools(to: 4)
    var options = DaemonOptions(
      configurationPath: context.configurationPath(arguments),
      environment: context.environment(),
      processID: CurrentProcess.identifier,
      serviceManager: context.serviceManager
    )
    // Also where an upgrade has replaced the file meanwhile.
    options.program = "/proc/self/exe"
    do throws(StartError) {
      let daemon = try await Daemon.start(options)
      CurrentProcess.releaseMemory()
      await daemon.untilStopped()
      return .done
    } catch {
      throw CommandFailure(error, path: options.configurationPath)
    }
  }
}
