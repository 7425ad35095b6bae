internal import SMSSystem

/// Drives a server on a queue: runs it when there is something to read, and when it asks for it.
///
/// It belongs to the actor with that executor.
final class ServerLoop {
  let server: WebServer
  private let executor: QueueExecutor
  private var source: ReadSource?
  private var timer: DeadlineTimer?

  init(_ server: WebServer, on executor: QueueExecutor) {
    self.server = server
    self.executor = executor
  }

  /// Begins to serve.
  ///
  /// - Parameter run: Called on the queue whenever `turn` is due.
  /// - Throws: `ListenerError.system` if no descriptor is left.
  func start(_ run: @escaping @Sendable () -> Void) throws(ListenerError) {
    server.wake = { [executor] in executor.async(run) }
    timer = DeadlineTimer(on: executor, handler: run)
    do throws(SystemError) {
      source = try ReadSource(server.descriptor, on: executor, handler: run)
    } catch {
      throw .system(error)
    }
  }

  /// Lets the server work on what there is; does nothing after the end.
  func turn() {
    guard let timer else { return }
    if let next = server.run(now: Clocks.monotonic) {
      timer.arm(at: next)
    } else {
      timer.disarm()
    }
  }

  /// Closes the port and every connection.
  func stop() {
    source?.cancel()
    timer?.cancel()
    source = nil
    timer = nil
    server.stop()
  }
}
