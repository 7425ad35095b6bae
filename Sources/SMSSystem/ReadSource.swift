internal import Dispatch
internal import Glibc

/// Calls a handler on an executor's queue whenever a descriptor has something to read.
///
/// It watches a duplicate of its own, so that the caller may close the original at any time:
/// Dispatch must see a source cancelled before its descriptor goes, and the duplicate goes
/// only then. The handler runs on the queue, and enters an actor of that executor by
/// `assumeIsolated`; it runs again as long as something is left to read. Refer to the owner
/// weakly in it.
package final class ReadSource {
  private let source: any DispatchSourceRead

  /// Starts watching.
  ///
  /// - Parameters:
  ///   - descriptor: An open descriptor, non-blocking if the handler reads until it is empty.
  ///   - executor: Where the handler runs.
  ///   - handler: Called when there is something to read, or the other side is gone.
  /// - Throws: `SystemError`, as when no descriptor is left.
  package init(
    _ descriptor: Int32,
    on executor: QueueExecutor,
    handler: @escaping @Sendable () -> Void
  ) throws(SystemError) {
    let own = try FileDescriptor.duplicate(of: descriptor)
    source = DispatchSource.makeReadSource(fileDescriptor: own, queue: executor.queue)
    source.setEventHandler(handler: handler)
    source.setCancelHandler { _ = close(own) }
    source.activate()
  }

  deinit {
    source.cancel()
  }

  /// Ends the watching; a handler that runs already comes to its end.
  package func cancel() {
    source.cancel()
  }
}
