/// Calls a handler on an executor's queue whenever a descriptor has something to read.
///
/// It watches its own duplicate, so the caller may close the original at any time. The handler runs
/// on the queue, and enters an actor with that executor by `assumeIsolated`; it runs again as long
/// as something is left to read. Capture the owner weakly in it.
///
/// It is not a Dispatch source: on Linux, Dispatch can free an object that its manager thread still
/// uses when a read source is cancelled while it fires (swift-corelibs-libdispatch, issue 949).
package final class ReadSource: Sendable {
  private let watch: ReadWatch

  /// Starts watching.
  ///
  /// - Parameters:
  ///   - descriptor: An open descriptor, non-blocking if the handler reads until it is empty;
  ///     not that of a regular file.
  ///   - executor: Where the handler runs.
  ///   - handler: Called when there is something to read, or the other end is closed.
  /// - Throws: `SystemError` if no descriptor is left.
  package init(
    _ descriptor: Int32,
    on executor: QueueExecutor,
    handler: @escaping @Sendable () -> Void
  ) throws(SystemError) {
    let loop = try ReadinessLoop.shared.get()
    let own = try FileDescriptor.duplicate(of: descriptor)
    let watched = FileDescriptor(owning: own, path: "descriptor")
    watch = ReadWatch(watched, on: executor, of: loop, handler: handler)
    try loop.add(watch)
  }

  deinit {
    watch.cancel()
  }

  /// Stops watching.
  ///
  /// If called on the executor's queue, the handler does not run again; if called elsewhere, it
  /// may.
  package func cancel() {
    watch.cancel()
  }
}
