/// When a timer fires next, and when the kernel wakes it, which is never later.
///
/// Most deadlines move to a later time, or away and back, so the kernel need not know of them. A
/// wake-up that is too early is set again; one that is no longer wanted does nothing.
struct DeadlinePlan: Sendable {
  /// What to do after the kernel woke the timer.
  enum Call: Equatable {
    case due
    /// Ask to be woken again at this time.
    case early(wakeUp: Int64)
    /// The timer is off.
    case unwanted
  }

  private var deadline: Int64?
  /// When the kernel will wake the timer; nil if no wake-up is set.
  private var wakeUp: Int64?

  /// Sets the deadline.
  ///
  /// - Returns: Whether the kernel must be asked to wake the timer at that time.
  mutating func arm(at deadline: Int64) -> Bool {
    self.deadline = deadline
    if let wakeUp, wakeUp <= deadline { return false }
    wakeUp = deadline
    return true
  }

  /// Removes the deadline.
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
