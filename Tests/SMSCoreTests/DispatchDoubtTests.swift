import Testing

@testable import SMSCore

/// Attempts that may have been accepted: looked for before anything is sent again.
struct DispatchDoubtTests {
  static let timedOut = ScriptedProvider.Answer.timeout
  static let cutOff = ScriptedProvider.Answer.timeout.after(Interval(milliseconds: 100))

  private static func rehearsal(
    _ ifUncertain: UncertainPolicy = .report,
    maxAttempts: Int = 10,
    first: ScriptedProvider.Answer
  ) -> DispatcherSimulation {
    var run = DispatcherSimulation(maxAttempts: maxAttempts, ifUncertain: ifUncertain)
    run.provider.answer = { _, attempt in attempt == 1 ? first : .accepted }
    run.start()
    return run
  }

  @Test("a message that was taken without an answer is found, and not sent again")
  func found() throws {
    var run = Self.rehearsal(first: Self.cutOff.butTaken)
    let job = try run.submit()[0]
    run.run { $0.state(job) == .inDoubt }
    #expect(run.error(job)?.code == .timeout)
    let wait = run.ledger.jobs[job]?.nextAttemptAt?.since(run.now.wall).seconds ?? 0
    #expect((4.99...5).contains(wait))
    run.run { $0.isSettled }
    #expect(run.state(job) == .sent)
    #expect(run.ledger.jobs[job]?.providerMessageID == "mdr2-1")
    #expect(run.sent == [job])
    #expect(run.attempts(job).map(\.code) == [.timeout])
    #expect(run.ledger.jobs[job]?.error == nil)
  }

  @Test("one that was not taken is sent again after the last look")
  func notFound() throws {
    var run = Self.rehearsal(first: Self.cutOff)
    let job = try run.submit()[0]
    run.run { $0.state(job) == .inDoubt }
    let ended = run.now.monotonic
    run.run { $0.isSettled }
    #expect(run.state(job) == .sent)
    #expect(run.provider.list.deliveries == [job: 1])
    #expect(run.sent == [job, job])
    let looks = run.provider.list.calls.map { $0.at.since(ended).seconds }
    #expect(looks.map { $0.rounded() } == [5, 15, 45])
    #expect(run.attempts(job).map(\.number) == [1, 2])
  }

  @Test("a look counts only from its attempt on: an older copy by someone else is not taken for it")
  func olderCopy() throws {
    var run = Self.rehearsal(first: Self.cutOff)
    let job = try run.submit(text: "the same")[0]
    let copy = ListedMessage(
      id: "old",
      isOutbound: true,
      to: .number(try PhoneNumber(parsing: "12065550142")),
      from: .number(try PhoneNumber(parsing: "12065550101")),
      text: MessageText("the same"),
      at: run.now.wall.advanced(by: Interval(seconds: -200))
    )
    run.provider.list.add(copy, at: run.now.monotonic)
    run.run { $0.isSettled }
    #expect(run.sent == [job, job])
  }

  @Test("neither an inbound message nor one between others is taken for it")
  func others() throws {
    var run = Self.rehearsal(first: Self.cutOff)
    let job = try run.submit(text: "the same")[0]
    run.run { $0.state(job) == .inDoubt }
    let ours = ListedMessage(
      id: "x",
      isOutbound: true,
      to: .number(try PhoneNumber(parsing: "12065550142")),
      from: .number(try PhoneNumber(parsing: "12065550101")),
      text: MessageText("the same"),
      at: run.now.wall
    )
    let changes: [(inout ListedMessage) throws -> Void] = [
      { $0.isOutbound = false },
      { $0.to = .number(try PhoneNumber(parsing: "12065550143")) }, { $0.to = .foreign },
      { $0.from = .number(try PhoneNumber(parsing: "12065550102")) }, { $0.from = .foreign },
    ]
    for (index, change) in changes.enumerated() {
      var other = ours
      other.id = "x\(index)"
      try change(&other)
      run.provider.list.add(other, at: run.now.monotonic)
    }
    run.run { $0.isSettled }
    #expect(run.sent == [job, job])
  }

  @Test("an id that the ledger knows belongs to its own job")
  func knownID() throws {
    var run = Self.rehearsal(first: .accepted)
    let first = try run.submit(text: "the same")[0]
    run.run { $0.isSettled }
    run.provider.answer = { _, attempt in attempt == 1 ? Self.cutOff : .accepted }
    let second = try run.submit(text: "the same")[0]
    run.run { $0.isSettled }
    #expect(run.sent == [first, second, second])
    #expect(run.ledger.jobs[second]?.providerMessageID == "mdr2-2")
  }

  @Test("max_attempts used up by doubt ends as failed, once the list has shown that nothing went")
  func failed() throws {
    var run = DispatcherSimulation(maxAttempts: 2)
    run.provider.answer = { _, _ in .serverError }
    run.start()
    let job = try run.submit()[0]
    run.run { $0.isSettled }
    #expect(run.state(job) == .failed)
    #expect(run.error(job)?.code == .providerError)
    #expect(run.error(job)?.message.contains("was not accepted") == true)
    #expect(run.sent.count == 2)
    #expect(run.provider.list.calls.count == 6)
  }

