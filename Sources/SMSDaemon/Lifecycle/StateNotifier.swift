internal import SMSCore
internal import SMSSystem

/// Notifies the service manager of the daemon's state; errors are ignored, as a missing manager
/// must not stop the daemon.
struct StateNotifier: Sendable {
  private let notifier: ServiceNotifier

  init(_ notifier: ServiceNotifier) {
    self.notifier = notifier
  }

  /// See `ServiceNotifier.watchdogInterval`.
  var watchdogInterval: Int64? { notifier.watchdogInterval }

  func ready(status: String) { try? notifier.ready(status: status) }
  func status(_ text: String) { try? notifier.status(text) }
  func reloading() { try? notifier.reloading() }
  func stopping() { try? notifier.stopping(status: "Waiting for answers") }
  func extendTimeout(by interval: Interval) {
    try? notifier.extendTimeout(by: interval.nanoseconds)
  }
  func alive() { try? notifier.watchdog() }
}
