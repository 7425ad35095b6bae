internal import SMSSystem

/// The open sockets of a scripted server, on which threads may be blocked.
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

  /// Registers an open socket.
  func insert(_ socket: Int32) {
    state.executor.sync { state.assumeIsolated { $0.insert(socket) } }
  }

  /// Removes a socket that is about to be closed.
  func remove(_ socket: Int32) {
    state.executor.sync { state.assumeIsolated { $0.remove(socket) } }
  }

  /// Shuts down all sockets that are open, and all that are registered later.
  func shutDownAll() {
    state.executor.sync { state.assumeIsolated { $0.stop() } }
  }
}
