internal import SMSSystem

/// The sockets of a scripted server that somebody may block on.
final class OpenSockets: Sendable {
  private actor State: QueueActor {
    nonisolated let executor = QueueExecutor(label: "open-sockets")
    private var sockets: Set<Int32> = []
    private var isStopped = false

    func insert(_ socket: Int32) {
      sockets.insert(socket)
      if isStopped {
        LoopbackSocket.shutDown(socket, sendingOnly: false)
      }
    }

    func remove(_ socket: Int32) {
      sockets.remove(socket)
    }

    func stop() {
      isStopped = true
      for socket in sockets {
        LoopbackSocket.shutDown(socket, sendingOnly: false)
      }
    }
  }

  private let state = State()

  /// A socket is open from now on.
  func insert(_ socket: Int32) {
    state.executor.sync { state.assumeIsolated { $0.insert(socket) } }
  }

  /// A socket is about to be closed.
  func remove(_ socket: Int32) {
    state.executor.sync { state.assumeIsolated { $0.remove(socket) } }
  }

  /// Ends both directions of all that are open, and of all that come later.
  func shutDownAll() {
    state.executor.sync { state.assumeIsolated { $0.stop() } }
  }
}
