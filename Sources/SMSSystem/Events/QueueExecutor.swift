package import Dispatch

/// An actor that runs on a Dispatch queue of its own.
///
/// It may block in a system call without holding a thread of the cooperative pool, and a Dispatch
/// handler on the same queue may enter it with `assumeIsolated`:
///
///     actor Publisher: QueueActor {
///       nonisolated let executor: QueueExecutor
///     }
///
/// Several actors may share one executor; they then cannot be combined.
package protocol QueueActor: Actor {
  nonisolated var executor: QueueExecutor { get }
}

extension QueueActor {
  package nonisolated var unownedExecutor: UnownedSerialExecutor {
    executor.asUnownedSerialExecutor()
  }
}

/// A named serial Dispatch queue that actors run on.
package final class QueueExecutor: SerialExecutor {
  /// The queue; handlers that run on it may enter the actors of this executor.
  package let queue: DispatchQueue

  /// Marks each queue with its executor.
  private static let mark = DispatchSpecificKey<ObjectIdentifier>()

  /// Makes a queue.
  ///
  /// - Parameter label: The queue's name in debuggers, such as `intake`.
  package init(label: String) {
    queue = DispatchQueue(label: label)
    queue.setSpecific(key: QueueExecutor.mark, value: ObjectIdentifier(self))
  }

  /// Whether the caller runs on the queue.
  package var isCurrent: Bool {
    DispatchQueue.getSpecific(key: QueueExecutor.mark) == ObjectIdentifier(self)
  }

  package func enqueue(_ job: consuming ExecutorJob) {
    let job = UnownedJob(job)
    queue.async { [self] in
      job.runSynchronously(on: asUnownedSerialExecutor())
    }
  }

  /// Traps unless the caller runs on the queue; called by `assumeIsolated`.
  package func checkIsolated() {
    dispatchPrecondition(condition: .onQueue(queue))
  }

  /// Runs `work` on the queue, after what is queued already.
  package func async(_ work: @escaping @Sendable () -> Void) {
    queue.async(execute: work)
  }

  /// Runs `work` on the queue and waits for it; not to be called on the queue itself.
  package func sync<Value>(_ work: () -> Value) -> Value {
    queue.sync(execute: work)
  }
}

extension QueueExecutor {
  /// Returns after a time, without holding the queue or a thread meanwhile.
  ///
  /// - Parameter nanoseconds: How long, by the monotonic clock; 0 or less returns at once.
  package func rest(nanoseconds: Int64) async {
    guard nanoseconds > 0 else { return }
    await withCheckedContinuation { continuation in
      queue.asyncAfter(deadline: .now() + .nanoseconds(Int(nanoseconds))) {
        continuation.resume()
      }
    }
  }

  /// Returns when everything queued so far has run; not to be called on the queue.
  ///
  /// - Parameter nanoseconds: The timeout.
  /// - Returns: Whether everything has run.
  @discardableResult
  package func waitUntilDone(atMost nanoseconds: Int64) -> Bool {
    let done = DispatchSemaphore(value: 0)
    queue.async { done.signal() }
    return done.wait(timeout: .now() + .nanoseconds(Int(nanoseconds))) == .success
  }
}
