import SMSCore
import Testing

struct BreakerTests {
  private static let policy = RetryPolicyTests.defaults

  private static func at(_ seconds: Double) -> MonotonicTime {
    MonotonicTime(nanoseconds: Int64(seconds * 1e9))
  }

  /// A breaker that opened at that time, for 2 s.
  private static func opened(at seconds: Double) -> Breaker {
    var breaker = Breaker()
    for _ in 1...10 { _ = breaker.failed(at: at(seconds), policy: policy, jitter: 1) }
    return breaker
  }

  @Test("nine failures in a row leave it closed, the tenth opens it")
  func opens() {
    var breaker = Breaker()
    for _ in 1...9 {
      let opened = breaker.failed(at: Self.at(0), policy: Self.policy, jitter: 1)
      #expect(!opened)
      let room = breaker.room(at: Self.at(0), underWay: 99)
      #expect(room == .max)
    }
    let opened = breaker.failed(at: Self.at(5), policy: Self.policy, jitter: 1)
    #expect(opened)
    #expect(breaker.state == .open(until: Self.at(7)))
    let room = breaker.room(at: Self.at(6.9), underWay: 0)
    #expect(room == 0)
  }

  @Test("a success in between starts the count anew")
  func inARow() {
    var breaker = Breaker()
    for _ in 1...5 {
      for _ in 1...9 { _ = breaker.failed(at: Self.at(0), policy: Self.policy, jitter: 1) }
      breaker.succeeded()
    }
    #expect(breaker.state == .closed)
  }

  @Test("after its time one job may begin, when nothing else is under way")
  func halfOpen() {
    var breaker = Self.opened(at: 0)
    let rooms = [3, 0, 1].map { breaker.room(at: Self.at(2), underWay: $0) }
    #expect(rooms == [0, 1, 0])
    #expect(breaker.state == .halfOpen)
    breaker.succeeded()
    let room = breaker.room(at: Self.at(2), underWay: 1)
    #expect(room == .max)
  }

  @Test("failures while it is open, of what was under way, change nothing")
  func lateFailures() {
    var breaker = Self.opened(at: 0)
    let state = breaker.state
    let opened = (1...50).map { _ in
      breaker.failed(at: Self.at(1), policy: Self.policy, jitter: 1)
    }
    #expect(!opened.contains(true))
    #expect(breaker.state == state)
  }

  @Test("each failed probe lengthens the wait up to a minute; a success forgets that")
  func lengthens() {
    var breaker = Self.opened(at: 0)
    var now = 2.0
    for wait in [4.0, 8, 16, 32, 60, 60, 60] {
      let room = breaker.room(at: Self.at(now), underWay: 0)
      #expect(room == 1)
      let opened = breaker.failed(at: Self.at(now), policy: Self.policy, jitter: 1)
      #expect(opened)
      now += wait
      #expect(breaker.state == .open(until: Self.at(now)))
    }
    breaker.succeeded()
    for _ in 1...10 { _ = breaker.failed(at: Self.at(now), policy: Self.policy, jitter: 1) }
    #expect(breaker.state == .open(until: Self.at(now + 2)))
  }
}
