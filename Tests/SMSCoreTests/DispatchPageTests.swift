import Testing

@testable import SMSCore

/// The part of the queue that is in memory.
struct DispatchPageTests {
  @Test("3,000 jobs of a lane are sent in order, with a page in memory at most")
  func order() throws {
    var run = DispatcherSimulation(rate: 10_000, maxInFlight: 1000)
    run.checksDeeply = false
    run.start()
    let jobs = try run.submit(3000)
    var most = 0
    while !run.isSettled {
      run.run(for: Interval(milliseconds: 2))
      most = max(most, run.inMemory)
    }
    #expect(run.sent == jobs)
    #expect(most <= LaneQueue.page)
    #expect(run.loads.allSatisfy { $0.limit <= LaneQueue.page })
    #expect(run.loads.count <= 3000 / (LaneQueue.page - LaneQueue.lowWater) + 2)
  }

  @Test("jobs accepted while a page is on its way are neither lost nor out of order")
  func acceptedMeanwhile() throws {
    for read in [1, 5, 20, 60] {
      var run = DispatcherSimulation(rate: 2000, maxInFlight: 100)
      run.checksDeeply = false
      run.commitTakes = { Interval(milliseconds: Int64(read)) }
      run.newsTakes = { Interval(milliseconds: Int64(read / 2)) }
      run.start()
      var jobs = try run.submit(300)
      for _ in 0..<40 {
        run.run(for: Interval(milliseconds: 17))
        jobs += try run.submit(13)
      }
      run.run { $0.isSettled }
      #expect(run.sent == jobs)
    }
  }

  @Test("at rest nothing is loaded, and a job from rest needs no page")
  func atRest() throws {
    var run = DispatcherSimulation()
    run.start()
    run.run(for: Interval(seconds: 5))
    let before = run.loads.count
    for _ in 0..<20 {
      try run.submit()
      run.run { $0.isSettled }
    }
    #expect(run.loads.count == before)
  }

  @Test("lanes of all priorities and spools are paged, each for itself")
  func lanes() throws {
    var run = DispatcherSimulation(rate: 5000, maxInFlight: 500, spools: ["a": 1, "b": 2])
    run.checksDeeply = false
    run.start()
    var jobs: [[JobNumber]] = []
    for spool in ["a", "b"] {
      for priority in Priority.allCases { jobs.append(try run.submit(400, priority, spool: spool)) }
    }
    run.run { $0.isSettled }
    for lane in jobs {
      let here = Set(lane)
      #expect(run.sent.filter(here.contains) == lane)
    }
  }

  @Test("a queue of paused, held and unconfigured accounts is not loaded more than a page")
  func stopped() throws {
    var run = DispatcherSimulation()
    run.command(.hold(.all))
    run.start()
    try run.submit(1000)
    try run.submit(1000, account: "nobody")
    run.run(for: Interval(seconds: 100))
    #expect(run.inMemory <= 2 * LaneQueue.page)
    #expect(run.loads.count <= 2)
  }
}
