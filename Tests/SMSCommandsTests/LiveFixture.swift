import FlowrouteSimulator
import SMSDaemon
import SMSSystem
import Testing

/// A command fixture with a running daemon and a provider.
final class LiveFixture: Sendable {
  let fixture: CommandFixture
  let simulator: FlowrouteSimulator
  let daemon: Daemon

  private init(fixture: CommandFixture, simulator: FlowrouteSimulator, daemon: Daemon) {
    self.fixture = fixture
    self.simulator = simulator
    self.daemon = daemon
  }

  /// Runs a test with a daemon, which has stopped when this returns.
  static func run(
    members: String = "",
    account: String = "",
    program: String? = nil,
    _ test: (LiveFixture) async throws -> Void
  ) async throws {
    let simulator = try await FlowrouteSimulator.start()
    let fixture = try CommandFixture(port: simulator.port, members: members, account: account)
    let live = LiveFixture(
      fixture: fixture,
      simulator: simulator,
      daemon: try await fixture.serve(program: program)
    )
    let result: Result<Void, any Error>
    do {
      result = .success(try await test(live))
    } catch {
      result = .failure(error)
    }
    await live.daemon.drain()
    await simulator.stop()
    try result.get()
  }

  func run(_ words: String...) async -> CommandFixture.Run { await run(words) }

  func run(_ words: [String]) async -> CommandFixture.Run {
    await fixture.run(words + ["--config", fixture.configuration])
  }
}

extension CommandFixture {
  /// Starts a daemon with the fixture's configuration in this process.
  ///
  /// - Parameter program: What runs commands and makes pages; nil for nothing.
  /// - Returns: The daemon.
  /// - Throws: `StartError`.
  func serve(program: String? = nil) async throws -> Daemon {
    var options = DaemonOptions(
      configurationPath: configuration,
      environment: ["RUNTIME_DIRECTORY": runtimeDirectory],
      processID: CurrentProcess.identifier,
      watchesSignals: false,
      logSink: { _ in }
    )
    options.program = program
    return try await Daemon.start(options)
  }
}
