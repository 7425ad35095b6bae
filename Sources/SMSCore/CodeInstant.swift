/// A point in the life of a code, on both clocks that it is measured by.
package struct CodeInstant: Hashable, Sendable {
  package var wall: WallTime
  package var boot: BootTime

  package init(wall: WallTime, boot: BootTime) {
    self.wall = wall
    self.boot = boot
  }

  /// How long ago this was, or nil if nobody can tell.
  ///
  /// Within one boot a step of the wall clock changes nothing. After a reboot only the wall clock
  /// is left, and it may say that this is still to come.
  package func age(at now: CodeInstant) -> Interval? {
    if boot.boot == now.boot.boot {
      return Interval(nanoseconds: max(0, now.boot.nanoseconds - boot.nanoseconds))
    }
    let age = now.wall.since(wall)
    return age < .zero ? nil : age
  }
}
