import Testing

@testable import SMSCore

/// Everything at once, in an order that a seed decides.
///
/// The rehearsal checks after each event that no job is in two places and no wake-up lies in the
/// past; the ledger in memory, that every move is legal and no attempt is sent twice.
struct RandomScheduleTests {
  private static let spools = ["default", "a", "b"]
  private static let accounts = ["main", "other"]

  private static func rehearsal(_ seed: Int, _ dice: Dice) -> DispatcherSimulation {
    var run = DispatcherSimulation(
      rate: dice.one(of: [2, 20, 200, 2000]),
      maxInFlight: dice.one(of: [1, 2, 5, 16, 100]),
      spools: ["default": 1, "a": 2, "b": 0.5],
      maxAttempts: dice.one(of: [1, 3, 10]),
      ifUncertain: dice.one(of: [.report, .resend]),
      seed: UInt64(seed)
    )
    run.configuration.accounts["other"] = .sample("other", rate: 50, maxInFlight: 4)
    run.machine = DispatcherMachine(
      configuration: run.configuration,
      seed: UInt64(seed),
      now: run.now,
      digest: DispatcherSimulation.digest
    )
    let longest = dice.one(of: [0.001, 0.01, 0.1])
    run.commitTakes = { Interval(seconds: 0.0005 + dice.upTo(longest)) }
    run.newsTakes = { dice.chance(0.5) ? .zero : Interval(seconds: dice.upTo(longest)) }
    run.provider.answer = { _, _ in answer(dice) }
    return run
  }

  private static func answer(_ dice: Dice) -> ScriptedProvider.Answer {
    guard dice.chance(0.3) else {
      return .accepted.after(Interval(seconds: 0.002 + dice.upTo(0.2)))
    }
    let answers: [ScriptedProvider.Answer] = [
      .badRequest, .serverError, .unavailable, .tooMany(nil), .tooMany(.zero),
      .tooMany(Interval(seconds: 5)), .timeout, .noConnection, .unauthorized,
      .refused(Interval(seconds: 20)),
    ]
    return dice.one(of: answers)
  }

  /// One thing that somebody does.
  private static func happen(_ run: inout DispatcherSimulation, _ dice: Dice) throws {
    switch Int(dice.upTo(14)) {
    case 0...4:
      try run.submit(
        1 + Int(dice.upTo(20)),
        dice.one(of: Priority.allCases),
        spool: dice.one(of: spools),
        account: dice.one(of: accounts),
        in: dice.chance(0.2) ? Interval(seconds: dice.upTo(30)) : nil,
        expiresAfter: Interval(seconds: dice.chance(0.3) ? dice.upTo(20) : 3600),
        ifUncertain: dice.one(of: [nil, .report, .resend])
      )
    case 5: run.command(.cancel(anyName(run, dice)))
    case 6: run.command(.hold(.job(anyName(run, dice))))
    case 7: run.command(.release(.job(anyName(run, dice))))
    case 8: run.command(dice.chance(0.5) ? .hold(switches(dice)) : .release(switches(dice)))
    case 9:
      let filter = JobFilter(spools: dice.one(of: [nil, ["a"], ["a", "b"]]))
      run.command(.act(dice.one(of: [.cancel, .hold, .release, .flush, .flush]), filter))
    case 10:
      run.failing = dice.chance(0.6) ? [] : [dice.one(of: DispatcherSimulation.Operation.allCases)]
    case 11: run.provider.probes = [ProviderError(code: .unauthorized)]
    case 12: reload(&run, dice)
    default: if dice.chance(0.15) { run.crashAndRestart() }
    }
  }

  private static func anyName(_ run: DispatcherSimulation, _ dice: Dice) -> JobName {
    let count = max(1, run.ledger.jobs.count)
    let number = JobNumber(1 + Int64(dice.upTo(Double(count))))
    return run.ledger.jobs[number]?.entry.name ?? JobName(spool: "a", id: "nobody")
  }

  private static func switches(_ dice: Dice) -> HoldScope {
    dice.one(of: [.all, .spool("a"), .account("other")])
  }

  private static func reload(_ run: inout DispatcherSimulation, _ dice: Dice) {
    let other = AccountPolicy.sample("other", rate: dice.one(of: [0.5, 50]), maxInFlight: 8)
    run.reload {
      $0.accounts["other"] = dice.chance(0.3) ? nil : other
      $0.spools["b"] = dice.chance(0.3) ? nil : SpoolPolicy(share: 0.001 + dice.upTo(3))
      $0.accounts["main"]?.maxInFlight = dice.one(of: [1, 3, 50])
    }
  }

  /// Everything that stands in the way is taken out of it, and the provider only accepts.
  private static func clear(_ run: inout DispatcherSimulation) {
    run.failing = []
    run.provider.probes = []
    run.provider.answer = { _, _ in .accepted }
    run.reload {
      $0.accounts["other"] = .sample("other", rate: 50)
      $0.spools["b"] = SpoolPolicy(share: 1)
    }
    for scope in [HoldScope.all, .spool("a"), .account("other")] { run.command(.release(scope)) }
    for job in run.ledger.jobs.values where job.state == .held {
      run.command(.release(.job(job.entry.name)))
    }
    run.command(.act(.release, .all))
  }

  @Test("whatever happens, in whatever order, all jobs end settled", arguments: 1...24)
  func schedule(seed: Int) throws {
    let dice = Dice(UInt64(seed))
    var run = Self.rehearsal(seed, dice)
    run.start()
    for _ in 0..<80 {
      try Self.happen(&run, dice)
      run.run(for: Interval(seconds: dice.upTo(dice.chance(0.1) ? 40 : 0.5)))
    }
    run.run(for: Interval(seconds: 2))
    Self.clear(&run)
    run.run(for: Interval(seconds: 5))
    Self.clear(&run)
    run.run(within: Interval(seconds: 20_000)) {
      $0.isSettled && $0.ledger.done.count == $0.ledger.commands.count
    }
    #expect(run.machine.waitingCommands.isEmpty)
    run.run(for: Interval(seconds: 7200))
    #expect(run.machine.commandedJobs.isEmpty)
    #expect(run.machine.nextWake(after: run.now) == (nil, nil))
  }
}
