import Testing

@testable import SMSCore

/// Another configuration while jobs are under way.
struct DispatchReloadTests {
  @Test("a reload probes a paused account at once")
  func probesAtOnce() throws {
    var run = DispatcherSimulation()
    run.provider.answer = { _, _ in .unauthorized }
    run.start()
    let jobs = try run.submit(3)
    run.run { $0.pausePhase != nil && $0.machine.isIdle }
    let time = run.now.monotonic
    run.provider.answer = { _, _ in .accepted }
    run.reload { _ in }
    #expect(run.provider.probed == [time])
    run.run(within: Interval(seconds: 5)) { $0.isSettled }
    #expect(run.states(jobs) == [.sent])
  }

  @Test("a reload under a probe or a trial: if that fails, the next probe is at once")
  func outdated() throws {
    for phase in [AccountPause.Phase.probing, .trial] {
      var run = DispatcherSimulation()
      run.provider.answer = { _, _ in .unauthorized }
      run.start()
      try run.submit(3)
      run.run { $0.pausePhase != nil && $0.machine.isIdle }
      if phase == .probing { run.provider.probes = [ProviderError(code: .unauthorized)] }
      run.run { $0.pausePhase == phase && ($0.machine.underWay > 0) == (phase == .trial) }
      run.reload { _ in }
      run.run(within: Interval(seconds: 1)) { $0.provider.probed.count == 2 }
    }
  }

  @Test("a storm of reloads does not make a storm of probes")
  func storm() throws {
    var run = DispatcherSimulation()
    run.provider.answer = { _, _ in .unauthorized }
    run.provider.probes = [ProviderError?](
      repeating: ProviderError(code: .unauthorized),
      count: 1000
    )
    run.start()
    try run.submit()
    run.run { $0.pausePhase != nil && $0.machine.isIdle }
    for _ in 0..<100 {
      run.reload { _ in }
      run.run(for: Interval(milliseconds: 1))
    }
    run.run(for: Interval(seconds: 1))
    #expect(run.provider.probed.count <= 7)
  }

  @Test(
    "the jobs of an account that is gone are kept, and sent when it is back",
    arguments: [1, 30]
  )
  func goneAndBack(commit: Int64) throws {
    var run = DispatcherSimulation()
    run.commitTakes = { Interval(milliseconds: commit) }
    run.start()
    let jobs = try run.submit(300)
    run.run { $0.sent.count == 20 }
    let policy = try #require(run.configuration.accounts["main"])
    run.reload { $0.accounts["main"] = nil }
    let more = try run.submit(10)
    run.run(for: Interval(seconds: 100))
    #expect(run.sent.count == 20)
    #expect(run.machine.isIdle)
    #expect(run.states(jobs + more) == [.sent, .queued])
    #expect(run.machine.nextWake(after: run.now).monotonic == nil)
    run.reload { $0.accounts["main"] = policy }
    run.run { $0.isSettled }
    #expect(run.sent == jobs + more)
  }

  @Test("an account that goes while it is probed is probed again when it is back")
  func goneWhileProbed() throws {
    var run = DispatcherSimulation()
    run.provider.answer = { _, _ in .unauthorized }
    run.start()
    let jobs = try run.submit(3)
    run.run { $0.pausePhase == .probing }
    let policy = try #require(run.configuration.accounts["main"])
    run.life += 1  // The answer never comes: its provider is gone.
    run.reload { $0.accounts["main"] = nil }
    run.run(for: Interval(seconds: 100))
    #expect(run.provider.probed.count == 1)
    run.provider.answer = { _, _ in .accepted }
    run.reload { $0.accounts["main"] = policy }
    run.run { $0.isSettled }
    #expect(run.states(jobs) == [.sent])
  }

  @Test("jobs of an account never configured wait for it, released ones too")
  func neverConfigured() throws {
    var run = DispatcherSimulation()
    run.start()
    let waiting = try run.submit(2, account: "new")
    let held = try run.submit(account: "other")[0]
    run.command(.hold(.job(run.name(held))))
    run.run(for: Interval(seconds: 5))
    run.crashAndRestart()
    run.command(.release(.job(run.name(held))))
    run.run(for: Interval(seconds: 5))
    #expect(run.sent.isEmpty)
    run.reload {
      $0.accounts["new"] = .sample("new")
      $0.accounts["other"] = .sample("other")
    }
    run.run { $0.isSettled }
    #expect(run.states(waiting + [held]) == [.sent])
  }

  @Test("the jobs of a spool that is gone are held until it is back")
  func spoolGone() throws {
    var run = DispatcherSimulation(spools: ["default": 1, "other": 1])
    run.start()
    let jobs = try run.submit(50, spool: "other")
    try run.submit(50)
    run.run { $0.sent.count == 20 }
    run.reload { $0.spools["other"] = nil }
    run.run(for: Interval(seconds: 60))
    #expect(run.machine.isIdle)
    #expect(run.states(jobs) == [.queued, .sent])
    run.reload { $0.spools["other"] = SpoolPolicy(share: 1) }
    run.run { $0.isSettled }
    #expect(run.states(jobs) == [.sent])
  }

  @Test("a share that was tiny is not waited out after a reload")
  func shares() throws {
    var run = DispatcherSimulation(spools: ["default": 1, "small": 0.000_001])
    run.start()
    try run.submit(200, spool: "small")
    try run.submit(200)
    run.run { $0.sent.count == 20 }
    run.reload { $0.spools["small"] = SpoolPolicy(share: 1) }
    let before = run.sent.count
    run.run { $0.sent.count == before + 20 }
    let small = run.sent.suffix(20).count { run.ledger.jobs[$0]?.entry.name.spool == "small" }
    #expect((9...11).contains(small))
  }

  @Test("another rate makes no burst and is followed at once", arguments: [(5, 100), (100, 5)])
  func rate(from: Double, to: Double) throws {
    var run = DispatcherSimulation(rate: from)
    run.start()
    try run.submit(400)
    run.run(for: Interval(seconds: 4))
    let time = run.now.monotonic
    run.reload { $0.accounts["main"]?.messagesPerSecond = to }
    run.run(for: Interval(seconds: 3))
    let after = run.provider.sends.compactMap(\.leftAt).filter { $0 > time }
    #expect(after.first.map { $0.since(time) >= Interval(seconds: 1) } == true)
    let second = after.filter { $0.since(after[0]) < Interval(seconds: 1) }
    #expect(abs(second.count - Int(to)) <= 3 && second.count <= Int(to))
  }

  @Test("fewer places are kept to at once, more are used at once")
  func places() throws {
    var run = DispatcherSimulation(maxInFlight: 10)
    run.provider.answer = { _, _ in .accepted.after(Interval(seconds: 20)) }
    run.start()
    try run.submit(100)
    run.run { $0.sent.count == 8 }
    run.reload { $0.accounts["main"]?.maxInFlight = 4 }
    run.run(for: Interval(seconds: 30))
    #expect(run.sent.count == 10)
    run.reload { $0.accounts["main"]?.maxInFlight = 40 }
    run.run(for: Interval(seconds: 2))
    #expect(run.sent.count == 38 + 8)
  }
}
