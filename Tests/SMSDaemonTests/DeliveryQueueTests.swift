import SMSCore
import Testing

@testable import SMSDaemon

struct DeliveryQueueTests {
  private static func time(_ seconds: Double) -> MonotonicTime {
    MonotonicTime(nanoseconds: 0).advanced(by: Interval(seconds: seconds))
  }

  private func subject(_ document: AlarmDocument?) -> String? { document?.notice.condition.spool }

  @Test("reports are delivered in order, one at a time")
  func order() {
    var queue = DeliveryQueue()
    for name in ["a", "b"] { #expect(queue.add(AlarmSample.document(name)) == nil) }
    #expect(subject(queue.begin(at: Self.time(0))) == "a")
    #expect(queue.begin(at: Self.time(0)) == nil)
    queue.succeeded()
    #expect(subject(queue.begin(at: Self.time(0))) == "b")
    queue.succeeded()
    #expect(queue.isEmpty)
    #expect(queue.begin(at: Self.time(0)) == nil)
  }

  @Test("a failed one is tried again after 5, 15, 45 and 135 s, then given up, and the next begins")
  func retries() {
    var queue = DeliveryQueue()
    for name in ["a", "b"] { _ = queue.add(AlarmSample.document(name)) }
    var now = 0.0
    for wait in [5.0, 15, 45, 135] {
      #expect(subject(queue.begin(at: Self.time(now))) == "a")
      #expect(queue.failed(at: Self.time(now)) == .again(at: Self.time(now + wait)))
      #expect(queue.begin(at: Self.time(now + wait - 1)) == nil)
      #expect(queue.wakesAt == Self.time(now + wait))
      now += wait
    }
    #expect(subject(queue.begin(at: Self.time(now))) == "a")
    #expect(queue.failed(at: Self.time(now)) == .givenUp)
    #expect(subject(queue.begin(at: Self.time(now))) == "b")
    #expect(queue.failed(at: Self.time(now)) == .again(at: Self.time(now + 5)))
  }

  @Test("of more than a hundred the oldest are given up, but not the one under way")
  func overflow() {
    var queue = DeliveryQueue()
    for number in 0..<DeliveryQueue.most { _ = queue.add(AlarmSample.document("n\(number)")) }
    #expect(subject(queue.add(AlarmSample.document("x"))) == "n0")
    #expect(subject(queue.begin(at: Self.time(0))) == "n1")
    #expect(subject(queue.add(AlarmSample.document("y"))) == "n2")
    #expect(queue.removeAll().count == DeliveryQueue.most - 1)
    #expect(!queue.isEmpty)
    queue.succeeded()
    #expect(queue.isEmpty)
  }
}
