package import SMSCore
internal import SMSSystem

extension Moment {
  /// Reads both clocks.
  package static func now() -> Moment {
    Moment(
      wall: WallTime(milliseconds: Clocks.wall / 1_000_000),
      monotonic: MonotonicTime(nanoseconds: Clocks.monotonic)
    )
  }
}
