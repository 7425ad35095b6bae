import Testing

@testable import SMSCore

/// Commands that meet jobs on their way.
struct DispatchCommandTests {
  @Test("what waits is canceled and never sent")
  func cancel() throws {
    var run = DispatcherSimulation()
    run.start()
    let jobs = try run.submit(20)
    let command = run.command(.cancel(run.name(jobs[10])))
    run.run { $0.isSettled }
    #expect(run.state(jobs[10]) == .canceled)
    #expect(run.ledger.done[command] == .canceled)
    #expect(run.sent == jobs.filter { $0 != jobs[10] })
  }

  @Test("a cancel waits for the attempt under way: too late if it was sent")
  func cancelTooLate() throws {
    var run = DispatcherSimulation()
    run.start()
    let job = try run.submit()[0]
    run.run { $0.sent.count == 1 }
    let command = run.command(.cancel(run.name(job)))
    run.run(for: Interval(milliseconds: 40))
    #expect(run.ledger.done[command] == nil)
    run.run { $0.isSettled && $0.ledger.done[command] != nil }
    #expect(run.state(job) == .sent)
    #expect(run.ledger.done[command] == .failed)
  }

  @Test("and in time if it failed")
  func cancelInTime() throws {
    var run = DispatcherSimulation()
    run.provider.answer = { _, _ in .serverError }
    run.start()
    let job = try run.submit()[0]
    run.run { $0.sent.count == 1 }
    let commands = [
      run.command(.cancel(run.name(job))), run.command(.cancel(run.name(job))),
      run.command(.hold(.job(run.name(job)))),
    ]
    run.run { $0.isSettled && $0.ledger.done.count == 3 }
    #expect(run.state(job) == .canceled)
    #expect(run.sent.count == 1)
    #expect(run.ledger.done[commands[0]] == .canceled)
  }

  @Test("an answer that is settled while the cancel is on its way does not strand it")
  func waitsRace() throws {
    for delay in stride(from: 40, through: 60, by: 1) {
      var run = DispatcherSimulation()
      run.newsTakes = { Interval(milliseconds: 7) }
      run.start()
      let job = try run.submit()[0]
      run.run { $0.sent.count == 1 }
      run.run(for: Interval(milliseconds: Int64(delay)))
      let command = run.command(.cancel(run.name(job)))
      run.run(within: Interval(seconds: 5)) { $0.ledger.done[command] != nil }
      #expect(run.ledger.done[command] == .failed)
    }
  }

  @Test("a cancel at any moment either comes first or is too late", arguments: 0..<60)
  func cancelAnyTime(moment: Int) throws {
    var run = DispatcherSimulation()
    run.commitTakes = { Interval(milliseconds: 3) }
    run.newsTakes = { Interval(milliseconds: 2) }
    run.start()
    let job = try run.submit()[0]
    run.run(for: Interval(milliseconds: 960 + Int64(moment) * 2))
    let command = run.command(.cancel(run.name(job)))
    run.run(within: Interval(seconds: 5)) { $0.isSettled && $0.ledger.done[command] != nil }
    let isCanceled = run.state(job) == .canceled
    #expect(run.sent.isEmpty == isCanceled)
    #expect(run.ledger.done[command] == (isCanceled ? .canceled : .failed))
  }

  @Test("a job canceled and one held while their claim is committed are passed over")
  func claimRace() throws {
    var run = DispatcherSimulation()
    run.start()
    let jobs = try run.submit(3)
    run.run { $0.machine.flights.tallies[0].claimed.contains(jobs[0]) }
    run.ledger.move(jobs[0], to: .canceled)
    run.run(for: Interval(seconds: 5))
    #expect(run.sent == [jobs[1], jobs[2]])
    #expect(run.machine.isIdle)
  }

  @Test("a cancel of all that matches awaits what is under way, at any moment", arguments: 0..<20)
  func cancelMany(moment: Int) throws {
    var run = DispatcherSimulation(rate: 20)
    run.commitTakes = { Interval(milliseconds: 3) }
    run.newsTakes = { Interval(milliseconds: 2) }
    run.provider.answer = { _, attempt in attempt == 1 ? .unavailable : .accepted }
    run.start()
    let jobs = try run.submit(30)
    run.run(for: Interval(milliseconds: 1_000 + Int64(moment) * 130))
    let command = run.command(.act(.cancel, .all))
    run.run(within: Interval(seconds: 300)) { $0.isSettled && $0.ledger.done[command] != nil }
    #expect(run.ledger.done[command] == .canceled)
    #expect(run.states(jobs).isSubset(of: [.sent, .canceled]))
    #expect(run.states(jobs).contains(.canceled))
    #expect(run.machine.waitingCommands.isEmpty && run.machine.isIdle)
  }

  @Test("flush makes deferred jobs due, in as many steps as it takes")
  func flush() throws {
    var run = DispatcherSimulation()
    run.provider.answer = { _, attempt in
      attempt == 1 ? .refused(Interval(seconds: 3000)) : .accepted
    }
    run.start()
    let jobs = try run.submit(7)
    run.run { $0.states(jobs) == [.deferred] && $0.machine.isIdle }
    let command = run.command(.act(.flush, .all))
    run.run(within: Interval(seconds: 70)) { $0.isSettled }
    #expect(run.states(jobs) == [.sent])
    #expect(run.ledger.done[command] == .done)
  }

  @Test("retry makes new jobs that are sent, and that expire when their time comes")
  func retry() throws {
    var run = DispatcherSimulation()
    run.provider.answer = { _, _ in .badRequest }
    run.start()
    let jobs = try run.submit(5)
    run.run { $0.isSettled }
    run.provider.answer = { _, _ in .accepted }
    run.command(.act(.retry, JobFilter(errors: [.badRequest])))
    run.run { $0.sent.count == 10 && $0.isSettled }
    #expect(run.states(jobs) == [.failed])
    run.command(.hold(.all))
    run.provider.answer = { _, _ in .badRequest }
    run.run(for: Interval(seconds: 1))
    #expect(run.ledger.jobs.count == 10)
  }

  @Test("commands cut off by a crash are carried out at the start")
  func recovered() throws {
    var run = DispatcherSimulation()
    run.start()
    let job = try run.submit(in: Interval(seconds: 60))[0]
    run.failing = [.execute]
    let command = run.command(.cancel(run.name(job)))
    run.run(for: Interval(seconds: 5))
    run.failing = []
    run.crashAndRestart()
    run.run { $0.ledger.done[command] != nil }
    #expect(run.state(job) == .canceled)
  }
}
