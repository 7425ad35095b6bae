import SMSCore
import Synchronization

/// Both clocks, advanced by the test.
final class ManualClock: Sendable {
  private let moment: Mutex<Moment>

  init(wall: WallTime) {
    moment = Mutex(Moment(wall: wall, monotonic: MonotonicTime(nanoseconds: 1_000_000_000)))
  }

  var now: Moment { moment.withLock { $0 } }

  func advance(seconds: Double) {
    let interval = Interval(seconds: seconds)
    moment.withLock {
      $0 = Moment(
        wall: $0.wall.advanced(by: interval),
        monotonic: $0.monotonic.advanced(by: interval)
      )
    }
  }
}
