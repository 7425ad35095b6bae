internal import Dispatch

extension QueueExecutor {
  /// Returns after a while, without holding the queue or a thread meanwhile.
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

  /// Returns when everything that the queue held before has run; not to be called on the queue.
  ///
  /// - Parameter nanoseconds: When to give up, from now.
  /// - Returns: Whether all has run.
  @discardableResult
  package func waitUntilDone(atMost nanoseconds: Int64) -> Bool {
    let done = DispatchSemaphore(value: 0)
    queue.async { done.signal() }
    return done.wait(timeout: .now() + .nanoseconds(Int(nanoseconds))) == .success
  }
}
