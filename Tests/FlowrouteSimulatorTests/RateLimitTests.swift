import FlowrouteSimulator
import TestSupport
import Testing

@Suite("The rate limit", .throttled)
struct RateLimitTests {
  @Test("the provider's own example: of 46 attempts in 10 seconds 43 are within 5 a second")
  func documentedExample() {
    var limit = RateLimit(limit: 5, window: .fixed)
    var refused: [Int] = []
    for (second, attempts) in [4, 4, 4, 4, 6, 4, 4, 6, 4, 6].enumerated() {
      for attempt in 0..<attempts {
        let now = Int64(second) * 1_000_000_000 + Int64(attempt) * 160_000_000
        if !limit.admits(at: now) { refused.append(second + 1) }
      }
    }
    #expect(refused == [5, 8, 10])
  }

  @Test("a burst around the turn of a second is within the fixed second, not the sliding one")
  func windows() {
    let times: [Int64] = [800, 900, 1_000, 1_100].map { $0 * 1_000_000 }
    var fixed = RateLimit(limit: 2, window: .fixed)
    let admittedFixed = times.map { fixed.admits(at: $0) }
    #expect(admittedFixed == [true, true, true, true])
    var sliding = RateLimit(limit: 2, window: .sliding)
    let admittedSliding = times.map { sliding.admits(at: $0) }
    #expect(admittedSliding == [true, true, false, false])
  }

  @Test("exactly 1,000 ms later is another second, 1 ns less is not")
  func edge() {
    var limit = RateLimit(limit: 1, window: .sliding)
    let times: [Int64] = [0, 999_999_999, 1_000_000_000, 2_000_000_000]
    let admitted = times.map { limit.admits(at: $0) }
    #expect(admitted == [true, false, false, true], "the refused attempt counts")
  }

  @Test("each version has its own limit, and reading has none")
  func perVersion() async throws {
    let clock = ManualClock(wall: 0)
    let change: (inout SimulatorConfiguration) -> Void = {
      $0.clock = clock.simulatorClock
      $0.messagesPerSecond = 2
    }
    try await Client.run(.with(change)) { client in
      for version in ["v2", "v2.1", "v2.2"] {
        let statuses = [
          await client.send(version).status, await client.send(version).status,
          await client.send(version).status,
        ]
        #expect(statuses == (version == "v2" ? [200, 200, 429] : [202, 202, 429]))
        #expect(await client.get("/\(version)/messages?start_date=1970-01-01").status == 200)
      }
      #expect(await client.simulator.messages.count == 6)
      clock.advance(1_000_000_000)
      #expect(await client.send().status == 202)
      let statistics = await client.simulator.statistics
      #expect(statistics.peakPerSecond == 9)
      #expect(statistics.arrivalsPerSecond == [9, 1])
    }
  }
}
