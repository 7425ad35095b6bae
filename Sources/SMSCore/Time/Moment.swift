/// Both clocks, read together at the start of an event's handling.
package struct Moment: Hashable, Sendable {
  package var wall: WallTime
  package var monotonic: MonotonicTime

  package init(wall: WallTime, monotonic: MonotonicTime) {
    self.wall = wall
    self.monotonic = monotonic
  }
}

/// A moment that lies in the past, kept over crashes, and placed in time again later.
///
/// The calendar's clock may step in between, and the monotonic one stops in suspend and begins anew
/// with each boot: neither alone tells when it was. Who must not place it too late takes the earlier
/// of what the two say.
package struct PastMoment: Hashable, Sendable {
  package var wall: WallTime
  /// nil once the machine was booted anew.
  package var monotonic: MonotonicTime?

  package init(wall: WallTime, monotonic: MonotonicTime?) {
    self.wall = wall
    self.monotonic = monotonic
  }

  package init(_ moment: Moment) {
    self.init(wall: moment.wall, monotonic: moment.monotonic)
  }
}

extension Moment {
  /// How far a clock may be set back while the machine boots.
  private static let bootStep = Interval(seconds: -600)
  /// A time that lies in the future shows that it was set back further.
  private static let longestStep = Interval(seconds: -86_400)

  /// The earliest time that a moment of the past can have had by the calendar's clock of today.
  func earliestWall(of past: PastMoment) -> WallTime {
    guard let monotonic = past.monotonic, monotonic <= self.monotonic else {
      return past.wall <= wall
        ? past.wall.advanced(by: Self.bootStep) : wall.advanced(by: Self.longestStep)
    }
    return min(past.wall, wall(of: monotonic))
  }

  /// When it was by the monotonic clock, as far as is known; never in the future.
  func monotonic(of past: PastMoment) -> MonotonicTime {
    if let time = past.monotonic, time <= monotonic { return time }
    return monotonic.advanced(by: min(past.wall.since(wall), .zero))
  }

  /// The calendar's time at another moment of the monotonic clock.
  func wall(of time: MonotonicTime) -> WallTime { wall.advanced(by: time.since(monotonic)) }
}
