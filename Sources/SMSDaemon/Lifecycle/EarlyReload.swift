internal import SMSSystem
internal import Synchronization

/// Notes a HUP that comes while the daemon starts, which would end the process otherwise.
///
/// TERM and INT do end it then: nothing is under way that could be awaited.
final class EarlyReload: Sendable {
  private let isHeard: Flag
  private let source: Mutex<SignalSource?>

  /// Returns when the first HUP cannot be missed any more.
  init() async {
    let heard = Flag()
    isHeard = heard
    let executor = QueueExecutor(label: "early-reload")
    source = Mutex(await SignalSource([.hangUp], on: executor) { _ in heard.set() })
  }

  /// Whether there was a HUP until now.
  var isAsked: Bool { isHeard.value }
}
