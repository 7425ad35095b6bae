internal import SMSCore
internal import Synchronization

/// Logs the upgrade of an earlier version's ledger, and asks the service manager for more time:
/// the duration grows with the ledger and may exceed `TimeoutStartSec=`.
final class UpgradeReporter: Sendable {
  /// The time between two lines and between two requests for more time.
  static let period = Interval(seconds: 10)
  /// How much time each request asks for.
  private static let extraTime = Interval(seconds: 60)

  private let log: Log
  private let notifier: StateNotifier
  private let clock: @Sendable () -> MonotonicTime
  private let progress = Mutex<Progress?>(nil)

  private struct Progress {
    let began: MonotonicTime
    var next: MonotonicTime
  }

  init(
    log: Log,
    notifier: StateNotifier,
    clock: @escaping @Sendable () -> MonotonicTime = { Moment.now().monotonic }
  ) {
    self.log = log
    self.notifier = notifier
    self.clock = clock
  }

  /// Handles the progress that `LedgerStorage.open` reports, perhaps every millisecond.
  func take(_ upgrade: LedgerUpgrade) {
    let now = clock()
    let began: MonotonicTime? = progress.withLock { progress in
      let began = progress?.began ?? now
      guard upgrade.isDone || now >= progress?.next ?? now else { return nil }
      progress = Progress(began: began, next: now.advanced(by: Self.period))
      return began
    }
    guard let began else { return }
    if !upgrade.isDone { notifier.extendTimeout(by: Self.extraTime) }
    log.write(
      upgrade.isDone ? .ledgerUpgraded : .ledgerUpgrading,
      [
        ("from", String(upgrade.from)), ("to", String(upgrade.to)),
        ("seconds", String(now.since(began).nanoseconds / 1_000_000_000)),
      ]
    )
  }
}
