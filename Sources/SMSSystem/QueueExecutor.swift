package import Dispatch

/// A named serial Dispatch queue that actors run on.
///
/// An actor with this executor may block in a system call without holding a thread of the
/// cooperative pool, and a Dispatch handler on the same queue may enter it by `assumeIsolated`:
///
///     actor Publisher {
///       nonisolated let executor: QueueExecutor
///       nonisolated var unownedExecutor: UnownedSerialExecutor {
///         executor.asUnownedSerialExecutor()
///       }
///     }
///
/// Several actors may share one executor; then they exclude each other.
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

  /// Traps unless the caller runs on the queue; `assumeIsolated` asks this.
  package func checkIsolated() {
    dispatchPrecondition(condition: .onQueue(queue))
  }

  /// Runs `work` on the queue, after what it holds already.
  package func async(_ work: @escaping @Sendable () -> Void) {
    queue.async(execute: work)
  }

  /// Runs `work` on the queue and waits for it; never from the queue itself.
  package func sync<Value>(_ work: () -> Value) -> Value {
    queue.sync(execute: work)
  }
}
