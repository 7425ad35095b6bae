internal import Dispatch
internal import Glibc

/// A timer that is set to a deadline, again and again, and calls a handler on an executor's queue.
///
/// It belongs to the actor of that executor. A call that was already on its way when the timer was
/// set again still comes: the handler looks at the clock, and sets the timer again if it is early.
/// Refer to the owner weakly in it.
package final class DeadlineTimer {
  /// What a deadline counts in.
  package enum Clock: Sendable {
    /// Nanoseconds of `Clocks.monotonic`: never early or late because somebody set the clock.
    case monotonic

    /// Nanoseconds of `Clocks.wall`: moves along when the clock is set.
    case wall
  }

  /// Dispatch gives the times 0 and 1 meanings of their own ("now", "never").
  private static let earliest: Int64 = 2

  /// Dispatch keeps the two highest bits for itself; of the wall clock this is the year 2116.
  private static let latest: Int64 = 1 << 62 - 1

  private let source: any DispatchSourceTimer
  private let clock: Clock
  private let leeway: DispatchTimeInterval

  /// Makes a timer that is off.
  ///
  /// - Parameters:
  ///   - executor: Where the handler runs, and the timer is set.
  ///   - clock: What deadlines count in.
  ///   - leeway: By how many nanoseconds the kernel may delay a call to join it with others.
  ///   - handler: Called once at each deadline, or at once if it is past.
  package init(
    on executor: QueueExecutor,
    clock: Clock = .monotonic,
    leeway: Int64 = 0,
    handler: @escaping @Sendable () -> Void
  ) {
    self.clock = clock
    self.leeway = .nanoseconds(Int(leeway))
    source = DispatchSource.makeTimerSource(queue: executor.queue)
    source.setEventHandler(handler: handler)
    source.schedule(deadline: .distantFuture)
    source.activate()
  }

  deinit {
    source.cancel()
  }

  /// Sets the timer, in place of what it was set to before.
  ///
  /// - Parameter deadline: Nanoseconds of the clock; what is past is due at once.
  package func arm(at deadline: Int64) {
    let deadline = min(max(deadline, DeadlineTimer.earliest), DeadlineTimer.latest)
    switch clock {
    case .monotonic:
      let time = DispatchTime(uptimeNanoseconds: UInt64(deadline))
      source.schedule(deadline: time, leeway: leeway)
    case .wall:
      let time = DispatchWallTime(timespec: timespec(nanoseconds: deadline))
      source.schedule(wallDeadline: time, leeway: leeway)
    }
  }

  /// Switches the timer off.
  package func disarm() {
    source.schedule(deadline: .distantFuture)
  }

  /// Ends the timer for good.
  package func cancel() {
    source.cancel()
  }
}
