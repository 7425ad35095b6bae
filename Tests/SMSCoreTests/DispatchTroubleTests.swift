import Testing

@testable import SMSCore

/// Trouble of the account, or of what stands before the provider, burns no queue.
struct DispatchTroubleTests {
  typealias Answer = ScriptedProvider.Answer

  private static func trouble(_ code: ErrorCode, _ status: Int) -> Answer {
    Answer(outcome: .accountTrouble(ProviderError(code: code, httpStatus: status)))
  }

  private static let page = Answer(
    outcome: .doubt(ProviderError(code: .wrongEndpoint, httpStatus: 200, reason: "a page"))
  )

  @Test(
    "no message fails while the account is in trouble, and all go out when it is over",
    arguments: [
      (ErrorCode.paymentRequired, 402), (.proxyRefused, 407), (.proxyRefused, 403),
      (.proxyRefused, 451), (.wrongEndpoint, 421),
    ]
  )
  func paused(code: ErrorCode, status: Int) throws {
    var run = DispatcherSimulation(rate: 1000)
    run.provider.answer = { _, _ in Self.trouble(code, status) }
    run.start()
    let jobs = try run.submit(100)
    run.run(for: Interval(seconds: 300))
    #expect(run.states(jobs).isSubset(of: [.queued, .deferred]))
    #expect(run.sent.count < 40)
    #expect(jobs.contains { run.error($0)?.code == code })
    run.provider.answer = { _, _ in .accepted }
    run.run { $0.isSettled }
    #expect(run.states(jobs) == [.sent])
  }

  @Test("what was claimed or under way when the account paused is deferred, with its error")
  func deferred() throws {
    for failing in [Set<DispatcherSimulation.Operation>(), [.begin]] {
      var run = DispatcherSimulation(rate: 1000, maxInFlight: 16)
      run.commitTakes = { Interval(milliseconds: 20) }
      run.provider.answer = { _, _ in .unauthorized }
      run.provider.probes = Array(repeating: ProviderError(code: .unauthorized), count: 100)
      run.start()
      let jobs = try run.submit(1000)
      run.run { $0.pausePhase != nil }
      let claimed = run.machine.flights.all.map(\.number)
      #expect(!claimed.isEmpty)
      run.failing = failing
      run.run(for: Interval(milliseconds: 500))
      run.failing = []
      run.run { $0.machine.isIdle }
      run.run(for: Interval(seconds: 1))
      for job in claimed {
        #expect(run.state(job) == .deferred)
        #expect(run.error(job)?.code == .unauthorized)
        #expect(run.ledger.jobs[job]?.nextAttemptAt != nil)
      }
      #expect(jobs.count { run.state($0) == .queued } >= 900)
    }
  }

  // MARK: Pages

  @Test("a second page instead of an answer pauses the account, and nothing is reported as sent")
  func pages() throws {
    var run = DispatcherSimulation(rate: 1000)
    run.provider.answer = { _, _ in Self.page }
    run.provider.probes = Array(repeating: ProviderError(code: .wrongEndpoint), count: 3)
    run.start()
    let jobs = try run.submit(100)
    run.run { $0.pausePhase != nil }
    run.run(for: Interval(seconds: 80))
    #expect(run.sent.count < 20)
    #expect(!run.states(jobs).contains(.sent))
    run.provider.answer = { _, _ in .accepted }
    run.run { $0.isSettled }
    #expect(run.states(jobs) == [.sent])
    #expect(jobs.allSatisfy { run.provider.list.deliveries[$0] == 1 })
  }

