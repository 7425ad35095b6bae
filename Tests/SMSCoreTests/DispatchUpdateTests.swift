import Testing

@testable import SMSCore

/// Updates that meet messages on their way.
@Suite struct DispatchUpdateTests {
  private static func text(_ text: String) -> MessageUpdate {
    MessageUpdate(text: .given(NormalizedText(text: MessageText(text), replacements: [])))
  }

  private static func texts(_ run: DispatcherSimulation) -> [String] {
    run.provider.sends.map(\.text.string)
  }

  @Test("what waits goes with its new text, also if a page in memory has the old one")
  func newText() throws {
    var run = DispatcherSimulation(rate: 2)
    run.start()
    let jobs = try run.submit(10)
    let update = run.command(.update(run.name(jobs[7]), Self.text("new")))
    run.run { $0.isSettled }
    #expect(run.ledger.done[update] == .done)
    #expect(Self.texts(run).contains("new") && !Self.texts(run).contains("text 8"))
    #expect(run.sent.sorted() == jobs)
  }

  @Test("another priority moves a message to its new place at once")
  func newPriority() throws {
    var run = DispatcherSimulation(rate: 2)
    run.start()
    let jobs = try run.submit(30, .bulk)
    run.command(.update(run.name(jobs[29]), MessageUpdate(priority: .urgent)))
    run.command(.update(run.name(jobs[1]), MessageUpdate(priority: .bulk)))
    run.run { $0.isSettled }
    #expect(try #require(run.sent.firstIndex(of: jobs[29])) < 6)
    #expect(run.sent.sorted() == jobs)
  }

  @Test("a message goes at its new time, be it later or earlier")
  func newTime() throws {
    var run = DispatcherSimulation()
    run.start()
    let later = try run.submit(in: Interval(seconds: 100))[0]
    let earlier = try run.submit(in: Interval(seconds: 1_000))[0]
    let now = run.now.wall
    run.command(
      .update(run.name(later), MessageUpdate(notBefore: now.advanced(by: Interval(seconds: 500))))
    )
    run.command(
      .update(run.name(earlier), MessageUpdate(notBefore: now.advanced(by: Interval(seconds: 50))))
    )
    run.run(for: Interval(seconds: 49))
    #expect(run.sent == [])
    run.run(for: Interval(seconds: 2))
    #expect(run.sent == [earlier])
    run.run(for: Interval(seconds: 440))
    #expect(run.sent == [earlier])
    run.run { $0.isSettled }
    #expect(run.sent == [earlier, later])
  }

  @Test("an earlier end is met, also by a message that is held")
  func newEnd() throws {
    var run = DispatcherSimulation()
    run.start()
    let jobs = try run.submit(2, in: Interval(seconds: 1_000))
    run.command(.hold(.job(run.name(jobs[1]))))
    run.command(.hold(.spool("default")))
    let end = MessageUpdate.End.at(run.now.wall.advanced(by: Interval(seconds: 20)))
    for job in jobs {
      run.command(.update(run.name(job), MessageUpdate(notBefore: run.now.wall, end: end)))
    }
    run.run(for: Interval(seconds: 19))
    #expect(jobs.map { run.state($0) } == [.queued, .held])
    run.run(for: Interval(seconds: 2))
    #expect(jobs.map { run.state($0) } == [.expired, .expired])
  }

  @Test("an update waits for the attempt under way: too late if it was sent")
  func tooLate() throws {
    var run = DispatcherSimulation()
    run.start()
    let job = try run.submit()[0]
    run.run { $0.sent.count == 1 }
    let update = run.command(.update(run.name(job), Self.text("new")))
    run.run(for: Interval(milliseconds: 40))
    #expect(run.ledger.done[update] == nil)
    run.run { $0.isSettled && $0.ledger.done[update] != nil }
    #expect(run.ledger.done[update] == .failed)
    #expect(Self.texts(run) == ["text 1"])
  }

  @Test("and in time if it failed: the next attempt has what the last of the updates says")
  func inTime() throws {
    var run = DispatcherSimulation()
    run.provider.answer = { _, count in count == 1 ? .serverError : .accepted }
    run.start()
    let job = try run.submit()[0]
    run.run { $0.sent.count == 1 }
    for text in ["one", "two", "three"] { run.command(.update(run.name(job), Self.text(text))) }
    run.run { $0.isSettled && $0.ledger.done.count == 3 }
    #expect(Set(run.ledger.done.values) == [.done])
    #expect(Self.texts(run) == ["text 1", "three"])
  }

  @Test("an update at any moment either comes first or is too late", arguments: 0..<80)
  func anyTime(moment: Int) throws {
    for (commits, news) in [(3, 2), (2, 9), (9, 1)] {
      var run = DispatcherSimulation(maxInFlight: 1)
      run.commitTakes = { Interval(milliseconds: Int64(commits)) }
      run.newsTakes = { Interval(milliseconds: Int64(news)) }
      run.provider.answer = { _, count in count == 1 ? .unavailable : .accepted }
      run.start()
      let job = try run.submit(1, .bulk)[0]
      run.run(for: Interval(milliseconds: Int64(moment)))
      var change = Self.text("new")
      change.priority = .high
      let update = run.command(.update(run.name(job), change))
      run.run(within: Interval(seconds: 60)) { $0.isSettled && $0.ledger.done[update] != nil }
      #expect(run.state(job) == .sent)
      let isDone = run.ledger.done[update] == .done
      #expect(Self.texts(run).last == (isDone ? "new" : "text 1"))
    }
  }

  @Test("a message of a lane that is not loaded is found at its new place")
  func longLane() throws {
    var run = DispatcherSimulation(rate: 500)
    run.checksDeeply = false
    run.start()
    let jobs = try run.submit(1_000, .bulk)
    for job in [jobs[999], jobs[500], jobs[0]] {
      run.command(.update(run.name(job), MessageUpdate(priority: .high)))
    }
    run.run { $0.isSettled }
    #expect(run.sent.sorted() == jobs)
    #expect(try #require(run.sent.firstIndex(of: jobs[999])) < 200)
  }
}
