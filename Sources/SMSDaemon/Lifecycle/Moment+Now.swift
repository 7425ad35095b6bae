package import SMSCore
internal import SMSSystem

extension Moment {
  /// Reads both clocks.
  package static func now() -> Moment {
    Moment(
      wall: WallTime(nanoseconds: Clocks.wall),
      monotonic: MonotonicTime(nanoseconds: Clocks.monotonic)
    )
  }
}

extension QueueExecutor {
  /// Returns after the given time, without blocking the queue or a thread.
  func rest(for interval: Interval) async {
    await rest(nanoseconds: interval.nanoseconds)
  }
}

extension WallTime {
  /// Nanoseconds since 1970, as timers take them; saturates.
  var nanoseconds: Int64 { Interval(milliseconds: milliseconds).nanoseconds }
}
