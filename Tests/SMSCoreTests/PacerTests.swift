import SMSCore
import Testing

struct PacerTests {
  static let rates = [0.1, 0.5, 1, 1.5, 2, 3, 5, 7.9, 10, 33, 100, 101, 221, 250, 1000, 5000]

  /// What the rate allows in one second.
  private static func allowed(_ rate: Double) -> Int { max(1, Int(rate)) }

  @Test("no second holds more than the rate, and 97 % of it is used", arguments: rates)
  func exact(rate: Double) {
    for seed in 1...4 {
      var run = PacedRun(rate: rate, seed: UInt64(seed))
      let length = max(20, 60 / rate)
      run.run(
        for: Interval(seconds: length + 1),
        PacedRun.Lateness(timer: Interval(milliseconds: 2), launch: Interval(milliseconds: 1))
      )
      #expect(PacedRun.fullestSecond(run.sends) <= Self.allowed(rate))
      let usable = rate > 1 ? rate.rounded(.down) : rate
      #expect(Double(run.sends.count) >= 0.97 * usable * length)
    }
  }

  @Test("2 % are in reserve for the jitter of the way, sends that caught up included")
  func reserve() {
    for rate in [5.0, 100] {
      var run = PacedRun(rate: rate)
      run.run(for: Interval(seconds: 60), PacedRun.Lateness(timer: Interval(milliseconds: 4)))
      let allowed = Self.allowed(rate)
      for (first, last) in zip(run.sends, run.sends.dropFirst(allowed)) {
        #expect(last.left.since(first.left) >= Interval(seconds: 1.0199))
      }
    }
  }

  @Test("late timers, slow handshakes and stalls never make a second too full", arguments: rates)
  func stalls(rate: Double) {
    for seed in 1...8 {
      var run = PacedRun(rate: rate, seed: UInt64(seed))
      let lateness = PacedRun.Lateness(
        timer: Interval(milliseconds: Int64(seed * seed * 2)),
        launch: Interval(milliseconds: Int64(seed * 5)),
        stall: Interval(seconds: 3),
        stallEvery: 7 + seed * 13
      )
      run.run(for: Interval(seconds: max(30, 30 / rate)), lateness)
      #expect(run.sends.count > 1)
      #expect(PacedRun.fullestSecond(run.sends) <= Self.allowed(rate))
    }
  }

  @Test("after idling nothing is made up for", arguments: rates)
  func idle(rate: Double) {
    var run = PacedRun(rate: rate)
    run.run(for: Interval(seconds: 5))
    run.now = run.now.advanced(by: Interval(seconds: 100))
    run.run(for: Interval(seconds: 5))
    #expect(PacedRun.fullestSecond(run.sends) <= Self.allowed(rate))
  }

  @Test("the first second after a start is silent", arguments: rates)
  func silentStart(rate: Double) {
    var run = PacedRun(rate: rate)
    run.run(for: Interval(seconds: 3))
    #expect(run.sends.first?.left == MonotonicTime(nanoseconds: 1_000_000_000))
  }

  @Test("no more are handed over and not gone than half of the reserve hides")
  func launchLimit() {
    let limits = [(0.5, 1), (5, 1), (100, 1), (221, 1), (223, 2), (1000, 9), (10_000, 90)]
    for (rate, limit) in limits as [(Double, Int)] {
      #expect(Pacer(rate: rate, now: MonotonicTime(nanoseconds: 0)).launchLimit == limit)
    }
  }

  @Test("slots are counted from now on, at most as many as asked for")
  func slots() {
    let start = MonotonicTime(nanoseconds: 0)
    let pacer = Pacer(rate: 100, now: start)
    func slots(_ lead: Int64, at now: Int64, most: Int = 1000) -> Int {
      let now = start.advanced(by: Interval(milliseconds: now))
      return pacer.slots(within: Interval(milliseconds: lead), from: now, most: most)
    }
    #expect(slots(5, at: 0) == 0)
    #expect(slots(5, at: 994) == 0)
    #expect(slots(5, at: 995) == 1)
    #expect(slots(5, at: 5000) == 1)
    #expect(slots(50, at: 1000) == 5)
    #expect(slots(50, at: 1000, most: 3) == 3)
    #expect(slots(50, at: 1000, most: 0) == 0)
    #expect(slots(50, at: 1000, most: -1) == 0)
  }

  @Test("rates of any size neither trap nor stand still")
  func extremeRates() {
    for rate in [1e-300, 1e-9, 1_000_000, 1e12, 1e300] {
      var pacer = Pacer(rate: min(rate, 1e15), now: MonotonicTime(nanoseconds: 0))
      for second in 1...3 {
        let now = MonotonicTime(nanoseconds: Int64(second) * 1_000_000_000)
        pacer.take(at: now)
        pacer.left(at: now, taken: now)
        pacer.slowDown(for: Interval(seconds: 1e300), at: now)
        pacer.change(rate: rate / 2, at: now)
        #expect(pacer.nextSlot > now)
        _ = pacer.slots(within: Interval(milliseconds: 5), from: now, most: .max)
      }
    }
  }
}
