/// One watched descriptor: runs the handler, and then asks for the next notification.
///
/// Everything happens on the executor's queue, so nothing is requested after the end.
actor ReadWatch: QueueActor {
  nonisolated let executor: QueueExecutor

  /// Identifies a watch of a loop; never reused.
  nonisolated let number: UInt64

  /// Closed when the loop has released this watch.
  nonisolated let descriptor: FileDescriptor

  private let loop: ReadinessLoop

  /// nil after the end.
  private var handler: (@Sendable () -> Void)?

  init(
    _ descriptor: consuming FileDescriptor,
    on executor: QueueExecutor,
    of loop: ReadinessLoop,
    handler: @escaping @Sendable () -> Void
  ) {
    self.descriptor = descriptor
    self.executor = executor
    self.loop = loop
    self.handler = handler
    number = loop.makeNumber()
  }

  /// Runs the handler soon; the loop calls this once for each request.
  nonisolated func ready() {
    executor.async { self.assumeIsolated { $0.run() } }
  }

  /// Stops watching, at once on the executor's queue and soon elsewhere.
  nonisolated func cancel() {
    if executor.isCurrent {
      assumeIsolated { $0.end() }
    } else {
      executor.async { self.assumeIsolated { $0.end() } }
    }
  }

  private func run() {
    handler?()
    if handler != nil {
      loop.rearm(self)
    }
  }

  private func end() {
    if handler != nil {
      handler = nil
      loop.remove(self)
    }
  }
}
