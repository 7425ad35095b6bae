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
