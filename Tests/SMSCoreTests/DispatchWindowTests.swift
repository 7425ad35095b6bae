import Testing

@testable import SMSCore

/// Windows, with a simulated clock; that nothing leaves outside of one is checked at each send.
struct DispatchWindowTests {
  /// Tuesday, 08:00 in New York and 05:00 in Los Angeles.
  private static let morning = "2026-06-02T12:00:00Z"
  private static let newYork = "12125550142"
  private static let panhandle = "18505550142"

  private func started(
    _ windows: SendWindows = .sample(.daily(9, 18)),
    at time: String = morning,
    rate: Double = 100
  ) -> DispatcherSimulation {
    var run = DispatcherSimulation(rate: rate)
    run.begin(at: time)
    run.configuration.windows = windows
    run.ledger.windows = windows
    run.crashAndRestart()
    return run
  }

  private func sentAt(_ run: DispatcherSimulation, _ job: JobNumber) -> WallTime? {
    run.attempts(job).last?.leftAt
  }

  @Test("a message waits until its window opens, and urgent and exempt ones do not")
  func waits() throws {
    var run = started()
    let east = try run.submit(3, isDefaultLife: true, to: Self.newYork)
    let west = try run.submit(3, isDefaultLife: true)
    let urgent = try run.submit(1, .urgent) + run.submit(1, ignoresWindow: true)
    run.run(for: Interval(seconds: 3_590))
    #expect(run.sent.sorted() == urgent)
    run.run(for: Interval(seconds: 20))
    #expect(run.states(east) == [.sent] && run.states(west) == [.queued])
    run.run(within: Interval(seconds: 4 * 3_600)) { $0.isSettled }
    let opening = time("2026-06-02T16:00:00Z")
    for job in west {
      let left = try #require(sentAt(run, job))
      #expect(left >= opening && left.since(opening) < Interval(seconds: 1))
    }
  }

  @Test("a closed lane costs no pages and no wake-ups")
  func costsNothing() throws {
    var run = started()
    try run.submit(1_000)
    run.run(for: Interval(seconds: 600))
    let (loads, events) = (run.loads.count, run.events)
    run.run(for: Interval(seconds: 3 * 3_600))
    #expect(run.loads.count == loads)
    // The clocks are compared once a minute.
    #expect(run.events - events <= 200)
  }

  @Test("a split area code waits for all of its zones")
  func split() throws {
    var run = started()
    let jobs = try run.submit(2, isDefaultLife: true, to: Self.panhandle)
    run.run(for: Interval(seconds: 7_190))
    #expect(run.sent == [])
    run.run(for: Interval(seconds: 20))
    #expect(run.states(jobs) == [.sent])
  }

  @Test("what closes while messages wait for their slot keeps them for the next day")
  func closes() throws {
    var run = started(at: "2026-06-02T21:59:58Z", rate: 1)
    let jobs = try run.submit(6, expiresAfter: Interval(seconds: 86_400), to: Self.newYork)
    run.run(for: Interval(seconds: 600))
    let today = run.sent.count
    #expect((1...2).contains(today))
    run.run(within: Interval(seconds: 86_400)) { $0.isSettled }
    #expect(run.states(jobs) == [.sent])
    #expect(run.sent == jobs)
  }

  @Test("zones that are open keep the order of arrival among themselves")
  func order() throws {
    var run = started(at: "2026-06-02T17:00:00Z", rate: 50)
    var jobs: [JobNumber] = []
    for number in 0..<30 {
      jobs += try run.submit(1, to: number.isMultiple(of: 3) ? Self.newYork : "12065550142")
    }
    run.run { $0.isSettled }
    #expect(run.sent == jobs)
  }

  @Test("a batch of many zones takes no more turns than another")
  func turns() throws {
    var run = started(at: "2026-06-02T17:00:00Z", rate: 1_000)
    let (wide, narrow) = (run.ledger.acceptBatch(), run.ledger.acceptBatch())
    for phone in ["12065550142", Self.newYork, Self.panhandle] {
      try run.add(100, to: wide, phone: phone)
    }
    try run.add(300, to: narrow)
    run.activate(wide)
    run.activate(narrow)
    run.run { $0.sent.count >= 200 }
    let ofWide = run.sent.prefix(200).count { run.ledger.jobs[$0]?.entry.lane.batch == wide }
    #expect((90...110).contains(ofWide))
  }

  @Test("a retry that would fall outside is due when the window opens")
  func retries() throws {
    var run = started(at: "2026-06-02T21:59:50Z")
    run.provider.answer = { _, _ in .unavailable }
    let job = try run.submit(1, expiresAfter: Interval(seconds: 86_400), to: Self.newYork)[0]
    run.run(for: Interval(seconds: 300))
    #expect(run.state(job) == .deferred && !run.attempts(job).isEmpty)
    let attempts = run.attempts(job).count
    run.provider.answer = { _, _ in .accepted }
    run.run(for: Interval(seconds: 3_600))
    #expect(run.attempts(job).count == attempts)
    run.run(within: Interval(seconds: 86_400)) { $0.isSettled }
    #expect(try #require(sentAt(run, job)) >= time("2026-06-03T13:00:00Z"))
  }

