internal import SMSSystem
internal import Synchronization

/// The held lock file, containing the daemon's state.
///
/// A failure to write is ignored, as there is no other place to report it.
final class StateFile: Sendable {
  private struct Held: ~Copyable {
    let lock: LockFile
    var state: DaemonState
  }

  private let held: Mutex<Held?>

  init(_ lock: consuming LockFile, _ state: DaemonState) {
    try? lock.write(state.line)
    held = Mutex(Held(lock: lock, state: state))
  }

  func update(_ change: (inout DaemonState) -> Void) {
    held.withLock { held in
      guard var state = held?.state else { return }
      change(&state)
      held?.state = state
      try? held?.lock.write(state.line)
    }
  }

  /// Releases the lock, so that another daemon may start.
  func release() {
    held.withLock { $0 = nil }
  }
}
