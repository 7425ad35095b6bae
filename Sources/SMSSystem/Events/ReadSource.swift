/// Calls a handler on an executor's queue whenever a descriptor has something to read.
///
/// It watches a duplicate of its own, so that the caller may close the original at any time. The
/// handler runs on the queue, and enters an actor of that executor by `assumeIsolated`; it runs
/// again as long as something is left to read. Refer to the owner weakly in it.
///
/// Not a Dispatch source: Dispatch on Linux can free what its manager thread still looks at when a
/// read source is cancelled while it fires (swift-corelibs-libdispatch, issue 949).
package final class ReadSource: Sendable {
  private let watch: ReadWatch

  /// Starts watching.
  ///
  /// - Parameters:
  ///   - descriptor: An open descriptor, non-blocking if the handler reads until it is empty;
  ///     not a regular file's.
  ///   - executor: Where the handler runs.
  ///   - handler: Called when there is something to read, or the other side is gone.
  /// - Throws: `SystemError`, as when no descriptor is left.
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

  /// Ends the watching.
  ///
  /// Called on the executor's queue, the handler does not run again; called elsewhere, it may.
  package func cancel() {
    watch.cancel()
  }
}
