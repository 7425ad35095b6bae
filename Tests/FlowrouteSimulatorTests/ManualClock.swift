import FlowrouteSimulator
import Synchronization

/// A clock that only moves when a test advances it.
final class ManualClock: Sendable {
  private let elapsed = Atomic<Int64>(0)
  private let start: Int64

  /// Starts at a wall time in nanoseconds since 1970; the monotonic clock starts at 1,000 s.
  init(wall start: Int64) {
    self.start = start
  }

  var simulatorClock: SimulatorClock {
    SimulatorClock(
      monotonic: { 1_000_000_000_000 + self.elapsed.load(ordering: .relaxed) },
      wall: { self.start + self.elapsed.load(ordering: .relaxed) }
    )
  }

  func advance(_ nanoseconds: Int64) {
    elapsed.add(nanoseconds, ordering: .relaxed)
  }
}
