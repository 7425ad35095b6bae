import SMSCore
import Testing

@testable import SMSDaemon

@Suite("The last hour in points")
struct RecentHourTests {
  private let start = WallTime(milliseconds: 1_800_000_000_000)

  private func after(_ seconds: Double) -> WallTime {
    start.advanced(by: Interval(seconds: seconds))
  }

  @Test("counts by five seconds, and leaves out those in which nothing happened")
  func counts() {
    var hour = RecentHour()
    hour.add([.accepted: 3, .sent: 1], at: start)
    hour.add([.accepted: 2], at: after(4.999))
    hour.add([:], at: after(5))
    hour.add([.failed: 1, .deferred: 2, .expired: 4], at: after(10))
    let points = hour.points(at: after(12))
    #expect(
      points == [
        RatePoint(start: start, accepted: 5, sent: 1),
        RatePoint(start: after(10), failed: 1, deferred: 2, expired: 4),
      ]
    )
  }

  @Test("forgets what is older than an hour, and what a clock that was set back leaves ahead")
  func forgets() {
    var hour = RecentHour()
    for slice in 0..<2_000 { hour.add([.sent: 1], at: after(Double(slice) * 5)) }
    let points = hour.points(at: after(9_995))
    #expect(points.count == RatePoint.most)
    #expect(points.first?.start == after(9_995 - 719 * 5) && points.last?.start == after(9_995))
    #expect(hour.points(at: start).isEmpty)
  }

  @Test(
    "says how long half and 99 of 100 took, within an eighth",
    arguments: [
      ([5], 5, 5), ([0, -3], 1, 1), (Array(1...100), 50, 99), ([10, 10, 10, 4_000], 10, 4_000),
      (Array(repeating: 2, count: 99) + [9_000], 2, 2), ([100_000_000], 18_000_000, 18_000_000),
    ]
  )
  func latencies(_ times: [Int], _ half: Int64, _ most: Int64) throws {
    var hour = RecentHour()
    hour.add(sentAfter: times.map { Interval(milliseconds: Int64($0)) }, at: start)
    let point = try #require(hour.points(at: start).first)
    let (p50, p99) = (try #require(point.p50), try #require(point.p99))
    #expect((half...(half * 9 / 8 + 1)).contains(p50), "\(p50)")
    #expect((most...(most * 9 / 8 + 1)).contains(p99), "\(p99)")
  }
}
