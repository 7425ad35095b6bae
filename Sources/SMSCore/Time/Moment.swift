/// Both clocks, read together at the beginning of an event's handling.
package struct Moment: Hashable, Sendable {
  package var wall: WallTime
  package var monotonic: MonotonicTime

  package init(wall: WallTime, monotonic: MonotonicTime) {
    self.wall = wall
    self.monotonic = monotonic
  }
}

/// A past moment that is stored across crashes and placed in time again later.
///
/// The wall clock may step in between, and the monotonic clock stops in suspend and starts over at
/// each boot: neither alone says when it was. To avoid placing it too late, take the earlier of the
/// two.
package struct PastMoment: Hashable, Sendable {
  package var wall: WallTime
  /// nil after a reboot.
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
  /// How far a clock may be set back during a boot.
  private static let bootStep = Interval(seconds: -600)
  /// Used instead if the past moment lies in the future, which proves a larger step.
  private static let longestStep = Interval(seconds: -86_400)

  /// The earliest time that a past moment can have had by the wall clock as it is set now.
  func earliestWall(of past: PastMoment) -> WallTime {
    guard let monotonic = past.monotonic, monotonic <= self.monotonic else {
      return past.wall <= wall
        ? past.wall.advanced(by: Self.bootStep) : wall.advanced(by: Self.longestStep)
    }
    return min(past.wall, wall(of: monotonic))
  }

  /// When it was by the monotonic clock, as far as known; never in the future.
  func monotonic(of past: PastMoment) -> MonotonicTime {
    if let time = past.monotonic, time <= monotonic { return time }
    return monotonic.advanced(by: min(past.wall.since(wall), .zero))
  }

  /// The wall clock's time at another moment of the monotonic clock.
  func wall(of time: MonotonicTime) -> WallTime { wall.advanced(by: time.since(monotonic)) }
}
