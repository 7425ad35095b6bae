import Testing

@testable import SMSCore

/// What comes between an attempt in doubt and its settlement: late news, reloads, clocks.
struct DispatchDoubtRaceTests {
  private static let cutOff = DispatchDoubtTests.cutOff
  private static let nothing = ListPage(messages: [], count: 0, isLast: true, skew: nil)

  private static func rehearsal(_ first: ScriptedProvider.Answer) -> DispatcherSimulation {
    var run = DispatcherSimulation()
    run.provider.answer = { _, attempt in attempt == 1 ? first : .accepted }
    run.start()
    return run
  }

  @Test("the late news of a look that settled nothing does not end what the next one began")
  func lateNews() throws {
    var run = Self.rehearsal(Self.cutOff)
    let job = try run.submit()[0]
    run.run { $0.state(job) == .inDoubt }
    let command = run.command(.cancel(run.name(job)))
    run.run { $0.provider.list.calls.count == 2 }
    run.failing = [.settle]
    run.run { $0.provider.list.calls.count == 3 }
    run.run(for: Interval(milliseconds: 25))
    #expect(run.machine.underWay == 1)
    run.failing = []
    run.run(within: Interval(seconds: 5)) { $0.ledger.done[command] != nil }
    #expect(run.state(job) == .canceled)
    #expect(run.sent == [job])
  }

  @Test("a release that follows a hold while both wait for the doubt is not lost")
  func releaseAfterHold() throws {
    var run = Self.rehearsal(Self.cutOff)
    let job = try run.submit()[0]
    run.run { $0.state(job) == .inDoubt }
    run.command(.hold(.job(run.name(job))))
    let release = run.command(.release(.job(run.name(job))))
    run.run(within: Interval(seconds: 60)) { $0.ledger.done[release] != nil }
    run.run(within: Interval(seconds: 5)) { $0.isSettled }
    #expect(run.state(job) == .sent)
  }

  // MARK: Clocks

  @Test(
    "the machine may sleep while an attempt is in doubt, and be restarted then",
    arguments: [false, true]
  )
  func suspended(isRestarted: Bool) throws {
    var run = Self.rehearsal(Self.cutOff.butTaken)
    run.provider.list.registrationDelay = Interval(seconds: 7)
    let job = try run.submit()[0]
    run.run { $0.state(job) == .inDoubt }
    run.now.wall.milliseconds += 3_600_000
    run.run { $0.provider.list.calls.count == 1 && $0.ledger.jobs[job]?.doubt?.looks == 1 }
    if isRestarted { run.crashAndRestart() }
    run.run { $0.isSettled }
    #expect(run.state(job) == .sent)
    #expect(run.sent == [job])
  }

  @Test("after two hours without power the clock may have kept five minutes of them")
  func slowClock() throws {
    var run = Self.rehearsal(Self.cutOff.butTaken)
    let job = try run.submit()[0]
    run.run { $0.state(job) == .inDoubt }
    run.now.wall.milliseconds += 300_000
    run.provider.list.skew = Interval(seconds: 6900)
    run.ledger.reboot()
    run.crashAndRestart()
    run.run { $0.isSettled }
    #expect(run.state(job) == .sent)
    #expect(run.sent == [job])
  }

  // MARK: Reload

  @Test(
    "a look is not read on from the list of another version of the API",
    arguments: [0, 100]
  )
  func otherPages(milliseconds: Int64) throws {
    var run = Self.rehearsal(Self.cutOff.butTaken)
    run.provider.list.pageLimit = 1
    let job = try run.submit()[0]
    try run.submit(3)
    run.run { $0.provider.list.calls.count == 2 }
    run.run(for: Interval(milliseconds: milliseconds))
    run.reload { $0.accounts["main"]?.facts.api = "v2.2" }
    run.run { $0.isSettled }
    #expect(run.provider.list.calls.map(\.query.offset).prefix(3) == [0, 1, 0])
    #expect(run.state(job) == .sent)
    #expect(run.sent.count == 4)
  }

  @Test("what the list of another version of the API does not show may have been sent")
  func otherList() throws {
    var run = Self.rehearsal(Self.cutOff.butTaken)
    let job = try run.submit(expiresAfter: Interval(seconds: 600))[0]
    run.run { $0.state(job) == .inDoubt }
    run.reload { $0.accounts["main"]?.facts.api = "v2.2" }
    run.provider.list.answer = { _ in .page(Self.nothing) }
    run.run { $0.isSettled }
    #expect(run.state(job) == .uncertain)
    #expect(run.sent == [job])
    #expect(run.provider.list.calls.count < 20)
    run.provider.answer = { _, attempt in attempt == 1 ? Self.cutOff : .accepted }
    let later = try run.submit()[0]
    run.run { $0.isSettled }
    #expect(run.state(later) == .sent)
    #expect(run.sent == [job, later, later])
  }

  // MARK: Many

  @Test("a provider that never gives ids does not stop the account")
  func namesWithoutEnd() throws {
    var run = DispatcherSimulation(rate: 2000, maxInFlight: 200)
    run.checksDeeply = false
    run.provider.answer = { _, _ in
      var answer = ScriptedProvider.Answer.nameless
      answer.isTaken = false
      return answer
    }
    run.start()
    try run.submit(Reconciler.capacity + 200)
    run.run(within: Interval(seconds: 60)) { $0.isSettled }
    #expect(run.sent.count == Reconciler.capacity + 200)
    run.run(for: Interval(seconds: 1))
    let kept = run.ledger.jobs.values.count { $0.digest != nil }
    #expect(kept == run.machine.lines[0].reconciler.searches.count)
    #expect(kept <= Reconciler.capacity)
  }

  @Test("a failed look for very many costs no more for each of them", .timeLimit(.minutes(10)))
  func manyFailures() throws {
    let phone = try PhoneNumber(parsing: "12065550142")
    let key = MessageKey(
      between: Parties(to: phone, from: phone),
      text: DispatcherSimulation.digest(MessageText("x"))
    )
    let schedule = LookSchedule(steps: [Interval(seconds: 5)])
    let now = Moment(
      wall: WallTime(milliseconds: 1_700_000_000_000),
      monotonic: MonotonicTime(nanoseconds: 60_000_000_000)
    )
    var reconciler = Reconciler(now: MonotonicTime(nanoseconds: 0))
    for number in 1...40_000 {
      reconciler.begin(
        Search(
          JobNumber(Int64(number)),
          key,
          .name,
          since: PastMoment(wall: now.wall, monotonic: MonotonicTime(nanoseconds: 0)),
          endedAt: MonotonicTime(nanoseconds: 0),
          schedule: schedule
        )
      )
    }
    let query = reconciler.call(at: now)
    #expect(query != nil)
    let answer = ListAnswer.failed(ProviderError(code: .timeout), retryAfter: nil)
    guard
      case .verdict(let verdict) = reconciler.answered(
        answer,
        at: now,
        Reconciler.Context(digest: DispatcherSimulation.digest, keys: OpenKeys())
      )
    else { return #expect(Bool(false), "no verdict") }
    #expect(verdict.failed.count == 40_000)
    let next = now.monotonic.advanced(by: Interval(seconds: 2))
    for search in verdict.failed { reconciler.look(for: search.job, at: next, isFailing: true) }
    reconciler.findNextDue()
    #expect(reconciler.nextCall == next)
    for search in verdict.failed { reconciler.end(search.job) }
    reconciler.findNextDue()
    #expect(reconciler.nextCall == nil)
  }
}
