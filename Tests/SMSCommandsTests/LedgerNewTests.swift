import SMSCommands
import SMSDaemon
import SMSSystem
import TestSupport
import Testing

@Suite("ledger new", .throttled)
struct LedgerNewTests {
  private func started(_ fixture: CommandFixture) async throws -> Daemon {
    try await Daemon.start(
      DaemonOptions(
        configurationPath: fixture.configuration,
        environment: [:],
        processID: CurrentProcess.identifier,
        watchesSignals: false,
        logSink: { _ in }
      )
    )
  }

  @Test("gives a lost ledger up only when that is said, and the daemon starts with the new one")
  func lost() async throws {
    let fixture = try CommandFixture()
    await (try await started(fixture)).drain()
    let state = try Directory(path: fixture.directory.path("state"))
    try state.unlink("ledger.sqlite")

    let asked = await fixture.run("ledger", "new")
    #expect(asked.exit == .usage)
    #expect(asked.error.contains("ledger.sqlite is missing") && asked.error.contains("--yes"))
    #expect(try !state.contains("ledger.sqlite"))

    #expect(await fixture.run("ledger", "new", "--yes").exit == .done)
    let status = try state.status("ledger.sqlite")
    let owner = try state.status().user
    #expect(status.mode == 0o600 && status.user == owner)
    #expect(try !state.contains("ledger.sqlite-wal"))
    await (try await started(fixture)).drain()
  }

  @Test("never replaces a ledger, nor works beside a daemon")
  func kept() async throws {
    let fixture = try CommandFixture()
    try await refusedBesideDaemon(fixture)
    let state = try Directory(path: fixture.directory.path("state"))
    let size = try state.status("ledger.sqlite").size
    let run = await fixture.run("ledger", "new", "--yes")
    #expect(run.exit == .cannotCreate)
    #expect(run.error.contains("is there already"))
    #expect(try state.status("ledger.sqlite").size == size)
  }

  /// The lock goes with the daemon, at the end of the function.
  private func refusedBesideDaemon(_ fixture: CommandFixture) async throws {
    let daemon = try await started(fixture)
    #expect(await fixture.run("ledger", "new", "--yes").exit == .tryAgain)
    await daemon.drain()
  }
}
