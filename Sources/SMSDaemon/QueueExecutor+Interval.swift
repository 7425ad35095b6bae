internal import SMSCore
internal import SMSSystem

extension QueueExecutor {
  /// Returns after a while, without holding the queue or a thread meanwhile.
  func rest(for interval: Interval) async {
    await rest(nanoseconds: interval.nanoseconds)
  }
}
