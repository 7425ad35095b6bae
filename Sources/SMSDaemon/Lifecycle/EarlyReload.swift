internal import SMSSystem
internal import Synchronization

/// Notes a HUP that comes while the daemon starts, which would end the process otherwise.
///
/// TERM and INT do end it then: nothing is under way that could be awaited.
final class EarlyReload: Sendable {
  private let isHeard: Heard
  private let source: Mutex<SignalSource?>

  /// Returns when the first HUP cannot be missed any more.
  init() async {
    let heard = Heard()
    isHeard = heard
    let executor = QueueExecutor(label: "early-reload")
    source = Mutex(await SignalSource([.hangUp], on: executor) { _ in heard.set() })
  }

  /// Whether there was a HUP until now.
  var isAsked: Bool { isHeard.value }

  private final class Heard: Sendable {
    private let state = Atomic(false)

    var value: Bool { state.load(ordering: .acquiring) }

    func set() { state.store(true, ordering: .releasing) }
  }
}
