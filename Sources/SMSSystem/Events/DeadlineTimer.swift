internal import Dispatch
internal import Glibc
internal import Synchronization

/// A timer whose deadline is set again and again, and that calls a handler on an executor's queue.
///
/// It belongs to the actor with that executor. Moving the deadline to a later time, or disarming
/// the timer, costs no system call. Capture the owner weakly in the handler.
package final class DeadlineTimer {
  /// The clock that deadlines refer to.
  package enum Clock: Sendable {
    /// Nanoseconds of `Clocks.monotonic`; unaffected when the clock is set.
    case monotonic

    /// Nanoseconds of `Clocks.wall`; moves when the clock is set.
    case wall
  }

  /// Dispatch gives the times 0 and 1 special meanings ("now", "never").
  private static let earliest: Int64 = 2

  /// Dispatch reserves the two highest bits; on the wall clock this is the year 2116.
  private static let latest: Int64 = 1 << 62 - 1

  private let alarm: Alarm

  /// Makes a disarmed timer.
  ///
  /// - Parameters:
  ///   - executor: Where the handler runs, and the timer is armed.
  ///   - clock: The clock that deadlines refer to.
  ///   - leeway: By how many nanoseconds the kernel may delay a call to combine it with others.
  ///   - handler: Called once for each deadline; at once if that has passed.
  package init(
    on executor: QueueExecutor,
    clock: Clock = .monotonic,
    leeway: Int64 = 0,
    handler: @escaping @Sendable () -> Void
  ) {
    alarm = Alarm(on: executor.queue, clock, leeway: .nanoseconds(Int(leeway)))
    alarm.source.setEventHandler { [weak alarm] in
      if alarm?.isDue ?? false { handler() }
    }
    alarm.source.schedule(deadline: .distantFuture)
    alarm.source.activate()
  }

  deinit {
    cancel()
  }

  /// Sets the deadline, replacing an earlier one.
  ///
  /// - Parameter deadline: Nanoseconds of the clock; a past time is due at once.
  package func arm(at deadline: Int64) {
    alarm.arm(at: min(max(deadline, DeadlineTimer.earliest), DeadlineTimer.latest))
  }

  /// Removes the deadline.
  package func disarm() {
    alarm.plan.withLock { $0.disarm() }
  }

  /// Ends the timer for good.
  package func cancel() {
    alarm.source.cancel()
  }
}

/// A timer's plan, and the Dispatch source that wakes it.
private final class Alarm: Sendable {
  let source: DispatchSource
  let plan = Mutex(DeadlinePlan())
  private let clock: DeadlineTimer.Clock
  private let leeway: DispatchTimeInterval

  init(on queue: DispatchQueue, _ clock: DeadlineTimer.Clock, leeway: DispatchTimeInterval) {
    guard let source = DispatchSource.makeTimerSource(queue: queue) as? DispatchSource else {
      preconditionFailure("all of Dispatch's sources are of one class")
    }
    self.source = source
    self.clock = clock
    self.leeway = leeway
  }

  func arm(at deadline: Int64) {
    if plan.withLock({ $0.arm(at: deadline) }) { wake(at: deadline) }
  }

  /// Whether a wake-up is for the deadline; one that is too early is set again.
  var isDue: Bool {
    switch plan.withLock({ $0.wake(at: now) }) {
    case .due: return true
    case .unwanted: return false
    case .early(let wakeUp):
      wake(at: wakeUp)
      return false
    }
  }

  private var now: Int64 {
    switch clock {
    case .monotonic: Clocks.monotonic
    case .wall: Clocks.wall
    }
  }

  private func wake(at deadline: Int64) {
    switch clock {
    case .monotonic:
      let time = DispatchTime(uptimeNanoseconds: UInt64(deadline))
      source.schedule(deadline: time, leeway: leeway)
    case .wall:
      let time = DispatchWallTime(timespec: Clocks.time(nanoseconds: deadline))
      source.schedule(wallDeadline: time, leeway: leeway)
    }
  }
}