  @Test("a look that fails settles nothing and is repeated; the message is found when it can be")
  func failingLook() throws {
    var run = Self.rehearsal(first: Self.cutOff.butTaken)
    run.provider.list.answer = { call in
      call <= 5
        ? .failed(ProviderError(code: .providerUnavailable, httpStatus: 503), retryAfter: nil)
        : nil
    }
    let job = try run.submit()[0]
    run.run { $0.provider.list.calls.count == 5 }
    #expect(run.state(job) == .inDoubt)
    run.run { $0.isSettled }
    #expect(run.state(job) == .sent)
    #expect(run.sent == [job])
    let told = run.reports.count { if case .lookFailed = $0 { true } else { false } }
    #expect(told == 5)
  }

  @Test("looks that fail until the time runs out leave it uncertain")
  func uncertain() throws {
    var run = Self.rehearsal(first: Self.cutOff.butTaken)
    run.provider.list.answer = { _ in .failed(ProviderError(code: .timeout), retryAfter: nil) }
    let job = try run.submit(expiresAfter: Interval(seconds: 100))[0]
    let begin = run.now.monotonic
    run.run { $0.isSettled }
    #expect(run.state(job) == .uncertain)
    #expect(run.error(job)?.hint.contains("portal") == true)
    let took = run.now.monotonic.since(begin).seconds
    #expect((100...102).contains(took))
    #expect(run.sent == [job])
  }

  @Test("or it is sent once more, where that is asked for, and no more than once")
  func resent() throws {
    var run = Self.rehearsal(.resend, first: Self.cutOff)
    run.provider.answer = { _, _ in Self.cutOff }
    run.provider.list.answer = { _ in .failed(ProviderError(code: .timeout), retryAfter: nil) }
    let job = try run.submit(expiresAfter: Interval(seconds: 30))[0]
    run.run { $0.isSettled }
    #expect(run.sent == [job, job])
    #expect(run.state(job) == .uncertain)
  }

  @Test("a message whose time runs out in doubt is still looked for, as long as looks succeed")
  func expiresInDoubt() throws {
    var run = Self.rehearsal(first: Self.cutOff)
    let job = try run.submit(expiresAfter: Interval(seconds: 10))[0]
    run.run { $0.isSettled }
    #expect(run.state(job) == .expired)
    #expect(run.provider.list.calls.count == 3)
    #expect(run.sent == [job])
  }

  @Test("cancel waits for the doubt to be settled: too late for what was taken")
  func cancel() throws {
    var run = Self.rehearsal(first: Self.cutOff.butTaken)
    let taken = try run.submit()[0]
    run.run { $0.state(taken) == .inDoubt }
    let command = run.command(.cancel(run.name(taken)))
    run.run(for: Interval(seconds: 2))
    #expect(run.ledger.done[command] == nil)
    run.run { $0.isSettled && $0.ledger.done[command] != nil }
    #expect(run.state(taken) == .sent)
    #expect(run.ledger.done[command] == .failed)
  }

  @Test("and in time for what was not")
  func cancelUntaken() throws {
    var run = Self.rehearsal(first: Self.cutOff)
    let job = try run.submit()[0]
    run.run { $0.state(job) == .inDoubt }
    let command = run.command(.cancel(run.name(job)))
    run.run { $0.ledger.done[command] != nil }
    #expect(run.state(job) == .canceled)
    #expect(run.sent == [job])
  }

  @Test("an answer of 401 to a look pauses the account")
  func unauthorized() throws {
    var run = Self.rehearsal(first: Self.cutOff.butTaken)
    run.provider.list.answer = { call in
      call == 1
        ? .failed(ProviderError(code: .unauthorized, httpStatus: 401), retryAfter: nil) : nil
    }
    let job = try run.submit()[0]
    run.run { $0.pausePhase != nil }
    run.run { $0.isSettled }
    #expect(run.state(job) == .sent)
    #expect(run.sent == [job])
  }

  @Test("a paused account does not look, and a doubt of it ends with its time")
  func paused() throws {
    var run = Self.rehearsal(first: Self.cutOff)
    run.provider.answer = { send, _ in send.job == JobNumber(1) ? Self.cutOff : .unauthorized }
    run.provider.probes = Array(repeating: ProviderError(code: .unauthorized), count: 1000)
    let job = try run.submit(expiresAfter: Interval(seconds: 200))[0]
    try run.submit()
    run.run { $0.state(job) == .uncertain }
    #expect(run.provider.list.calls.isEmpty)
  }

  @Test("after a restart the looks go on where they were")
  func restart() throws {
    var run = Self.rehearsal(first: Self.cutOff)
    let job = try run.submit()[0]
    run.run { $0.ledger.jobs[job]?.doubt?.looks == 2 }
    run.crashAndRestart()
    run.run { $0.isSettled }
    #expect(run.sent == [job, job])
    #expect(run.provider.list.calls.count == 3)
  }

  @Test("a third attempt is not made when the list shows the first one late")
  func lateRegistration() throws {
    var run = DispatcherSimulation()
    run.provider.list.registrationDelay = Interval(seconds: 60)
    run.provider.answer = { _, attempt in attempt == 1 ? Self.cutOff.butTaken : Self.cutOff }
    run.start()
    let job = try run.submit()[0]
    run.run { $0.isSettled }
    #expect(run.state(job) == .sent)
    #expect(run.sent == [job, job])
    #expect(run.ledger.jobs[job]?.providerMessageID == "mdr2-1")
  }
}
