import Testing

@testable import SMSCore

/// What is not sent although nothing is wrong with it.
struct DispatchSendingTests {
  private static let sender = "12065550102"

  private func once(_ seconds: Double = 60) -> DispatcherSimulation {
    var run = DispatcherSimulation()
    run.ledger.rules.repeats["default"] = Interval(seconds: seconds)
    run.start()
    return run
  }

  @Test("what an account does not send ends at once, and takes no slot of its pace")
  func pace() throws {
    var run = DispatcherSimulation(rate: 1)
    run.start()
    run.reload(Staging(isDryRun: true))
    let held = try run.submit(20)
    run.run(within: Interval(seconds: 2)) { $0.isSettled }
    #expect(run.states(held) == [.suppressed])
    run.reload(Staging())
    let sent = try run.submit()
    run.run(within: Interval(seconds: 3)) { $0.isSettled }
    #expect(run.sent == sent)
  }

  @Test("a reload takes back what waits, also what has begun and waits for its slot")
  func reload() throws {
    var run = DispatcherSimulation(rate: 2)
    run.start()
    let jobs = try run.submit(10)
    run.run { $0.sent.count == 3 }
    let sent = run.sent
    run.reload(Staging(recipients: []))
    run.run { $0.isSettled }
    #expect(run.sent == sent)
    #expect(run.states(jobs.filter { !sent.contains($0) }) == [.suppressed])
  }

  @Test("a text that is under way from another number lets others wait, and then ends them")
  func inFlight() throws {
    var run = once()
    run.provider.answer = { _, _ in .accepted.after(Interval(seconds: 5)) }
    let first = try run.submit(text: "A")
    let others = try run.submit(3, text: "A", from: Self.sender)
    run.run(for: Interval(seconds: 4))
    #expect(run.states(others) == [.queued] && run.sent == first)
    let begins = run.begins.count
    run.run { $0.isSettled }
    #expect(run.states(others) == [.suppressed] && run.sent == first)
    #expect(begins <= 4, "they are not asked about over and over")
  }

  @Test("if that attempt fails, the next message with the text goes, and the rest wait for it")
  func unsent() throws {
    var run = once()
    run.provider.answer = { send, _ in
      send.job == JobNumber(1) ? .badRequest.after(Interval(seconds: 5)) : .accepted
    }
    let first = try run.submit(text: "A")
    let others = try run.submit(3, text: "A", from: Self.sender)
    run.run { $0.isSettled }
    #expect(run.states(first) == [.failed])
    #expect(run.sent.count == 2 && others.count { run.state($0) == .sent } == 1)
    #expect(others.count { run.state($0) == .suppressed } == 2)
  }

  @Test("a doubt is waited for, also across a restart", arguments: [false, true])
  func inDoubt(_ restarts: Bool) throws {
    var run = once()
    run.provider.answer = { send, _ in
      send.job == JobNumber(1) ? .timeout.butTaken : .accepted
    }
    let first = try run.submit(text: "A")
    run.run { $0.state(first[0]) == .inDoubt }
    let other = try run.submit(text: "A", from: Self.sender)
    run.run(for: Interval(seconds: 1))
    #expect(run.state(other[0]) == .queued)
    if restarts { run.crashAndRestart() }
    run.run { $0.isSettled }
    #expect(run.states(first) == [.sent] && run.states(other) == [.suppressed])
    #expect(run.machine.repeatedJobs.isEmpty)
  }

  @Test("a message that waits for another can be canceled, and expires")
  func ends() throws {
    var run = once()
    run.provider.answer = { _, _ in .accepted.after(Interval(seconds: 60)) }
    let first = try run.submit(text: "A")
    let canceled = try run.submit(text: "A", from: Self.sender)
    let expired = try run.submit(expiresAfter: Interval(seconds: 5), text: "A", from: Self.sender)
    run.run(for: Interval(seconds: 1))
    run.command(.cancel(run.name(canceled[0])))
    run.run(for: Interval(seconds: 10))
    #expect(run.states(canceled) == [.canceled] && run.states(expired) == [.expired])
    run.run { $0.isSettled }
    #expect(run.sent == first)
  }
}
