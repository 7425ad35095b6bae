internal import Dispatch
internal import Glibc
internal import Synchronization

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
  private let calls = PendingCall()
  /// What the source is set to; nil when it is off.
  private var deadline: Int64?

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
    source.setEventHandler { [calls] in
      calls.isToCome.store(false, ordering: .relaxed)
      handler()
    }
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
    if deadline != pending { set(deadline) }
  }

  /// Sets the timer unless it calls by then anyhow; it may then call earlier.
  ///
  /// Spares the kernel a call where the deadline moves on all the time.
  /// - Parameter deadline: Nanoseconds of the clock; what is past is due at once.
  package func arm(noLaterThan deadline: Int64) {
    if pending.map({ $0 > deadline }) ?? true { arm(at: deadline) }
  }

  /// Switches the timer off.
  package func disarm() {
    guard deadline != nil else { return }
    source.schedule(deadline: .distantFuture)
    deadline = nil
  }

  /// What it is set to; nil if no call is to come.
  private var pending: Int64? {
    calls.isToCome.load(ordering: .relaxed) ? deadline : nil
  }

  private func set(_ deadline: Int64) {
    self.deadline = deadline
    calls.isToCome.store(true, ordering: .relaxed)
    switch clock {
    case .monotonic:
      let time = DispatchTime(uptimeNanoseconds: UInt64(deadline))
      source.schedule(deadline: time, leeway: leeway)
    case .wall:
      let time = DispatchWallTime(timespec: timespec(nanoseconds: deadline))
      source.schedule(wallDeadline: time, leeway: leeway)
    }
  }

  /// Ends the timer for good.
  package func cancel() {
    source.cancel()
  }
}

/// Whether a timer's handler is still to be called; the handler itself clears it.
private final class PendingCall: Sendable {
  let isToCome = Atomic(false)
}
