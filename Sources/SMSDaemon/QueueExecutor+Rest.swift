internal import Dispatch
internal import SMSCore
internal import SMSSystem

extension QueueExecutor {
  /// Returns after a while, without holding the queue or a thread meanwhile.
  func rest(for interval: Interval) async {
    await withCheckedContinuation { continuation in
      queue.asyncAfter(deadline: .now() + .nanoseconds(Int(interval.nanoseconds))) {
        continuation.resume()
      }
    }
  }
}
