import Testing

@testable import SMSCore

/// Commands that have waited for an attempt come before the next one, however long they take.
struct DispatchCommandRaceTests {
  enum Wish: CaseIterable {
    case cancel
    case hold
    case update
    case cancelMatching
    case holdMatching

    func command(_ name: JobName) -> Command {
      switch self {
      case .cancel: .cancel(name)
      case .hold: .hold(.job(name))
      case .update:
        .update(
          name,
          MessageUpdate(
            text: .given(NormalizedText(text: MessageText("new"), replacements: []))
          )
        )
      case .cancelMatching: .act(.cancel, .all)
      case .holdMatching: .act(.hold, .all)
      }
    }
  }

  /// One message in doubt that was not taken, and a command that waits for it.
  private static func waiting(
    _ wish: Wish,
    _ priority: Priority = .urgent,
    expiresAfter life: Interval = Interval(seconds: 14_400)
  ) throws -> (run: DispatcherSimulation, job: JobNumber, command: JobNumber) {
    var run = DispatcherSimulation()
    run.provider.answer = { _, attempt in
      attempt == 1 ? DispatchDoubtTests.cutOff : .accepted
    }
    run.start()
    let job = try run.submit(1, priority, expiresAfter: life)[0]
    run.run { $0.state(job) == .inDoubt }
    let command = run.command(wish.command(run.name(job)))
    run.run { !$0.machine.waitingCommands.isEmpty }
    return (run, job, command)
  }

  /// The doubt ends, and the message could go again, while the ledger carries out no command.
  private static func endDoubt(_ run: inout DispatcherSimulation, _ job: JobNumber) {
    run.failing = [.execute]
    run.run { $0.machine.waitingCommands.isEmpty }
    run.run(for: Interval(seconds: 30))
    #expect(run.sent == [job])
  }

  private static func expectFulfilled(
    _ wish: Wish,
    _ run: inout DispatcherSimulation,
    _ job: JobNumber,
    _ command: JobNumber
  ) {
    run.failing = []
    run.run(within: Interval(seconds: 10)) { $0.ledger.done[command] != nil }
    run.run(for: Interval(seconds: 10))
    switch wish {
    case .cancel, .cancelMatching: #expect(run.state(job) == .canceled)
    case .hold, .holdMatching: #expect(run.state(job) == .held)
    case .update:
      #expect(run.state(job) == .sent)
      #expect(run.provider.sends.map(\.text.string) == ["text 1", "new"])
    }
    #expect(run.sent.count == (wish == .update ? 2 : 1))
    #expect(run.machine.commandedJobs.isEmpty && run.machine.isIdle)
  }

  @Test(
    "the next attempt does not begin before the command that waited",
    arguments: Wish.allCases,
    [Priority.urgent, .normal]
  )
  func waits(wish: Wish, priority: Priority) throws {
    var (run, job, command) = try Self.waiting(wish, priority)
    Self.endDoubt(&run, job)
    Self.expectFulfilled(wish, &run, job, command)
  }

  @Test("nor if another process finds the command and the message", arguments: Wish.allCases)
  func restarted(wish: Wish) throws {
    var (run, job, command) = try Self.waiting(wish)
    Self.endDoubt(&run, job)
    run.crashAndRestart()
    run.run(for: Interval(seconds: 30))
    Self.expectFulfilled(wish, &run, job, command)
  }

  @Test(
    "nor if the other process takes over while the message is in doubt",
    arguments: Wish.allCases
  )
  func restartedInDoubt(wish: Wish) throws {
    var (run, job, command) = try Self.waiting(wish)
    run.crashAndRestart()
    run.run { !$0.machine.waitingCommands.isEmpty }
    Self.endDoubt(&run, job)
    Self.expectFulfilled(wish, &run, job, command)
  }

  @Test("an attempt that is withdrawn does not begin again before a command about its message")
  func withdrawn() throws {
    var run = DispatcherSimulation(rate: 1)
    run.start()
    let jobs = try run.submit(2, .urgent)
    run.run { $0.machine.flights[jobs[1]]?.stage == .ready }
    let command = run.command(.cancel(run.name(jobs[1])))
    run.reload { $0.accounts["main"]?.messagesPerSecond = 0.01 }
    run.run { !$0.machine.waitingCommands.isEmpty }
    run.failing = [.execute]
    run.run { $0.state(jobs[1]) == .queued }
    run.reload { $0.accounts["main"]?.messagesPerSecond = 100 }
    run.run(for: Interval(seconds: 200))
    #expect(run.sent == [jobs[0]])
    Self.expect(canceled: jobs[1], by: command, &run)
  }

  @Test("a command that changes nothing frees the message, which goes as it was")
  func withoutEffect() throws {
    var (run, job, command) = try Self.waiting(.update)
    let late = run.now.wall.advanced(by: Interval(seconds: 864_000))
    let update = run.command(.update(run.name(job), MessageUpdate(notBefore: late)))
    Self.endDoubt(&run, job)
    Self.expectFulfilled(.update, &run, job, command)
    #expect(run.ledger.done[update] == .failed)
    #expect(run.isSettled)
  }

  @Test("a message that expires meanwhile is not sent, and the command is too late")
  func expires() throws {
    var (run, job, command) = try Self.waiting(.cancel, expiresAfter: Interval(seconds: 60))
    Self.endDoubt(&run, job)
    #expect(run.state(job) == .expired)
    run.failing = []
    run.run(within: Interval(seconds: 10)) { $0.ledger.done[command] != nil }
    #expect(run.ledger.done[command] == .failed)
    #expect(run.sent == [job])
    #expect(run.machine.commandedJobs.isEmpty && run.isSettled)
    run.run(for: Interval(seconds: 7200))
    #expect(run.machine.nextWake(after: run.now) == (nil, nil))
  }

  @Test("messages that no command is about are not held up")
  func others() throws {
    var (run, job, command) = try Self.waiting(.cancel)
    run.failing = [.execute]
    run.run { $0.machine.waitingCommands.isEmpty }
    let others = try run.submit(3, .urgent)
    run.run(for: Interval(seconds: 30))
    #expect(run.sent == [job] + others)
    Self.expect(canceled: job, by: command, &run)
  }

  private static func expect(
    canceled job: JobNumber,
    by command: JobNumber,
    _ run: inout DispatcherSimulation
  ) {
    run.failing = []
    run.run(within: Interval(seconds: 10)) { $0.ledger.done[command] != nil }
    #expect(run.state(job) == .canceled)
  }
}
