internal import SMSSystem

/// The clocks of the simulated provider; tests use their own.
package struct SimulatorClock: Sendable {
  /// Nanoseconds of a clock that never steps, for the rate limit and the registration delay.
  package var monotonic: @Sendable () -> Int64

  /// Nanoseconds since 1970, for the records' times and the `Date` header.
  package var wall: @Sendable () -> Int64

  /// Makes a pair of clocks.
  package init(
    monotonic: @escaping @Sendable () -> Int64,
    wall: @escaping @Sendable () -> Int64
  ) {
    self.monotonic = monotonic
    self.wall = wall
  }

  /// The kernel's clocks.
  package static let system = SimulatorClock(
    monotonic: { Clocks.monotonic },
    wall: { Clocks.wall }
  )

  /// How far a provider's clock may be ahead, in milliseconds: 10 years either way.
  static let skews: ClosedRange<Int64> = -315_360_000_000...315_360_000_000

  /// A skew in nanoseconds; nil outside `skews`.
  static func skew(milliseconds: Int64?) -> Int64? {
    guard let milliseconds, skews.contains(milliseconds) else { return nil }
    return milliseconds * 1_000_000
  }
}
