/// When a timer calls next, and when the kernel wakes it: never later than that.
///
/// Deadlines mostly move on, or away and back, so the kernel need not hear of most of them. A
/// wake-up that comes too early is set again; one that is not wanted any more does nothing.
struct DeadlinePlan: Sendable {
  /// What is to be done when the kernel woke the timer.
  enum Call: Equatable {
    case due
    /// Ask to be woken again, at this time.
    case early(wakeUp: Int64)
    /// The timer is off.
    case unwanted
  }

  private var deadline: Int64?
  /// Set in the kernel and still to come.
  private var wakeUp: Int64?

  /// Makes this the deadline.
  ///
  /// - Returns: Whether the kernel must be asked to wake the timer then.
  mutating func arm(at deadline: Int64) -> Bool {
    self.deadline = deadline
    if let wakeUp, wakeUp <= deadline { return false }
    wakeUp = deadline
    return true
  }

  /// There is no deadline from now on.
  mutating func disarm() {
    deadline = nil
  }

  /// The kernel woke the timer.
  mutating func wake(at now: Int64) -> Call {
    wakeUp = nil
    guard let deadline else { return .unwanted }
    guard deadline <= now else {
      wakeUp = deadline
      return .early(wakeUp: deadline)
    }
    self.deadline = nil
    return .due
  }
}
