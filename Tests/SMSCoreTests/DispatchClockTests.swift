import Testing

@testable import SMSCore

/// The wall clock is set, or stands far ahead after a suspend; the monotonic one knows nothing.
struct DispatchClockTests {
  private static let day = Interval(seconds: 86_400)

  @Test(
    "a wall clock that steps changes no pace and sends nothing early or twice",
    arguments: [86_400.0, -86_400, 3_600, -1]
  )
  func steps(seconds: Double) throws {
    var run = DispatcherSimulation(rate: 10)
    run.start()
    let jobs = try run.submit(60, expiresAfter: Interval(seconds: 400_000))
    for _ in 0..<3 {
      run.run(for: Interval(seconds: 2))
      run.now.wall = run.now.wall.advanced(by: Interval(seconds: seconds))
      run.handle(.timer)
    }
    run.run { $0.isSettled }
    #expect(run.sent == jobs)
    #expect(run.states(jobs) == [.sent])
    let times = run.provider.sends.map(\.handedAt.monotonic.nanoseconds)
    let gaps = zip(times, times.dropFirst()).map { $1 - $0 }
    #expect(gaps.allSatisfy { $0 >= 99_000_000 && $0 <= 130_000_000 }, "\(gaps)")
  }

  @Test("a step ahead makes due what waits for its time, a step back makes it wait")
  func due() throws {
    var run = DispatcherSimulation()
    run.start()
    let later = try run.submit(in: Interval(seconds: 7_200), expiresAfter: Self.day)
    run.run(for: Interval(seconds: 5))
    run.now.wall = run.now.wall.advanced(by: Interval(seconds: -3_600))
    run.run(for: Interval(seconds: 7_200))
    #expect(run.sent.isEmpty)
    run.now.wall = run.now.wall.advanced(by: Interval(seconds: 3_600))
    run.handle(.timer)
    run.run(within: Interval(seconds: 5)) { $0.isSettled }
    #expect(run.sent == later)
  }

  @Test(
    "after a step back a deferred message goes on within its longest wait",
    arguments: [false, true]
  )
  func setBack(restarts: Bool) throws {
    var run = DispatcherSimulation()
    run.provider.answer = { _, attempt in attempt == 1 ? .unavailable : .accepted }
    run.start()
    let jobs = try run.submit(5, expiresAfter: Interval(seconds: 400_000))
    run.run { $0.provider.sends.count == 5 }
    run.run(for: Interval(milliseconds: 100))
    #expect(run.states(jobs) == [.deferred])
    run.now.wall = run.now.wall.advanced(by: Interval(seconds: -86_400))
    if restarts { run.crashAndRestart() }
    // Without any event: the machine has to wake up for it.
    run.run(within: Interval(seconds: 1_000)) { $0.isSettled }
    #expect(run.states(jobs) == [.sent])
  }

  @Test("after a step back and a restart, what was never tried goes at once, in order")
  func setBackBeforeTheStart() throws {
    var run = DispatcherSimulation(rate: 10)
    let jobs = try run.submit(600, expiresAfter: Interval(seconds: 400_000))
    run.now.wall = run.now.wall.advanced(by: Interval(seconds: -86_400))
    let later = try run.submit(in: Interval(seconds: 7_200), expiresAfter: Self.day)
    run.start()
    run.run(within: Interval(seconds: 70)) { $0.sent.count == 600 }
    #expect(run.sent == jobs)
    run.run(within: Interval(seconds: 7_300)) { $0.isSettled }
    #expect(run.sent == jobs + later)
  }

  @Test("small steps back and forth ask nothing of the ledger, their sum does")
  func drift() {
    let start = Moment(
      wall: WallTime(milliseconds: 1_700_000_000_000),
      monotonic: MonotonicTime(nanoseconds: 0)
    )
    func moment(_ seconds: Double, off milliseconds: Int64) -> Moment {
      let passed = Interval(seconds: seconds)
      return Moment(
        wall: start.wall.advanced(by: passed).advanced(by: Interval(milliseconds: milliseconds)),
        monotonic: start.monotonic.advanced(by: passed)
      )
    }
    var clock = ClockStep(at: start)
    let steps: [(off: Int64, isStep: Bool)] = [
      (-2_000, false), (1_000, false), (-3_000, false), (-5_000, true), (-5_000, false),
      (100_000, false), (-5_000, true),
    ]
    for (seconds, step) in zip(1..., steps) {
      let wasSetBack = clock.wasSetBack(at: moment(Double(seconds), off: step.off))
      #expect(wasSetBack == step.isStep, "after \(seconds) s, off by \(step.off) ms")
    }
  }

  @Test("a step ahead of a day expires what a day has passed for, with the right word")
  func expires() throws {
    var run = DispatcherSimulation(rate: 1)
    run.start()
    let jobs = try run.submit(10)
    run.run(for: Interval(seconds: 3))
    run.now.wall = run.now.wall.advanced(by: Self.day)
    run.handle(.timer)
    run.run(within: Interval(seconds: 30)) { $0.isSettled }
    #expect(run.states(jobs) == [.sent, .expired])
    #expect(run.error(jobs[9])?.code == .expired)
  }

  @Test(
    "a message in doubt is found though our clock was set meanwhile",
    arguments: [86_400.0, -86_400, 3_600, -3_600],
    [false, true]
  )
  func doubt(seconds: Double, crashes: Bool) throws {
    var run = DispatcherSimulation(rate: 10)
    run.provider.answer = { _, attempt in attempt == 1 ? .timeout.butTaken : .accepted }
    run.start()
    let jobs = try run.submit(3, expiresAfter: Interval(seconds: 400_000))
    run.run { $0.provider.sends.count == 3 }
    run.run(for: Interval(seconds: 2))
    let step = Interval(seconds: seconds)
    run.now.wall = run.now.wall.advanced(by: step)
    // The provider's clock stayed as it was.
    run.provider.list.skew = Interval(seconds: run.provider.list.skew.seconds - seconds)
    if crashes { run.crashAndRestart() } else { run.handle(.timer) }
    run.run { $0.isSettled }
    #expect(run.states(jobs) == [.sent])
    #expect(jobs.allSatisfy { run.provider.list.deliveries[$0] == 1 })
  }
}
