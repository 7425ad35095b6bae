import FlowrouteSimulator
import SMSDaemon
import SMSSystem
import TestSupport

/// A daemon with a spool of its own, and a provider.
struct LiveDaemon {
  let spool: String
  let simulator: FlowrouteSimulator

  /// Runs a test with a daemon, which has drained when this returns.
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
    let text = """
      {
        state: "\(directory.path("state"))",
        spools: { default: { path: "\(directory.path("spool"))", default_from: "12065550101" } },
        accounts: {
          main: {
            base_url: "\(provider)", numbers: ["12065550101"], messages_per_second: 1000,
          },
        },
        min_free_mb: 0,
      }
      """
    try directory.directory.writeReplacing("config.json5", Array(text.utf8), durable: false)
    return DaemonOptions(
      configurationPath: directory.path("config.json5"),
      environment: [
        "FLOWROUTE_ACCESS_KEY": Credentials.demo.accessKey,
        "FLOWROUTE_SECRET_KEY": Credentials.demo.secretKey,
      ],
      processID: CurrentProcess.identifier,
      watchesSignals: false,
      logSink: { _ in }
    )
  }
}
