import Testing

@testable import SMSCore

/// An account that cannot send as it is configured, and how it comes back.
struct DispatchPauseTests {
  typealias Answer = ScriptedProvider.Answer

  /// What was said of the account, in words.
  private static func story(_ run: DispatcherSimulation) -> [String] {
    run.reports.compactMap { report in
      switch report {
      case .paused: "paused"
      case .probeFailed: "probe failed"
      case .trial: "trial"
      case .resumed: "resumed"
      default: nil
      }
    }
  }

  /// A run whose account was just paused by a 401; nothing is under way any more.
  private static func paused(
    _ count: Int = 20,
    rate: Double = 100,
    probes: [ProviderError?] = [],
    commit: Int64 = 1
  ) throws -> (run: DispatcherSimulation, jobs: [JobNumber]) {
    var run = DispatcherSimulation(rate: rate)
    run.commitTakes = { Interval(milliseconds: commit) }
    run.provider.answer = { _, _ in .unauthorized }
    run.provider.probes = probes
    run.start()
    let jobs = try run.submit(count)
    run.run { $0.pausePhase != nil }
    run.run { $0.machine.isIdle }
    return (run, jobs)
  }

  @Test("a 401 pauses, a good probe lets one job through, and only then the rest goes")
  func story() throws {
    var (run, jobs) = try Self.paused(probes: [ProviderError(code: .unauthorized), nil])
    let before = run.sent.count
    run.provider.answer = { _, _ in .accepted }
    run.run { $0.provider.probed.count == 2 }
    #expect(run.sent.count == before)
    run.run { $0.sent.count > before }
    let first = run.provider.sends[before].handedAt.monotonic
    run.run { $0.isSettled }
    #expect(run.states(jobs) == [.sent])
    #expect(Self.story(run) == ["paused", "probe failed", "trial", "resumed"])
    let second = run.provider.sends[before + 1].handedAt.monotonic
    #expect(second.since(first) >= Interval(milliseconds: 50))
    let gap = run.provider.probed[1].since(run.provider.probed[0])
    #expect(gap >= Interval(seconds: 30) && gap < Interval(seconds: 31))
  }

  @Test("while paused nothing is sent, however its commits were under way", arguments: [1, 8, 40])
  func nothingSent(commit: Int64) throws {
    let refusals = [ProviderError?](repeating: ProviderError(code: .unauthorized), count: 100)
    var run = DispatcherSimulation(rate: 100, maxInFlight: 100)
    run.commitTakes = { Interval(milliseconds: commit) }
    run.provider.answer = { _, _ in .unauthorized }
    run.provider.probes = refusals
    run.start()
    try run.submit(200)
    run.run { $0.pausePhase != nil }
    let before = run.sent.count
    run.run(for: Interval(seconds: 200))
    #expect(run.sent.count == before)
    #expect(run.machine.isIdle)
  }

  @Test("attempts refused by the account are not charged, deferred, and tell of the next probe")
  func notCharged() throws {
    var (run, jobs) = try Self.paused(1)
    run.run(for: Interval(milliseconds: 1))
    let job = try #require(run.ledger.jobs[jobs[0]])
    #expect(job.state == .deferred)
    #expect(job.entry.charged == 0 && job.entry.attempts == 1)
    #expect(job.error?.code == .unauthorized && job.error?.attempt == 1)
    #expect(job.entry.dueAt <= run.now.wall)
    let next = try #require(job.nextAttemptAt)
    #expect(next.since(run.now.wall) > Interval(seconds: 29))
  }

  @Test("what is accepted while paused is postponed, except what is not due")
  func postponed() throws {
    var (run, _) = try Self.paused(1)
    let now = try run.submit(2)
    let later = try run.submit(in: Interval(seconds: 600))
    run.run(for: Interval(milliseconds: 10))
    #expect(run.states(now) == [.deferred])
    #expect(run.states(later) == [.queued])
    for job in now {
      #expect(run.error(job)?.code == .unauthorized)
      #expect(run.ledger.jobs[job]?.nextAttemptAt != nil)
    }
    run.provider.answer = { _, _ in .accepted }
    run.run { $0.isSettled }
    #expect(run.states(now + later) == [.sent])
  }

  @Test("the rest of the queue is not rewritten")
  func queueStays() throws {
    let (run, jobs) = try Self.paused(1000)
    #expect(jobs.count { run.state($0) == .queued } >= 980)
  }

