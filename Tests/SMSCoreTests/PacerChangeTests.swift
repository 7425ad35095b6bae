import SMSCore
import Testing

/// Another rate by reload, and the provider's own brake.
struct PacerChangeTests {
  struct Change: CustomTestStringConvertible {
    let from: Double
    let to: Double
    var testDescription: String { "\(from) to \(to)" }
  }

  static let changes = [(5, 100), (100, 5), (1000, 5), (5, 1000), (10_000, 1), (1, 2), (7, 6)]
    .map { Change(from: $0.0, to: $0.1) }

  @Test("a reload makes no burst, up or down, with handshakes under way", arguments: changes)
  func noBurst(change: Change) {
    for seed in 1...6 {
      var run = PacedRun(rate: change.from, seed: UInt64(seed))
      let lateness = PacedRun.Lateness(
        timer: Interval(milliseconds: 2),
        launch: Interval(milliseconds: Int64(seed) * 30),
        stall: Interval(milliseconds: 700),
        stallEvery: 11
      )
      run.run(for: Interval(seconds: 3.21), lateness)
      let changedAt = run.now
      run.pacer.change(rate: change.to, at: changedAt)
      run.run(for: Interval(seconds: 6), lateness)
      let fresh = run.sends.filter { $0.taken > changedAt }
      #expect(fresh.first.map { $0.taken.since(changedAt) >= Interval(seconds: 1) } == true)
      for send in fresh {
        let second = run.sends.filter {
          $0.left <= send.left && send.left.since($0.left) < Interval(seconds: 1)
        }
        #expect(second.count <= Int(change.to))
      }
    }
  }

  @Test("from a slow rate to a fast one, the old slot is not waited for")
  func slowToFast() {
    var run = PacedRun(rate: 0.001)
    run.run(for: Interval(seconds: 2))
    #expect(run.sends.count == 1)
    run.pacer.change(rate: 10, at: run.now)
    #expect(run.pacer.nextSlot == run.now.advanced(by: Interval(seconds: 1)))
  }

  @Test("from a fast rate to a slow one, the new spacing counts from the last send")
  func fastToSlow() {
    var run = PacedRun(rate: 10)
    run.run(for: Interval(seconds: 2))
    let last = run.sends.map(\.left).max()
    run.pacer.change(rate: 0.1, at: run.now)
    #expect(run.pacer.nextSlot == last?.advanced(by: Interval(seconds: 10.24)))
  }

  @Test("the same rate again changes nothing")
  func sameRate() {
    var run = PacedRun(rate: 5)
    run.run(for: Interval(seconds: 2))
    let slot = run.pacer.nextSlot
    run.pacer.change(rate: 5, at: run.now)
    #expect(run.pacer.nextSlot == slot)
  }

  @Test("after a 429 it is silent for as long as asked, then half as fast")
  func slowsDown() throws {
    var run = PacedRun(rate: 10)
    run.run(for: Interval(seconds: 2))
    run.pacer.slowDown(for: Interval(seconds: 7), at: run.now)
    let slowedAt = run.now
    run.run(for: Interval(seconds: 9))
    let after = run.sends.filter { $0.left > slowedAt }.map(\.left)
    let first = try #require(after.first)
    #expect(first.since(slowedAt) == Interval(seconds: 7))
    #expect(after[1].since(first) == Interval(seconds: 0.2048))
  }

  @Test("a reload does not cut short what a 429 asked for")
  func silenceSurvivesReload() {
    var run = PacedRun(rate: 10)
    run.run(for: Interval(seconds: 2))
    run.pacer.slowDown(for: Interval(seconds: 60), at: run.now)
    let until = run.now.advanced(by: Interval(seconds: 60))
    run.pacer.change(rate: 20, at: run.now)
    #expect(run.pacer.nextSlot == until)
    run.pacer.change(rate: 2, at: run.now)
    #expect(run.pacer.nextSlot == until)
  }

  /// The distance of two sends, after whatever is silent.
  private func gap(_ run: PacedRun) -> Interval {
    var run = run
    run.now = max(run.now, run.pacer.nextSlot)
    let before = run.sends.count
    run.run(for: Interval(seconds: 3))
    return run.sends[before + 1].left.since(run.sends[before].left)
  }

  @Test("it slows down by 2, 4 and 8 at most, and takes that back each 30 s without a 429")
  func recovers() {
    var run = PacedRun(rate: 10)
    run.run(for: Interval(seconds: 2))
    for factor in [2, 4, 8, 8] as [Int64] {
      run.run(for: Interval(seconds: 2))
      run.pacer.slowDown(for: Interval(seconds: 1), at: run.now)
      #expect(gap(run) == Interval(nanoseconds: 102_400_000 * factor))
    }
    for factor in [4, 2, 1, 1] as [Int64] {
      run.run(for: Interval(seconds: 32))
      #expect(gap(run) == Interval(nanoseconds: 102_400_000 * factor))
    }
  }

  @Test("several 429 for what left before the first of them slow down once")
  func oneOverload() {
    var run = PacedRun(rate: 10)
    run.run(for: Interval(seconds: 2))
    for _ in 1...5 { run.pacer.slowDown(for: Interval(seconds: 1), at: run.now) }
    #expect(gap(run) == Interval(seconds: 0.2048))
  }
}
