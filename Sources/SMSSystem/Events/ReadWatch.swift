/// One watched descriptor: runs the handler, and asks to be told again after it.
///
/// All of it happens on the executor's queue, so that nothing is asked for after the end.
actor ReadWatch {
  nonisolated let executor: QueueExecutor
  nonisolated var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }

  /// Tells the watches of a loop apart; no number is used again.
  nonisolated let number: UInt64

  /// Closed when the loop has let go of this watch.
  nonisolated let descriptor: FileDescriptor

  private let loop: ReadinessLoop

  /// Nil after the end.
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

  /// Runs the handler soon; the loop calls this once each time it is asked.
  nonisolated func ready() {
    executor.async { self.assumeIsolated { $0.run() } }
  }

  /// Ends the watching, at once on the executor's queue and soon elsewhere.
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
