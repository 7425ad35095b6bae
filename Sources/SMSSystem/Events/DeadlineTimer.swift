internal import Dispatch
internal import Glibc
internal import Synchronization

/// A timer that is set to a deadline, again and again, and calls a handler on an executor's queue.
///
/// It belongs to the actor of that executor. Setting it to a later deadline, or off, costs no
/// system call. Refer to the owner weakly in the handler.
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

  private let alarm: Alarm

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

  /// Sets the timer, in place of what it was set to before.
  ///
  /// - Parameter deadline: Nanoseconds of the clock; what is past is due at once.
  package func arm(at deadline: Int64) {
    alarm.arm(at: min(max(deadline, DeadlineTimer.earliest), DeadlineTimer.latest))
  }

  /// Switches the timer off.
  package func disarm() {
    alarm.plan.withLock { $0.disarm() }
  }

  /// Ends the timer for good.
  package func cancel() {
    alarm.source.cancel()
  }
}

/// The plan of a timer and Dispatch's source, which wakes it.
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

  /// Whether a wake-up that came is the deadline's; one that came before it is set again.
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
      let time = DispatchWallTime(timespec: timespec(nanoseconds: deadline))
      source.schedule(wallDeadline: time, leeway: leeway)
    }
  }
}
