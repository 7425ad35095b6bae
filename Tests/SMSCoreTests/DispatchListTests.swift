import Testing

@testable import SMSCore

/// How the provider's list is read, and what may not begin meanwhile.
struct DispatchListTests {
  private static let cutOff = DispatchDoubtTests.cutOff

  @Test("all pages are read, one a second, with one end")
  func pages() throws {
    var run = DispatcherSimulation(rate: 1000, maxInFlight: 50)
    run.provider.list.pageLimit = 10
    run.provider.answer = { send, _ in
      send.job == JobNumber(1) ? Self.cutOff.butTaken : .accepted
    }
    run.start()
    let job = try run.submit()[0]
    run.run { $0.sent.count == 1 }
    try run.submit(34)
    run.run { $0.isSettled }
    #expect(run.state(job) == .sent)
    #expect(run.sent.count == 35)
    let calls = run.provider.list.calls
    #expect(calls.map(\.query.offset) == [0, 10, 20, 30])
    #expect(Set(calls.map(\.query.end)).count == 1)
    for (first, second) in zip(calls, calls.dropFirst()) {
      #expect(second.at.since(first.at) >= Interval(seconds: 1))
    }
  }

  @Test("one reading settles many jobs")
  func many() throws {
    var run = DispatcherSimulation(rate: 1000, maxInFlight: 50)
    run.provider.answer = { send, attempt in
      guard attempt == 1 else { return .accepted }
      return send.job.value.isMultiple(of: 2) ? Self.cutOff.butTaken : Self.cutOff
    }
    run.start()
    let jobs = try run.submit(9)
    run.run { $0.isSettled }
    #expect(run.states(jobs) == [.sent])
    #expect(jobs.allSatisfy { run.provider.list.deliveries[$0] == 1 })
    #expect(run.provider.list.calls.count <= 6)
  }

  @Test("a page that is too large is asked for in smaller ones")
  func tooLarge() throws {
    var run = DispatcherSimulation()
    run.provider.answer = { _, _ in Self.cutOff.butTaken }
    run.provider.list.answer = { $0 <= 2 ? .tooLarge : nil }
    run.start()
    try run.submit()
    run.run { $0.isSettled }
    #expect(run.provider.list.calls.map(\.query.limit) == [1000, 250, 62])
  }

  @Test("a provider that gives one page for ever is not read for ever, and settles nothing")
  func samePage() throws {
    var run = DispatcherSimulation()
    let other = ListedMessage(
      id: "other",
      isOutbound: true,
      to: .foreign,
      from: .foreign,
      text: MessageText("-"),
      at: run.now.wall
    )
    let page = ListPage(messages: [other], count: 1, isLast: false, skew: nil)
    run.provider.answer = { _, _ in Self.cutOff }
    run.provider.list.answer = { _ in .page(page) }
    run.start()
    let job = try run.submit(expiresAfter: Interval(seconds: 60))[0]
    run.run { $0.isSettled }
    #expect(run.state(job) == .uncertain)
    #expect(run.provider.list.calls.count < 60)
  }

  @Test("nor is one that gives nothing that can be read")
  func endless() throws {
    var run = DispatcherSimulation()
    let page = ListPage(messages: [Self.unreadable], count: 1, isLast: false, skew: nil)
    run.provider.answer = { _, _ in Self.cutOff }
    run.provider.list.answer = { _ in .page(page) }
    run.start()
    let job = try run.submit(expiresAfter: Interval(seconds: 60))[0]
    run.run { $0.isSettled }
    #expect(run.state(job) == .uncertain)
    #expect(run.provider.list.calls.allSatisfy { $0.query.offset == 0 })
  }

  private static let unreadable = ListedMessage(
    id: nil,
    isOutbound: true,
    to: .unknown,
    from: .unknown,
    text: nil,
    at: nil
  )

  @Test("a list that never ends is given up after 100 pages, or after two minutes, and says so")
  func bounded() throws {
    for (takes, calls) in [(0.02, 100), (4.0, 30)] {
      var run = DispatcherSimulation()
      run.provider.list.takes = Interval(seconds: takes)
      run.provider.list.answer = { call in
        var other = Self.unreadable
        (other.id, other.to) = ("other-\(call)", .foreign)
        return .page(ListPage(messages: [other], count: 1, isLast: false, skew: nil))
      }
      run.provider.answer = { _, _ in Self.cutOff }
      run.start()
      let job = try run.submit(expiresAfter: Interval(seconds: 300))[0]
      run.run { $0.state(job) == .inDoubt }
      let cancel = run.command(.cancel(run.name(job)))
      run.run { $0.reports.contains(where: \.isFailedLook) }
      #expect(run.provider.list.calls.count == calls)
      guard case .lookFailed(_, let error, _) = run.reports.last(where: \.isFailedLook) else {
        Issue.record("nothing was said")
        continue
      }
      #expect(error.reason?.contains("did not end within") == true)
      run.run(within: Interval(seconds: 600)) { $0.isSettled && $0.ledger.done[cancel] != nil }
      #expect(run.state(job) == .uncertain)
    }
  }

  @Test("a record that cannot be read leaves open what may be it, and is counted as a look")
  func unreadable() throws {
    var run = DispatcherSimulation()
    let page = ListPage(messages: [Self.unreadable], count: 1, isLast: true, skew: nil)
    run.provider.answer = { _, _ in Self.cutOff }
    run.provider.list.answer = { _ in .page(page) }
    run.start()
    let job = try run.submit()[0]
    run.run { $0.isSettled }
    #expect(run.state(job) == .uncertain)
    #expect(run.error(job)?.message.contains("does not show whether") == true)
    #expect(run.provider.list.calls.count == 3)
    #expect(run.sent == [job])
  }

