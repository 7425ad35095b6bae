import Testing

@testable import SMSCore

/// Expiry and the drain.
struct DispatchEndTests {
  @Test("a job whose time runs out before its slot is expired, not sent")
  func expires() throws {
    var run = DispatcherSimulation(rate: 1)
    run.start()
    let jobs = try run.submit(10, expiresAfter: Interval(milliseconds: 4500))
    run.run { $0.isSettled }
    #expect(run.sent.count == 4)
    #expect(run.states(jobs) == [.sent, .expired])
    #expect(run.error(jobs[9])?.code == .expired)
    let late = run.now.monotonic.nanoseconds - 4_500_000_000
    #expect(late < 10_000_000)
  }

  @Test("nothing leaves after its time, however long its commit took", arguments: [1, 50, 400])
  func neverLate(commit: Int64) throws {
    var run = DispatcherSimulation(rate: 20)
    run.commitTakes = { Interval(milliseconds: commit) }
    run.start()
    for life in 1...40 {
      try run.submit(expiresAfter: Interval(milliseconds: Int64(life) * 100))
    }
    run.run { $0.isSettled }
    for send in run.provider.sends {
      let expiresAt = try #require(run.ledger.jobs[send.job]?.entry.expiresAt)
      #expect(send.handedAt.wall < expiresAt)
    }
    #expect(commit == 400 || !run.sent.isEmpty)
  }

  @Test("a flood of expired jobs is swept in steps, without loading them over and over")
  func flood() throws {
    var run = DispatcherSimulation(rate: 1)
    run.checksDeeply = false
    run.start()
    let old = try run.submit(3000, expiresAfter: Interval(seconds: 2))
    run.run { $0.isSettled }
    #expect(run.states(old).contains(.expired))
    #expect(run.loads.count < 40)
  }

  @Test("a job accepted during a sweep still expires on time")
  func duringSweep() throws {
    var run = DispatcherSimulation()
    run.command(.hold(.all))
    run.start()
    run.newsTakes = { Interval(milliseconds: 500) }
    try run.submit(expiresAfter: Interval(seconds: 10))
    run.run { $0.machine.expiry.isSweeping && $0.now.monotonic.nanoseconds > 9_000_000_000 }
    run.run(for: Interval(milliseconds: 100))
    let job = try run.submit(expiresAfter: Interval(seconds: 2))[0]
    run.newsTakes = { .zero }
    run.run(for: Interval(seconds: 3))
    #expect(run.state(job) == .expired)
  }

  @Test("a job that a step of the wall clock let run out is not lost when the clock is set back")
  func clockSetBack() throws {
    var run = DispatcherSimulation(rate: 5)
    run.start()
    let jobs = try run.submit(20, expiresAfter: Interval(seconds: 3600))
    run.run { $0.sent.count == 2 }
    run.failing = [.expire]
    run.now.wall.milliseconds += 86_400_000
    run.run(for: Interval(milliseconds: 500))
    run.now.wall.milliseconds -= 86_400_000
    run.failing = []
    run.run(within: Interval(seconds: 60)) { $0.isSettled }
    #expect(run.states(jobs) == [.sent])
  }

  @Test("an hour's step of the wall clock does not touch the pace", arguments: [3600, -3600])
  func clockSteps(seconds: Int64) throws {
    var run = DispatcherSimulation(rate: 10)
    run.start()
    try run.submit(100)
    run.run { $0.sent.count == 20 }
    run.now.wall.milliseconds += seconds * 1000
    run.run { $0.sent.count == 40 }
    let times = run.provider.sends.map(\.handedAt.monotonic)
    for (first, second) in zip(times, times.dropFirst()) {
      #expect(abs(second.since(first).seconds - 0.1024) < 0.01)
    }
  }

  @Test("a drain sends nothing more, awaits the answers and then is idle", arguments: [1, 20])
  func drain(commit: Int64) throws {
    for moment in stride(from: 1900, to: 2000, by: 7) {
      var run = DispatcherSimulation(rate: 20)
      run.commitTakes = { Interval(milliseconds: commit) }
      run.start()
      let jobs = try run.submit(100)
      run.run(for: Interval(milliseconds: Int64(moment)))
      run.handle(.drain)
      let before = run.sent.count
      run.run(within: Interval(seconds: 2)) { $0.machine.isIdle }
      #expect(run.sent.count == before)
      #expect(run.states(jobs) == [.sent, .queued])
      #expect(run.machine.nextWake(after: run.now) == (nil, nil))
      run.crashAndRestart()
      run.run { $0.isSettled }
      #expect(run.sent == jobs)
    }
  }

  @Test("a drain with nothing under way is over at once; what is accepted then waits")
  func drainAtRest() throws {
    var run = DispatcherSimulation()
    run.start()
    run.run(for: Interval(seconds: 2))
    run.handle(.drain)
    #expect(run.machine.isIdle)
    try run.submit(5)
    run.run(for: Interval(seconds: 5))
    #expect(run.machine.isIdle && run.sent.isEmpty)
  }

  @Test("a drain of a paused account does not probe")
  func drainPaused() throws {
    var run = DispatcherSimulation()
    run.provider.answer = { _, _ in .unauthorized }
    run.start()
    try run.submit(3)
    run.run { $0.pausePhase != nil && $0.machine.isIdle }
    run.handle(.drain)
    run.run(for: Interval(seconds: 100))
    #expect(run.provider.probed.isEmpty)
  }
}
