import Testing

@testable import SMSCore

/// Holds and their release.
struct DispatchHoldTests {
  struct Row: CustomTestStringConvertible {
    let scope: HoldScope
    /// Which of the jobs in (main, a), (main, b), (other, a) it stops.
    let stops: [Bool]
    let testDescription: String

    init(_ scope: HoldScope, _ stops: [Bool], _ name: String) {
      self.scope = scope
      self.stops = stops
      testDescription = name
    }
  }

  static let rows = [
    Row(.all, [true, true, true], "all"),
    Row(.spool("a"), [true, false, true], "a spool"),
    Row(.account("main"), [true, true, false], "an account"),
    Row(.spool("nobody"), [false, false, false], "a spool that is not there"),
  ]

  private static func run() -> DispatcherSimulation {
    var run = DispatcherSimulation(spools: ["a": 1, "b": 1, "default": 1])
    run.configuration.accounts["other"] = .sample("other")
    run.machine = DispatcherMachine(
      configuration: run.configuration,
      seed: 1,
      now: run.now,
      digest: DispatcherSimulation.digest
    )
    run.start()
    return run
  }

  private static func submit(_ run: inout DispatcherSimulation) throws -> [[JobNumber]] {
    [
      try run.submit(30, spool: "a"), try run.submit(30, spool: "b"),
      try run.submit(30, spool: "a", account: "other"),
    ]
  }

  @Test("a hold stops what it is about and nothing else, until its release", arguments: rows)
  func switches(_ row: Row) throws {
    var run = Self.run()
    run.command(.hold(row.scope))
    let jobs = try Self.submit(&run)
    run.run(for: Interval(seconds: 30))
    for (jobs, isStopped) in zip(jobs, row.stops) {
      #expect(run.states(jobs) == [isStopped ? .queued : .sent])
    }
    #expect(run.machine.isIdle)
    run.command(.release(row.scope))
    run.run(within: Interval(seconds: 30)) { $0.isSettled }
  }

  @Test("a hold takes effect on what waits for its slot", arguments: rows.prefix(3))
  func atOnce(_ row: Row) throws {
    var run = Self.run()
    _ = try Self.submit(&run)
    run.run { $0.sent.count >= 5 && $0.machine.flights.tallies[0].ready > 0 }
    run.command(.hold(row.scope))
    run.run(for: Interval(milliseconds: 2))
    let before = run.sent.count
    run.run(for: Interval(seconds: 1))
    let stopped = run.sent.dropFirst(before).compactMap { run.ledger.jobs[$0]?.entry.lane }
      .filter { lane in
        switch row.scope {
        case .all: true
        case .spool(let name): lane.spool == name
        case .account(let name): lane.account == name
        case .sender(let sender): lane.spool == sender.spool
        case .job: false
        }
      }
    #expect(stopped.isEmpty)
    run.command(.release(row.scope))
    run.run { $0.isSettled }
  }

  @Test("holds survive a restart")
  func restart() throws {
    var run = Self.run()
    run.command(.hold(.spool("a")))
    let jobs = try Self.submit(&run)
    run.run(for: Interval(seconds: 1))
    run.crashAndRestart()
    run.run(for: Interval(seconds: 30))
    #expect(run.states(jobs[0]).contains(.queued))
    #expect(run.states(jobs[0]).isDisjoint(with: [.sent]))
    run.command(.release(.spool("a")))
    run.run { $0.machine.isIdle && $0.states(jobs[0]) == [.sent] }
  }

  @Test("of two holds on one job's way both must be released")
  func two() throws {
    var run = Self.run()
    run.command(.hold(.all))
    run.command(.hold(.spool("a")))
    let job = try run.submit(spool: "a")[0]
    run.command(.release(.all))
    run.run(for: Interval(seconds: 10))
    #expect(run.state(job) == .queued)
    run.command(.release(.spool("a")))
    run.run { $0.isSettled }
  }

  @Test("held jobs expire all the same")
  func expires() throws {
    var run = Self.run()
    run.command(.hold(.all))
    let jobs = try run.submit(10, spool: "a", expiresAfter: Interval(seconds: 60))
    run.command(.hold(.job(JobName(spool: "a", id: "job-\(jobs[3].value)"))))
    run.run(for: Interval(milliseconds: 61_000))
    #expect(run.states(jobs) == [.expired])
    run.command(.release(.all))
    run.run(for: Interval(seconds: 10))
    #expect(run.sent.isEmpty)
  }

  @Test("one job is held and released, the others go on")
  func oneJob() throws {
    var run = Self.run()
    let jobs = try run.submit(20)
    run.command(.hold(.job(run.name(jobs[5]))))
    run.run(for: Interval(seconds: 30))
    #expect(run.state(jobs[5]) == .held)
    #expect(run.sent.count == 19)
    run.command(.release(.job(run.name(jobs[5]))))
    run.run { $0.isSettled }
    #expect(run.sent.last == jobs[5])
  }
}

/// A ledger that cannot be relied on.
struct DispatchHaltTests {
  @Test("halted it begins nothing and sends nothing, settles what is under way, and goes on later")
  func halt() throws {
    var run = DispatcherSimulation(rate: 100)
    run.start()
    let jobs = try run.submit(50)
    run.run { $0.sent.count >= 10 }
    run.handle(.halt(true))
    run.run { $0.machine.isIdle }
    let before = run.sent.count
    run.run(for: Interval(seconds: 60))
    #expect(run.sent.count == before && before < 50)
    #expect(!run.states(jobs).contains(.attempting))
    run.handle(.halt(false))
    run.run { $0.isSettled }
    #expect(run.states(jobs) == [.sent])
    #expect(run.sent.count == 50)
  }
}
