internal import Dispatch

/// Calls a handler on an executor's queue when the process receives one of some signals.
///
/// While it lives, those signals have no other effect. Signals of one kind in quick succession
/// count as one. The handler enters an actor with that executor by `assumeIsolated`.
package final class SignalSource {
  private let sources: [any DispatchSourceSignal]

  /// Starts watching, and returns when no signal can be missed any more.
  ///
  /// - Parameters:
  ///   - signals: The signals; not `kill` or `stop`, which cannot be caught.
  ///   - executor: Where the handler runs.
  ///   - handler: Called for each signal.
  package init(
    _ signals: Set<Signal>,
    on executor: QueueExecutor,
    handler: @escaping @Sendable (Signal) -> Void
  ) async {
    var sources: [any DispatchSourceSignal] = []
    for signal in signals {
      sources.append(await SignalSource.register(signal, executor, handler))
    }
    self.sources = sources
  }

  deinit {
    cancel()
  }

  /// Stops watching; the signals have their earlier effect again.
  package func cancel() {
    for source in sources {
      source.cancel()
    }
  }

  private static func register(
    _ signal: Signal,
    _ executor: QueueExecutor,
    _ handler: @escaping @Sendable (Signal) -> Void
  ) async -> any DispatchSourceSignal {
    let source = DispatchSource.makeSignalSource(signal: signal.rawValue, queue: executor.queue)
    source.setEventHandler { handler(signal) }
    await withCheckedContinuation { continuation in
      source.setRegistrationHandler { continuation.resume() }
      source.activate()
    }
    return source
  }
}
