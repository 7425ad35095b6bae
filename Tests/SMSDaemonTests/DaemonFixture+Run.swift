import FlowrouteSimulator
import SMSDaemon

extension DaemonFixture {
  /// Runs a test with a daemon and a provider, which have both stopped when this returns.
  static func run(
    members: String,
    _ test: (DaemonFixture, FlowrouteSimulator) async throws -> Void
  ) async throws {
    let simulator = try await FlowrouteSimulator.start()
    let fixture = try DaemonFixture(port: simulator.port, members: members)
    let daemon = try await fixture.start()
    let result: Result<Void, any Error>
    do {
      result = .success(try await test(fixture, simulator))
    } catch {
      result = .failure(error)
    }
    await daemon.drain()
    await simulator.stop()
    try result.get()
  }
}
