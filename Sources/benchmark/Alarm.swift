internal import SMSSystem

/// Lets one caller at a time wait until a point in time.
actor Alarm: QueueActor {
  nonisolated let executor = QueueExecutor(label: "alarm")

  private var timer: DeadlineTimer?
  private var waiting: CheckedContinuation<Void, Never>?

  /// Returns when the deadline has come.
  ///
  /// - Parameter deadline: Nanoseconds of the monotonic clock.
  func wait(until deadline: Int64) async {
    let timer =
      timer
      ?? DeadlineTimer(on: executor) { [weak self] in
        self?.assumeIsolated { $0.ring() }
      }
    self.timer = timer
    while Clocks.monotonic < deadline {
      timer.arm(at: deadline)
      await withCheckedContinuation { waiting = $0 }
    }
  }

  private func ring() {
    waiting?.resume()
    waiting = nil
  }
}