  @Test("one page among accepted sends pauses nothing, and in a trial it pauses again")
  func onePage() throws {
    var run = DispatcherSimulation(maxInFlight: 1)
    run.provider.answer = { send, attempt in
      send.job.value.isMultiple(of: 3) && attempt == 1 ? Self.page : .accepted
    }
    run.start()
    try run.submit(9)
    run.run { $0.isSettled }
    #expect(run.reports.allSatisfy { if case .paused = $0 { false } else { true } })
    run.provider.answer = { _, _ in .unauthorized }
    try run.submit(2)
    run.run { $0.pausePhase != nil }
    run.provider.answer = { _, _ in Self.page }
    run.run { $0.pausePhase == .trial }
    run.run { $0.pausePhase != .trial }
    guard case .waiting = run.pausePhase else {
      Issue.record("the pause is over")
      return
    }
    run.provider.answer = { _, _ in .accepted }
    run.run { $0.isSettled }
  }

  // MARK: One poisoned text

  @Test("one text that a filter refuses ends by itself, and does not hold the others up")
  func poisoned() throws {
    for priority in [Priority.normal, .urgent] {
      var run = DispatcherSimulation(rate: 1000)
      run.provider.answer = { send, _ in
        send.job.value == 1 ? Self.trouble(.proxyRefused, 403) : .accepted
      }
      run.start()
      let poisoned = try run.submit(1, priority)[0]
      run.run { $0.pausePhase != nil }
      let others = try run.submit(20)
      run.run(within: Interval(seconds: 200)) { $0.isSettled }
      #expect(run.states(others) == [.sent])
      #expect(run.state(poisoned) == .failed)
      #expect(run.error(poisoned)?.code == .proxyRefused)
      #expect(run.error(poisoned)?.hint.contains("met this answer twice") == true)
      let more = try run.submit(5)
      run.run(within: Interval(seconds: 1)) { $0.isSettled }
      #expect(run.states(more) == [.sent])
    }
  }

  @Test("a message that alone is answered with 401 does not take every trial")
  func alone() throws {
    for priority in [Priority.normal, .urgent] {
      var run = DispatcherSimulation(rate: 1000)
      run.provider.answer = { send, _ in send.job.value == 1 ? .unauthorized : .accepted }
      run.start()
      let alone = try run.submit(1, priority)
      run.run { $0.pausePhase != nil }
      let others = try run.submit(20)
      run.run(within: Interval(seconds: 200)) { $0.states(others) == [.sent] }
      #expect(run.states(others) == [.sent])
      #expect(run.states(alone).isDisjoint(with: [.sent, .failed]))
    }
  }

  @Test("wrong keys are never one message's, however many were accepted between")
  func notKeys() throws {
    var run = DispatcherSimulation(rate: 1000)
    run.provider.answer = { send, attempt in
      send.job.value == 1 && attempt < 4 ? .unauthorized : .accepted
    }
    run.start()
    let jobs = try run.submit(10)
    run.run { $0.isSettled }
    #expect(run.states(jobs) == [.sent])
  }

  // MARK: Too fast

  @Test("without a Retry-After the account waits 2 s, 4 s and so on by itself")
  func slowdown() throws {
    var run = DispatcherSimulation(maxInFlight: 1)
    run.provider.answer = { _, attempt in attempt <= 4 ? .tooMany(nil) : .accepted }
    run.start()
    try run.submit()
    run.run { $0.isSettled }
    let waits = run.reports.compactMap { report in
      if case .slowedDown(_, let wait, _, _) = report { wait.seconds } else { nil }
    }
    #expect(waits == [2, 4, 8, 16])
  }

  @Test("a slowed account says by how much, and when it is faster again")
  func speed() throws {
    var run = DispatcherSimulation(rate: 10, maxInFlight: 1)
    run.provider.answer = { _, attempt in attempt <= 2 ? .tooMany(nil) : .accepted }
    run.start()
    try run.submit()
    run.run { $0.isSettled }
    run.provider.answer = { _, _ in .accepted }
    try run.submit(400)
    run.run { $0.isSettled }
    let factors = run.reports.compactMap { report -> Int? in
      switch report {
      case .slowedDown("main", _, let factor, _): factor
      case .spedUp("main", let factor, _): -factor
      default: nil
      }
    }
    #expect(factors == [2, 4, -2, -1])
  }
}
