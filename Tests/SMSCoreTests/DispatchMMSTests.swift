import Testing

@testable import SMSCore

/// MMS, which have a pace of their own beside the texts'.
struct DispatchMMSTests {
  private static let picture = Media(urls: ["https://example.com/a.jpg"])

  private func started(rate: Double = 5) -> DispatcherSimulation {
    var run = DispatcherSimulation(rate: rate)
    run.start()
    return run
  }

  /// The times at which jobs left, in seconds since the first.
  private func times(of jobs: [JobNumber], _ run: DispatcherSimulation) -> [Double] {
    let left = run.provider.sends.filter { jobs.contains($0.job) }.compactMap(\.leftAt).sorted()
    return left.map { $0.since(left[0]).seconds }
  }

  @Test("one goes a second, and the texts behind them go at their own pace")
  func beside() throws {
    var run = started()
    let mms = try run.submit(6, media: Self.picture)
    let texts = try run.submit(24)
    run.run { $0.isSettled }
    #expect(run.states(mms) == [.sent] && run.states(texts) == [.sent])
    let pictures = times(of: mms, run)
    #expect(zip(pictures, pictures.dropFirst()).allSatisfy { $1 - $0 >= 1 })
    #expect(try #require(pictures.last) < 6.5)
    // 30 messages at 5 a second.
    #expect(try #require(times(of: texts, run).last) < 6.3)
    let all = times(of: mms + texts, run)
    #expect(zip(all, all.dropFirst(5)).allSatisfy { $1 - $0 >= 1 }, "each takes a text's slot too")
  }

  @Test("many that wait hold no texts up, and cost no wake-ups")
  func backlog() throws {
    var run = started()
    let mms = try run.submit(600, media: Self.picture)
    run.run(for: Interval(seconds: 2))
    let texts = try run.submit(10)
    let events = run.events
    run.run(for: Interval(seconds: 4))
    #expect(run.states(texts) == [.sent])
    #expect(mms.count { run.state($0) == .sent } <= 7)
    #expect(run.events - events < 250, "\(run.events - events) events in 4 s")
  }

  @Test("urgent ones wait for their slot as well, while urgent texts go")
  func urgent() throws {
    var run = started()
    let mms = try run.submit(4, .urgent, media: Self.picture)
    let texts = try run.submit(4, .urgent)
    run.run { $0.isSettled }
    #expect(times(of: mms, run).last.map { $0 >= 3 } == true)
    #expect(try #require(times(of: texts, run).last) < 1.5)
  }

  @Test("what an account may send of them can be changed, without a burst")
  func reload() throws {
    var run = started(rate: 20)
    let mms = try run.submit(40, media: Self.picture)
    run.run(for: Interval(seconds: 3))
    run.reload { $0.accounts["main"]?.mmsPerSecond = 10 }
    run.run { $0.isSettled }
    let pictures = times(of: mms, run)
    #expect(zip(pictures, pictures.dropFirst(10)).allSatisfy { $1 - $0 >= 1 })
    #expect(try #require(pictures.last) < 9)
  }

  @Test("a 429 to one slows MMS down, and texts go on")
  func slowed() throws {
    var run = started()
    let mms = try run.submit(3, media: Self.picture)
    let first = mms[0]
    run.provider.answer = { send, attempt in
      send.job == first && attempt == 1 ? .tooMany(Interval(seconds: 20)) : .accepted
    }
    run.run(for: Interval(seconds: 3))
    let texts = try run.submit(10)
    run.run(for: Interval(seconds: 3))
    #expect(run.states(texts) == [.sent])
    #expect(mms.count { run.state($0) == .sent } <= 1)
    run.run { $0.isSettled }
    #expect(run.states(mms) == [.sent])
    let slowed = run.reports.compactMap { report in
      if case .slowedDown(_, _, let factor, let isMMS) = report { isMMS ? factor : -1 } else { nil }
    }
    #expect(slowed == [2])
  }

  @Test(
    "of a text sent as SMS and as MMS, each is found in doubt by its own record",
    arguments: [false, true]
  )
  func doubt(_ restarts: Bool) throws {
    var run = started()
    run.provider.answer = { _, attempt in attempt == 1 ? .timeout.butTaken : .accepted }
    let mms = try run.submit(text: "A", media: Media(urls: []))
    let text = try run.submit(text: "A")
    run.run { run in (mms + text).allSatisfy { run.state($0) == .inDoubt } }
    if restarts { run.crashAndRestart() }
    run.run { $0.isSettled }
    #expect(run.states(mms + text) == [.sent])
    #expect(run.provider.list.records.count == 2)
    for job in mms + text {
      let record = run.provider.list.records.first { $0.job == job }
      #expect(run.ledger.jobs[job]?.providerMessageID == record?.message.id)
    }
  }

  @Test("a record without a body settles a doubt about an MMS without a text")
  func withoutText() throws {
    var run = started()
    run.provider.list.show = { message in
      var shown = message
      shown.text = nil
      return shown
    }
    run.provider.answer = { _, attempt in attempt == 1 ? .timeout.butTaken : .accepted }
    let mms = try run.submit(text: "", media: Self.picture)
    run.run { $0.isSettled }
    #expect(run.states(mms) == [.sent] && run.provider.list.records.count == 1)
  }

  @Test("two with the same text and other pictures wait for each other")
  func sameText() throws {
    var run = started()
    run.provider.answer = { _, _ in .accepted.after(Interval(seconds: 3)) }
    let first = try run.submit(text: "", media: Self.picture)
    let second = try run.submit(text: "", media: Media(urls: ["https://example.com/b.jpg"]))
    run.run(for: Interval(seconds: 3))
    #expect(run.provider.sends.map(\.job) == first)
    run.run { $0.isSettled }
    #expect(run.states(first + second) == [.sent])
  }
}
