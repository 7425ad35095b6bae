import Testing

@testable import SMSCore

/// Crashes, and a ledger that refuses.
struct DispatchRecoveryTests {
  @Test("what was under way at a crash is looked for, and told once; the rest is sent")
  func report() throws {
    var run = DispatcherSimulation(rate: 20)
    run.provider.answer = { _, _ in .accepted.after(Interval(seconds: 5)) }
    run.start()
    let jobs = try run.submit(30)
    run.run { $0.sent.count == 5 }
    run.crashAndRestart()
    let restart = run.now.monotonic
    let cutOff = jobs.filter { run.state($0) == .attempting }
    #expect(cutOff.count >= 5)
    run.provider.answer = { _, _ in .accepted }
    run.run { $0.isSettled }
    #expect(run.states(jobs) == [.sent])
    #expect(jobs.allSatisfy { run.provider.list.deliveries[$0] == 1 })
    #expect(run.provider.list.calls.allSatisfy { $0.at.since(restart) >= Interval(seconds: 5) })
    let job = cutOff[0]
    #expect(run.attempts(job).map(\.number) == [1])
    #expect(run.attempts(job).map(\.code) == [.interrupted])
    let told = run.reports.compactMap { report in
      if case .interrupted(let entry) = report { entry.number } else { nil }
    }
    #expect(told == cutOff)
  }

  @Test("what a crash cut off and the provider never got is sent again, until max_attempts")
  func neverTaken() throws {
    var run = DispatcherSimulation(maxAttempts: 3)
    run.provider.answer = { _, _ in .timeout }
    run.start()
    let job = try run.submit()[0]
    for crash in 1...3 {
      run.run { $0.sent.count == crash }
      run.crashAndRestart()
    }
    run.run { $0.isSettled }
    #expect(run.sent.count == 3)
    #expect(run.state(job) == .failed)
    #expect(run.error(job)?.code == .interrupted)
    #expect(run.attempts(job).map(\.number) == [1, 2, 3])
    #expect(run.ledger.jobs[job]?.entry.charged == 3)
  }

  @Test("the first second after a restart is silent")
  func silent() throws {
    var run = DispatcherSimulation(rate: 20)
    run.start()
    try run.submit(100)
    run.run { $0.sent.count == 10 }
    run.crashAndRestart()
    let time = run.now.monotonic
    run.run { $0.sent.count == 11 }
    #expect(run.now.monotonic.since(time) >= Interval(seconds: 1))
  }

  @Test("crashes at any moment lose nothing and send nothing twice", arguments: 1...12)
  func anyMoment(seed: Int) throws {
    var choice = Jitter(seed: UInt64(seed))
    var run = DispatcherSimulation(rate: 50)
    run.commitTakes = { Interval(milliseconds: 4) }
    run.newsTakes = { Interval(milliseconds: 2) }
    run.start()
    let jobs = try run.submit(60)
    for _ in 0..<10 {
      run.run(for: Interval(seconds: 0.9 + choice.next() * 0.4))
      run.crashAndRestart()
    }
    run.run { $0.isSettled }
    #expect(run.states(jobs) == [.sent])
    #expect(jobs.allSatisfy { run.provider.list.deliveries[$0] == 1 })
  }

  @Test("a restart with a long queue loads pages, and sends in order")
  func longQueue() throws {
    var run = DispatcherSimulation(rate: 1000, maxInFlight: 200)
    run.checksDeeply = false
    run.start()
    let jobs = try run.submit(2000)
    run.crashAndRestart()
    #expect(run.inMemory == 0)
    run.run { $0.isSettled }
    #expect(run.sent == jobs)
  }

  @Test(
    "while the ledger refuses, nothing is lost and nothing sent twice",
    arguments: DispatcherSimulation.Operation.allCases
  )
  func ledgerFails(operation: DispatcherSimulation.Operation) throws {
    var run = DispatcherSimulation(rate: 50)
    run.provider.answer = { send, attempt in
      attempt == 1 && send.job.value.isMultiple(of: 5) ? .unavailable : .accepted
    }
    run.start()
    let jobs = try run.submit(300)
    let late = try run.submit(20, expiresAfter: Interval(seconds: 3))
    run.run { $0.sent.count == 20 }
    run.failing = [operation]
    run.run(for: Interval(seconds: 20))
    let command = run.command(.cancel(run.name(jobs[299])))
    run.run(for: Interval(seconds: 2))
    run.failing = []
    run.run { $0.isSettled && $0.ledger.done[command] != nil }
    #expect(run.states(jobs).isSubset(of: [.sent, .canceled]))
    #expect(run.states(late).isSubset(of: [.sent, .expired]))
  }

  @Test("a ledger that refuses everything is asked about once a second, and what began is sent")
  func rest() throws {
    var run = DispatcherSimulation(rate: 20)
    run.start()
    try run.submit(100)
    run.run { $0.machine.flights.tallies[0].ready == 1 }
    let (asked, before) = (run.begins.count, run.sent.count)
    run.failing = Set(DispatcherSimulation.Operation.allCases)
    run.run(for: Interval(seconds: 10))
    #expect((9...11).contains(run.begins.count - asked))
    #expect(run.sent.count == before + 1)
    run.failing = []
    run.run { $0.isSettled }
  }

  @Test("when claims cannot begin, the order is kept")
  func order() throws {
    var run = DispatcherSimulation(rate: 1000, maxInFlight: 50)
    run.start()
    let jobs = try run.submit(200)
    run.run { $0.sent.count == 30 }
    run.failing = [.begin]
    run.run(for: Interval(seconds: 3))
    run.failing = []
    run.run { $0.isSettled }
    #expect(run.sent == jobs)
  }

  @Test("outcomes that pile up before a ledger that refuses stop the claims, not the memory")
  func settlingLimit() throws {
    var run = DispatcherSimulation(rate: 10_000, maxInFlight: 1000)
    run.checksDeeply = false
    run.provider.answer = { _, _ in .accepted.after(Interval(milliseconds: 2)) }
    run.failing = [.settle]
    run.start()
    try run.submit(7000)
    run.run(for: Interval(seconds: 5))
    #expect(run.sent.count >= 4096 && run.sent.count <= 4096 + 1000)
    run.failing = []
    run.run { $0.isSettled }
    #expect(run.sent.count == 7000)
  }
}
