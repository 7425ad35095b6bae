internal import SMSCore
internal import SMSSystem

/// Notifies systemd that the daemon works, but only while it really does.
///
/// Each round passes through all queues that the work needs: dispatcher, ledger, publisher, daemon.
/// If one of them hangs, the round never completes and systemd restarts the unit.
actor Watchdog: QueueActor {
  nonisolated let executor: QueueExecutor

  private let period: Interval
  private let beat: @Sendable () async -> Void
  private let notifier: StateNotifier
  private var timer: DeadlineTimer?

  /// - Parameters:
  ///   - limit: The longest interval that systemd allows; notifications are sent twice as often.
  ///   - notifier: Notifies systemd.
  ///   - beat: Passes through the queues.
  init(limit: Interval, notifier: StateNotifier, beat: @escaping @Sendable () async -> Void) {
    executor = QueueExecutor(label: "watchdog")
    period = Interval(nanoseconds: limit.nanoseconds / 2)
    self.beat = beat
    self.notifier = notifier
  }

  func start() {
    timer = DeadlineTimer(on: executor, leeway: period.nanoseconds / 20) { [weak self] in
      guard let self else { return }
      Task { await self.round() }
    }
    arm()
  }

  private func arm() {
    timer?.arm(at: Moment.now().monotonic.advanced(by: period).nanoseconds)
  }

  private func round() async {
    await beat()
    notifier.alive()
    arm()
  }
}
