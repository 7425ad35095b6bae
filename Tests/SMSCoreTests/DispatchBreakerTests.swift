import Testing

@testable import SMSCore

/// An account whose provider only fails.
struct DispatchBreakerTests {
  /// A run whose breaker has just opened.
  private static func opened(_ answer: ScriptedProvider.Answer) throws -> DispatcherSimulation {
    var run = DispatcherSimulation()
    run.provider.answer = { _, _ in answer }
    run.start()
    try run.submit(100)
    run.run { Self.breakerReports($0).contains("opened") }
    return run
  }

  private static func breakerReports(_ run: DispatcherSimulation) -> [String] {
    run.reports.compactMap { report in
      switch report {
      case .breakerOpened: "opened"
      case .breakerClosed: "closed"
      default: nil
      }
    }
  }

  @Test(
    "after ten failures in a row one job at a time goes, ever less often",
    arguments: [ScriptedProvider.Answer.serverError, .unavailable, .noConnection]
  )
  func opens(answer: ScriptedProvider.Answer) throws {
    var run = try Self.opened(answer)
    run.run(for: Interval(seconds: 1))
    let before = run.sent.count
    #expect(before <= 10 + 16)
    run.run(for: Interval(seconds: 120))
    #expect(run.sent.count - before <= 8)
    #expect(run.sent.count > before)
  }

  @Test("a provider that is back is noticed within a minute, and all goes on")
  func closes() throws {
    var run = try Self.opened(.serverError)
    run.run(for: Interval(seconds: 300))
    run.provider.answer = { _, _ in .accepted }
    run.run(within: Interval(seconds: 61)) { Self.breakerReports($0).last == "closed" }
    run.run { $0.isSettled }
    #expect(Self.breakerReports(run).last == "closed")
  }

  @Test(
    "any other answer closes it: a refusal of one message, a 429, a 401",
    arguments: [ScriptedProvider.Answer.badRequest, .tooMany(nil), .unauthorized]
  )
  func otherAnswers(answer: ScriptedProvider.Answer) throws {
    var run = try Self.opened(.serverError)
    run.run(for: Interval(seconds: 1))
    run.provider.answer = { _, _ in answer }
    run.run { Self.breakerReports($0).last == "closed" }
    #expect(run.machine.lines[0].breaker.state == .closed)
  }

  @Test("an open breaker with nothing waiting causes no wake-up")
  func silent() throws {
    var run = try Self.opened(.unavailable)
    run.command(.hold(.all))
    run.run(for: Interval(seconds: 3))
    #expect(run.machine.nextWake(after: run.now).monotonic == nil)
  }

  @Test("one account's trouble stops no other")
  func others() throws {
    var run = DispatcherSimulation()
    run.configuration.accounts["other"] = .sample("other")
    run.provider.answer = { send, _ in send.account == "main" ? .serverError : .accepted }
    run.start()
    run.reload { _ in }
    try run.submit(100)
    let good = try run.submit(100, account: "other")
    run.run(within: Interval(seconds: 10)) { $0.states(good) == [.sent] }
  }
}
