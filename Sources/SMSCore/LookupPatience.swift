/// When a lookup is asked again, and when it is given up.
///
/// The official sample waits three seconds for a record to show; some take longer.
/// Source: flowroute-messaging-python, `demo_send.py`.
package struct LookupPatience: Sendable {
  /// How long after its message's last change a record may be missing.
  package static let absence = Interval(seconds: 60)
  /// How long the provider may give no answer.
  package static let failure = Interval(seconds: 300)
  /// Between two calls, doubled each time up to `longest`.
  package static let shortest = Interval(seconds: 1)
  package static let longest = Interval(seconds: 16)

  /// Calls made so far.
  package private(set) var calls = 0
  private let began: WallTime
  private let changed: WallTime

  /// - Parameters:
  ///   - began: When the lookup began.
  ///   - changed: When its message last changed.
  package init(began: WallTime, changed: WallTime) {
    self.began = began
    self.changed = changed
  }

  /// How long to wait before the next call; nil to give up.
  ///
  /// - Parameters:
  ///   - answer: What the last call was answered.
  ///   - now: The wall clock.
  /// - Returns: The time to wait.
  package mutating func wait(after answer: LookupAnswer, at now: WallTime) -> Interval? {
    calls += 1
    let mayWait =
      switch answer {
      case .found, .refused: false
      case .absent: now.since(changed) < Self.absence
      case .failed: now.since(began) < Self.failure
      }
    guard mayWait else { return nil }
    let doubled = Self.shortest.nanoseconds << Int64(min(calls - 1, 8))
    return min(Interval(nanoseconds: doubled), Self.longest)
  }
}
