import FlowrouteSimulator
import SMSDaemon
import SMSSandbox
import SMSSystem
import TestSupport

/// A daemon with its own spool and provider.
struct LiveDaemon {
  let spool: String
  let simulator: FlowrouteSimulator

  /// Runs a test with a daemon, which is drained when this returns.
  static func run(_ test: (LiveDaemon) async throws -> Void) async throws {
    let directory = try TemporaryDirectory()
    let simulator = try await FlowrouteSimulator.start()
    let options = try options(in: directory, provider: simulator.url)
    let daemon = try await Daemon.start(options)
    let result: Result<Void, any Error>
    do {
      let live = LiveDaemon(spool: directory.path("spool"), simulator: simulator)
      result = .success(try await test(live))
    } catch {
      result = .failure(error)
    }
    await daemon.drain()
    await simulator.stop()
    try result.get()
  }

  private static func options(
    in directory: TemporaryDirectory,
    provider: String
  ) throws -> DaemonOptions {
    let sandbox = Sandbox(path: directory.path)
    var configuration = SandboxConfiguration(url: provider)
    configuration.account = "messages_per_second: 1000,"
    configuration.members = "min_free_mb: 0,"
    try sandbox.writeKeys()
    try sandbox.configure(configuration)
    return DaemonOptions(
      configurationPath: sandbox.configurationPath,
      environment: [:],
      processID: CurrentProcess.identifier,
      watchesSignals: false,
      logSink: { _ in }
    )
  }
}
