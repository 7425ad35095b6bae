import Glibc

/// A thread for work that blocks.
///
/// Dispatch has about 250 threads for all queues of a process. The servers of tests that run in
/// parallel would use all of them, and everything else that waits for a queue would stall.
package enum BlockingThread {
  /// Runs `body` on a thread of its own, which ends when it returns.
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
