import Testing

@testable import SMSCore

/// What follows from each outcome for the job.
struct DispatchRetryTests {
  @Test("failures are sent again after the backoff's waits, then accepted")
  func backoff() throws {
    var run = DispatcherSimulation()
    run.provider.answer = { _, attempt in attempt <= 4 ? .unavailable : .accepted }
    run.start()
    let job = try run.submit()[0]
    run.run { $0.isSettled }
    #expect(run.state(job) == .sent)
    #expect(run.attempts(job).map(\.number) == [1, 2, 3, 4, 5])
    let attempts = run.attempts(job)
    for (index, longest) in [2.0, 4, 8, 16].enumerated() {
      let waited = attempts[index + 1].begunAt.since(attempts[index].endedAt).seconds
      #expect(waited >= longest / 2 && waited <= longest + 0.05)
    }
  }

  @Test("between attempts it is deferred, with the error and the time of the next")
  func deferred() throws {
    var run = DispatcherSimulation()
    run.provider.answer = { _, _ in .unavailable }
    run.start()
    let job = try run.submit()[0]
    run.run { $0.state(job) == .deferred }
    let error = try #require(run.error(job))
    #expect(error.code == .providerUnavailable && error.httpStatus == 503 && error.attempt == 1)
    let next = try #require(run.ledger.jobs[job]?.nextAttemptAt)
    #expect(next > run.now.wall)
    run.run { $0.sent.count == 2 }
    let late = run.now.wall.since(next)
    #expect(late >= .zero && late < Interval(milliseconds: 10))
  }

  @Test("5xx for ever ends as failed after max_attempts")
  func forever() throws {
    var run = DispatcherSimulation(maxAttempts: 5)
    run.provider.answer = { _, _ in .serverError }
    run.start()
    let job = try run.submit()[0]
    run.run { $0.isSettled }
    #expect(run.state(job) == .failed)
    #expect(run.sent.count == 5)
    #expect(run.error(job)?.code == .providerError)
  }

  @Test(
    "429, 503 and what never left are not charged: the job goes on until it expires",
    arguments: [
      ScriptedProvider.Answer.tooMany(nil), .tooMany(Interval(seconds: 3)), .unavailable,
      .noConnection,
    ]
  )
  func notCharged(answer: ScriptedProvider.Answer) throws {
    var run = DispatcherSimulation(maxAttempts: 2)
    run.provider.answer = { _, _ in answer }
    run.start()
    let job = try run.submit(expiresAfter: Interval(seconds: 600))[0]
    run.run { $0.isSettled }
    #expect(run.state(job) == .expired)
    #expect(run.attempts(job).count > 4)
    #expect(run.ledger.jobs[job]?.entry.charged == 0)
    #expect(run.error(job)?.code == .expired)
    #expect(run.error(job)?.cause?.code == answer.outcome.error?.code)
  }

  @Test("an attempt that never left has no time of leaving")
  func neverLeft() throws {
    var run = DispatcherSimulation()
    run.provider.answer = { _, attempt in attempt == 1 ? .noConnection : .accepted }
    run.start()
    let job = try run.submit()[0]
    run.run { $0.isSettled }
    #expect(run.attempts(job).map { $0.leftAt != nil } == [false, true])
    #expect(run.attempts(job).map(\.code) == [.connectionFailed, nil])
  }

  @Test("a final refusal ends the job at once")
  func final() throws {
    var run = DispatcherSimulation()
    run.provider.answer = { _, _ in .badRequest }
    run.start()
    let job = try run.submit()[0]
    run.run { $0.isSettled }
    #expect(run.state(job) == .failed)
    #expect(run.sent.count == 1)
  }

  @Test("Retry-After of a 503 is obeyed for the job where it is longer than the backoff")
  func retryAfter() throws {
    var run = DispatcherSimulation()
    run.provider.answer = { _, attempt in
      attempt == 1 ? .refused(Interval(seconds: 90)) : .accepted
    }
    run.start()
    let job = try run.submit()[0]
    run.run { $0.isSettled }
    let attempts = run.attempts(job)
    #expect(attempts[1].begunAt.since(attempts[0].endedAt) >= Interval(seconds: 90))
  }

  @Test("a 429 silences the whole account for its Retry-After, and it is said once each")
  func tooMany() throws {
    var run = DispatcherSimulation()
    run.provider.answer = { _, attempt in
      attempt == 1 ? .tooMany(Interval(seconds: 7)) : .accepted
    }
    run.start()
    let first = try run.submit()[0]
    run.run { $0.state(first) == .deferred }
    let slowedAt = run.now.monotonic
    run.provider.answer = { _, _ in .accepted }
    try run.submit(5)
    run.run { $0.isSettled }
    let next = run.provider.sends[1].handedAt.monotonic
    #expect(next.since(slowedAt) >= Interval(milliseconds: 6990))
    #expect(next.since(slowedAt) <= Interval(milliseconds: 7010))
    let waits = run.reports.compactMap { report in
      if case .slowedDown("main", let wait, _, _) = report { wait } else { nil }
    }
    #expect(waits == [Interval(seconds: 7)])
  }

  @Test("what was begun when a long silence comes goes back, and can be canceled meanwhile")
  func silenceWithdraws() throws {
    var run = DispatcherSimulation(rate: 20)
    run.provider.answer = { _, _ in
      .tooMany(Interval(seconds: 3600)).after(Interval(milliseconds: 49))
    }
    run.start()
    let jobs = try run.submit(20)
    run.run { $0.sent.count == 1 }
    run.run(for: Interval(seconds: 1))
    #expect(!run.states(jobs).contains(.attempting))
    let waiting = try #require(jobs.first { run.state($0) == .queued })
    run.command(.cancel(run.name(waiting)))
    run.run(for: Interval(seconds: 1))
    #expect(run.state(waiting) == .canceled)
  }

  @Test("each attempt is reported with what follows from it")
  func reported() throws {
    var run = DispatcherSimulation()
    run.provider.answer = { _, attempt in attempt == 1 ? .serverError : .accepted }
    run.start()
    try run.submit()
    run.run { $0.isSettled }
    let attempts = run.reports.compactMap { report in
      if case .attempt(let attempt) = report { attempt } else { nil }
    }
    #expect(attempts.map(\.attempt) == [1, 2])
    #expect(attempts.map(\.outcome.httpStatus) == [500, 202])
    #expect(attempts[1].next == .sent(providerMessageID: "mdr2-1"))
    #expect(attempts[0].took == Interval(milliseconds: 50))
  }

  @Test("a second answer, or one for a job that is not under way, changes nothing")
  func strayAnswers() throws {
    var run = DispatcherSimulation()
    run.start()
    let job = try run.submit()[0]
    let answer = ProviderEvent.answered(
      account: "main",
      job: job,
      outcome: .failed(ProviderError(code: .badRequest)),
      took: .zero
    )
    run.handle(.provider([answer]))
    run.run { $0.state(job) == .attempting && $0.sent.isEmpty }
    run.handle(.provider([answer]))
    run.run { $0.isSettled }
    run.handle(.provider([answer, answer]))
    run.handle(.provider([.left(account: "gone", job: JobNumber(99), at: run.now.monotonic)]))
    run.run(for: Interval(seconds: 1))
    #expect(run.state(job) == .sent)
  }
}
