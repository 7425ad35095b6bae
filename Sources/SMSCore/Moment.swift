/// Both clocks, read together at the start of an event's handling.
package struct Moment: Hashable, Sendable {
  package var wall: WallTime
  package var monotonic: MonotonicTime

  package init(wall: WallTime, monotonic: MonotonicTime) {
    self.wall = wall
    self.monotonic = monotonic
  }
}