  @Test("the provider's clock may be wrong", arguments: [-86_400, -3, 3, 900, 86_400])
  func skew(seconds: Double) throws {
    var run = DispatcherSimulation()
    run.provider.list.skew = Interval(seconds: seconds)
    run.provider.answer = { _, _ in Self.cutOff.butTaken }
    run.start()
    let job = try run.submit()[0]
    run.run { $0.isSettled }
    #expect(run.state(job) == .sent)
    #expect(run.sent == [job])
  }

  @Test(
    "our own clock may step while an attempt is in doubt",
    arguments: [-86_400_000, 86_400_000]
  )
  func step(milliseconds: Int64) throws {
    var run = DispatcherSimulation()
    run.provider.answer = { _, _ in Self.cutOff.butTaken }
    run.start()
    let job = try run.submit(expiresAfter: Interval(seconds: 200_000))[0]
    run.run { $0.state(job) == .inDoubt }
    run.now.wall.milliseconds += milliseconds
    run.provider.list.skew = Interval(milliseconds: -milliseconds)
    run.run { $0.isSettled }
    #expect(run.state(job) == .sent)
    #expect(run.sent == [job])
  }

  @Test("a message that waits is not begun while another of its key is open")
  func oneKey() throws {
    var run = DispatcherSimulation(rate: 1000, maxInFlight: 50)
    run.provider.answer = { send, attempt in
      send.job == JobNumber(2) && attempt == 1 ? Self.cutOff : .accepted
    }
    run.start()
    let same = try run.submit(3, text: "the same")
    let others = try run.submit(3)
    run.run { $0.states(others) == [.sent] && $0.state(same[1]) == .inDoubt }
    run.run(for: Interval(seconds: 20))
    #expect(run.sent.filter { same.contains($0) } == [same[0], same[1]])
    run.run { $0.isSettled }
    #expect(run.states(same) == [.sent])
    #expect(run.sent.filter { same.contains($0) }.count == 4)
    #expect(same.allSatisfy { run.provider.list.deliveries[$0] == 1 })
  }

  @Test("many of one key go one after the other, and none is lost on the way")
  func longKey() throws {
    var run = DispatcherSimulation(rate: 1000, maxInFlight: 50)
    run.start()
    let same = try run.submit(200, text: "the same")
    let other = try run.submit()
    run.run { $0.isSettled }
    #expect(run.sent.filter { same.contains($0) } == same)
    #expect(run.states(other) == [.sent])
  }

  @Test("what was canceled while it waited for its key does not hold up the others")
  func canceledWaiting() throws {
    var run = DispatcherSimulation(rate: 1000)
    run.provider.answer = { _, _ in .accepted.after(Interval(seconds: 1)) }
    run.start()
    let same = try run.submit(3, text: "the same")
    run.run { $0.sent.count == 1 }
    run.command(.cancel(run.name(same[1])))
    run.run { $0.isSettled }
    #expect(run.sent == [same[0], same[2]])
  }

  @Test("a message whose answer had no id is named later, and its key is kept until then")
  func nameless() throws {
    var run = DispatcherSimulation()
    run.provider.list.registrationDelay = Interval(seconds: 10)
    run.provider.answer = { send, _ in send.job == JobNumber(1) ? .nameless : .accepted }
    run.start()
    let same = try run.submit(2, text: "the same")
    run.run { $0.state(same[0]) == .sent }
    #expect(run.ledger.jobs[same[0]]?.providerMessageID == nil)
    run.run(for: Interval(seconds: 4))
    run.crashAndRestart()
    run.run { $0.isSettled }
    #expect(run.ledger.jobs[same[0]]?.providerMessageID == "mdr2-1")
    #expect(run.ledger.jobs[same[0]]?.digest == nil)
    #expect(run.sent == same)
  }

  @Test("a clock that was set back before a restart does not make an id be given up")
  func namelessClock() throws {
    var run = DispatcherSimulation()
    run.provider.list.registrationDelay = Interval(seconds: 10)
    run.provider.answer = { _, _ in .nameless }
    run.start()
    let job = try run.submit()[0]
    run.run { $0.state(job) == .sent }
    run.now.wall.milliseconds -= 600_000
    run.provider.list.skew = Interval(seconds: 600)
    run.crashAndRestart()
    run.run(for: Interval(seconds: 120))
    #expect(run.ledger.jobs[job]?.providerMessageID == "mdr2-1")
  }

  @Test("an id that cannot be found is looked for no longer than an hour")
  func neverNamed() throws {
    var run = DispatcherSimulation()
    run.provider.answer = { send, _ in
      guard send.job == JobNumber(1) else { return .accepted }
      var answer = ScriptedProvider.Answer.nameless
      answer.isTaken = false
      return answer
    }
    run.start()
    let same = try run.submit(2, text: "the same")
    run.run(for: Interval(seconds: 3500))
    #expect(run.sent == [same[0]])
    run.run { $0.isSettled && $0.sent.count == 2 }
    #expect(run.now.monotonic.nanoseconds / 1_000_000_000 <= 3700)
    #expect(run.ledger.jobs[same[0]]?.digest == nil)
  }
}

extension DispatcherReport {
  fileprivate var isFailedLook: Bool {
    if case .lookFailed = self { return true }
    return false
  }
}
