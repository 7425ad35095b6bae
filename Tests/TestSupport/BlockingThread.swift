import Glibc

/// A thread for work that blocks.
///
/// Dispatch has some 250 threads for all queues of a process. Servers of tests that run in parallel
/// would hold them all, and whatever else waits for a queue would come to a stop.
package enum BlockingThread {
  /// Runs a body on a thread of its own, which ends with it.
  package static func run(_ body: @escaping @Sendable () -> Void) {
    let work = Unmanaged.passRetained(Work(body: body))
    var thread = pthread_t()
    let status = pthread_create(
      &thread,
      nil,
      { work in
        if let work { Unmanaged<Work>.fromOpaque(work).takeRetainedValue().body() }
        return nil
      },
      work.toOpaque()
    )
    precondition(status == 0, "pthread_create: \(status)")
    pthread_detach(thread)
  }

  private final class Work {
    let body: @Sendable () -> Void

    init(body: @escaping @Sendable () -> Void) {
      self.body = body
    }
  }
}
