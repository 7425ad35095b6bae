import Testing

@testable import SMSCore

struct DispatcherFiguresTests {
  private func main(_ run: DispatcherSimulation) throws -> DispatcherFigures.Account {
    try #require(run.machine.figures.accounts.first { $0.name == "main" })
  }

  @Test("an idle account has its rate, and nothing under way")
  func idle() throws {
    var run = DispatcherSimulation(rate: 2.5)
    run.start()
    let account = try main(run)
    // A fraction above one message a second is not used.
    #expect(account.rateLimit == 2.5 && account.rate == 2)
    #expect(!account.isPaused && !account.isBreakerOpen)
    #expect(account.inFlight == 0 && account.inDoubt == 0)
    #expect(run.machine.figures.pausedSenders == [])
  }

  @Test("after a 429 the rate is half")
  func slowed() throws {
    var run = DispatcherSimulation(rate: 100)
    run.provider.answer = { _, _ in .tooMany(nil) }
    run.start()
    try run.submit(1)
    run.run { !$0.sent.isEmpty && $0.machine.isIdle }
    #expect(try main(run).rate == 50)
    #expect(try main(run).rateLimit == 100)
  }

  @Test("a pause shows while it lasts")
  func paused() throws {
    var run = DispatcherSimulation(rate: 100)
    run.provider.answer = { _, _ in .unauthorized }
    run.provider.probes = Array(repeating: ProviderError(code: .unauthorized), count: 100)
    run.start()
    try run.submit(1)
    run.run { $0.pausePhase != nil }
    #expect(try main(run).isPaused)
  }

  @Test("what is in doubt is counted until the list settles it")
  func doubt() throws {
    var run = DispatcherSimulation(rate: 100)
    run.provider.answer = { _, _ in .timeout }
    run.start()
    try run.submit(1)
    run.run { !$0.sent.isEmpty && $0.machine.isIdle }
    #expect(try main(run).inDoubt == 1)
    run.provider.answer = { _, _ in .accepted }
    run.run { $0.isSettled }
    #expect(try main(run).inDoubt == 0)
  }
}