  @Test("a doubt that ends in another attempt waits for the window as well")
  func doubt() throws {
    var run = started(at: "2026-06-02T21:59:55Z")
    run.provider.answer = { _, _ in .timeout }
    let job = try run.submit(1, expiresAfter: Interval(seconds: 86_400), to: Self.newYork)[0]
    run.run(within: Interval(seconds: 60)) { $0.state(job) == .inDoubt }
    run.provider.answer = { _, _ in .accepted }
    run.run(within: Interval(seconds: 86_400)) { $0.isSettled }
    #expect(run.state(job) == .sent)
    #expect(try #require(sentAt(run, job)) >= time("2026-06-03T13:00:00Z"))
  }

  @Test("a restart keeps what waits, and opens on time")
  func restart() throws {
    var run = started()
    let jobs = try run.submit(5, isDefaultLife: true, to: Self.newYork)
    run.run(for: Interval(seconds: 60))
    run.crashAndRestart()
    run.run(for: Interval(seconds: 3_000))
    #expect(run.sent == [])
    run.run(within: Interval(seconds: 700)) { $0.isSettled }
    #expect(run.states(jobs) == [.sent])
  }

  @Test("a window that a reload brings holds what waits already, also what has begun")
  func reloads() throws {
    var run = started(SendWindows(), rate: 2)
    let jobs = try run.submit(7, to: Self.newYork) + run.submit(5)
    run.run { $0.sent.count >= 2 }
    run.reload { $0.windows = .sample(.daily(9, 18)) }
    run.run(for: Interval(seconds: 3_000))
    #expect((2...3).contains(run.sent.count))
    #expect(
      jobs.allSatisfy { job in
        run.state(job) == .sent || run.ledger.jobs[job]?.entry.lane.zones != LaneZones.none
      }
    )
    run.reload { $0.windows = SendWindows() }
    run.run(within: Interval(seconds: 60)) { $0.isSettled }
    #expect(run.states(jobs) == [.sent])
  }

  @Test("a window that is widened opens at once, and one that is narrowed closes")
  func changes() throws {
    var run = started(rate: 2)
    let jobs = try run.submit(10, expiresAfter: Interval(seconds: 86_400), to: Self.newYork)
    run.run(for: Interval(seconds: 60))
    #expect(run.sent == [])
    run.use(.sample(.daily(7, 18)))
    run.run { $0.sent.count >= 4 }
    run.use(.sample(.daily(9, 18)))
    let sent = run.sent.count
    run.run(for: Interval(seconds: 60))
    #expect(run.sent.count <= sent + 1)
    run.run(within: Interval(seconds: 7_200)) { $0.isSettled }
    #expect(run.states(jobs) == [.sent] && run.sent.count == jobs.count)
  }

  @Test("the clock is set back over the opening: the window is closed again")
  func setBack() throws {
    var run = started(at: "2026-06-02T13:00:10Z", rate: 1)
    try run.submit(30, expiresAfter: Interval(seconds: 86_400), to: Self.newYork)
    run.run { $0.sent.count >= 3 }
    run.now.wall.milliseconds -= 600_000
    let sent = run.sent.count
    run.handle(.timer)
    run.run(for: Interval(seconds: 300))
    #expect(run.sent.count <= sent + 1)
    run.run(within: Interval(seconds: 1_200)) { $0.isSettled }
  }

  @Test("the clocks change at night: the window opens by the new time")
  func daylightSaving() throws {
    // Saturday evening before the clocks go forward.
    var run = started(at: "2026-03-08T03:00:00Z")
    let job = try run.submit(1, expiresAfter: Interval(seconds: 86_400), to: Self.newYork)[0]
    run.run(within: Interval(seconds: 86_400)) { $0.isSettled }
    let left = try #require(sentAt(run, job))
    #expect(left.since(time("2026-03-08T13:00:00Z")) < Interval(seconds: 1))
    #expect(left >= time("2026-03-08T13:00:00Z"))
  }

  @Test("a probe of a paused sender takes a message whose window is open")
  func probes() throws {
    var run = started(at: "2026-06-02T14:00:00Z")
    let sender = Sender(spool: "default", number: try PhoneNumber(parsing: "12065550101"))
    try run.submit(5, expiresAfter: Interval(seconds: 86_400))
    run.ledger.holds = [.sender(sender)]
    let east = try run.submit(1, expiresAfter: Interval(seconds: 86_400), to: Self.newYork)
    run.crashAndRestart()
    run.run(within: Interval(seconds: 300)) { $0.state(east[0]) == .sent }
    #expect(run.sent == east)
  }
}
