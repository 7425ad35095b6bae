internal import SMSSystem
internal import Synchronization

/// Notes a HUP that arrives while the daemon starts, and would otherwise end the process.
///
/// TERM and INT do end it then: nothing is in progress that should be awaited.
final class EarlyReload: Sendable {
  private let isHeard: Flag
  private let source: Mutex<SignalSource?>

  /// Returns once a HUP can no longer be missed.
  init() async {
    let heard = Flag()
    isHeard = heard
    let executor = QueueExecutor(label: "early-reload")
    source = Mutex(await SignalSource([.hangUp], on: executor) { _ in heard.set() })
  }

  /// Whether a HUP has arrived so far.
  var isAsked: Bool { isHeard.value }
}
