import TestSupport
import Testing

@testable import SMSCore

/// Random conditions, deliveries and restarts, in an order that a seed decides.
struct AlarmSimulationTests {
  @Test("each raise is cleared or stands at the end, at no higher rate", arguments: 0..<200)
  func random(seed: Int) {
    var random = SeededRandom(seed: UInt64(seed))
    var policy = AlarmPolicy()
    policy.maxPerHour = [12, 30, 60, 600].randomElement(using: &random) ?? 60
    policy.repeatAfter = Interval(seconds: [0, 300, 3_600].randomElement(using: &random) ?? 0)
    policy.clearAfter = Interval(seconds: [0, 10, 60].randomElement(using: &random) ?? 0)
    var run = AlarmFixture(policy, seed: UInt64(seed))
    let subjects = Int.random(in: 1...40, using: &random)
    var holding: Set<AlarmKey> = []
    for step in 0..<300 {
      let condition = AlarmFixture.condition(
        "s\(Int.random(in: 0..<subjects, using: &random))",
        AlarmSeverity.allCases.randomElement(using: &random) ?? .warning
      )
      if Bool.random(using: &random) {
        holding.insert(condition.key)
        run.handle(.holds(condition))
      } else {
        holding.remove(condition.key)
        run.handle(.over(condition.key))
      }
      run.wait(Double.random(in: 0..<60, using: &random))
      // Reports between are given up only by the pace: a new process has a pace of its own.
      if seed % 4 == 0, step == 150 { run.restart(after: 0, seed: UInt64(seed) + 1_000) }
    }
    let standing = holding
    for key in standing { run.handle(.holds(AlarmFixture.condition(key.subject ?? ""))) }
    run.wait(2 * 3_600)
    #expect(run.open.count <= standing.count + 1)
    if seed % 4 != 0 { expectPace(run.notices, policy.maxPerHour) }
    for key in standing { run.handle(.over(key)) }
    run.wait(12 * 3_600)
    #expect(run.open.isEmpty)
    #expect(run.records.isEmpty)
    #expect(run.machine.nextWake(after: run.now.monotonic) == nil)
  }

  private func expectPace(_ notices: [AlarmNotice], _ most: Int) {
    let hour = Interval(seconds: 3_600)
    for (index, notice) in notices.enumerated().dropFirst(most) {
      #expect(notice.at.since(notices[index - most].at) >= hour, "\(index)")
    }
  }
}