  @Test(
    "a trial that fails pauses again",
    arguments: [Answer.unauthorized, .timeout, .noConnection, .unavailable, .badRequest]
  )
  func trials(answer: Answer) throws {
    var (run, _) = try Self.paused(5)
    let before = run.sent.count
    run.provider.answer = { _, _ in answer }
    run.run { $0.sent.count == before + 1 }
    run.run(for: answer.answersAfter)
    #expect(run.sent.count == before + 1, "the rest waits for the trial's answer")
    run.run { [state = run.sent[before]] in $0.state(state) != .attempting }
    switch answer.outcome {
    case .accountTrouble: #expect(Self.story(run) == ["paused", "trial", "paused"])
    case .doubt, .unsent: #expect(Self.story(run) == ["paused", "trial"])
    default: #expect(Self.story(run) == ["paused", "trial", "resumed"])
    }
    run.provider.answer = { _, _ in .accepted }
    run.run { $0.isSettled }
    #expect(Self.story(run).last == "resumed")
  }

  @Test("answers to what was under way before do not end a pause or a trial")
  func leftovers() throws {
    var run = DispatcherSimulation(rate: 100)
    run.provider.answer = { send, attempt in
      let isRefused = send.job.value == 3 && attempt == 1
      return isRefused ? .unauthorized : .accepted.after(Interval(milliseconds: 30_500))
    }
    run.start()
    try run.submit(10)
    run.run { $0.pausePhase != nil }
    run.run { $0.pausePhase == .trial }
    let before = run.sent.count
    run.run(for: Interval(milliseconds: 300))
    #expect(run.sent.count == before)
    run.run { $0.machine.isIdle || $0.sent.count > before }
    #expect(run.pausePhase == .trial)
    run.run { $0.isSettled }
    #expect(Self.story(run) == ["paused", "trial", "resumed"])
  }

  @Test("several 401 of one moment pause once")
  func once() throws {
    var run = DispatcherSimulation(rate: 1000)
    run.provider.answer = { _, _ in .unauthorized }
    run.provider.probes = [ProviderError(code: .unauthorized)]
    run.start()
    try run.submit(14)
    run.run { $0.sent.count == 14 && $0.machine.isIdle }
    #expect(Self.story(run) == ["paused"])
  }

  @Test("a probe answered late, or without being asked, changes nothing")
  func strayProbes() throws {
    var (run, _) = try Self.paused()
    run.handle(.provider([.probed(account: "main", failure: nil)]))
    run.handle(.provider([.probed(account: "nobody", failure: nil)]))
    guard case .waiting = run.pausePhase else {
      Issue.record("a probe that was not asked for was believed")
      return
    }
    run.provider.answer = { _, _ in .accepted }
    run.run { $0.isSettled }
    run.handle(.provider([.probed(account: "main", failure: ProviderError(code: .timeout))]))
    #expect(run.pausePhase == nil)
  }

  @Test("a trial job that is canceled before it begins is followed by another")
  func trialCanceled() throws {
    var (run, jobs) = try Self.paused(3)
    run.provider.answer = { _, _ in .accepted }
    run.run { $0.pausePhase == .trial }
    let trial = try #require(run.machine.flights.all.first { $0.isTrial }?.number)
    run.ledger.move(trial, to: .canceled)
    run.run { $0.isSettled }
    #expect(run.states(jobs.filter { $0 != trial }) == [.sent])
  }

  @Test("with nothing to send the trial waits for the next job, which goes at once")
  func emptyTrial() throws {
    var (run, jobs) = try Self.paused(1)
    run.command(.cancel(run.name(jobs[0])))
    run.run { $0.pausePhase == .trial }
    run.run(for: Interval(seconds: 100))
    run.provider.answer = { _, _ in .accepted }
    let job = try run.submit()[0]
    run.run(within: Interval(seconds: 1)) { $0.state(job) == .sent }
    #expect(run.attempts(job).count == 1)
    #expect(!run.postponed.contains(job))
  }

  @Test("the ledger refusing the trial's beginning does not end the trial")
  func trialBeginFails() throws {
    var (run, jobs) = try Self.paused(3)
    run.provider.answer = { _, _ in .accepted }
    run.failing = [.begin]
    run.run { $0.pausePhase == .trial }
    run.run(for: Interval(seconds: 5))
    run.failing = []
    run.run { $0.isSettled }
    #expect(run.states(jobs) == [.sent])
  }

  @Test("jobs of a paused account expire")
  func expires() throws {
    let refusals = [ProviderError?](repeating: ProviderError(code: .unauthorized), count: 100)
    var run = DispatcherSimulation()
    run.provider.answer = { _, _ in .unauthorized }
    run.provider.probes = refusals
    run.start()
    let jobs = try run.submit(30, expiresAfter: Interval(seconds: 100))
    run.run { $0.isSettled }
    #expect(run.states(jobs) == [.expired])
    #expect(run.now.monotonic.nanoseconds < 102_000_000_000)
    #expect(run.error(run.sent[0])?.cause?.code == .unauthorized)
  }
}
