/// What the ledger holds when a code is asked for: on the phone, the subject, spool and prefix.
package struct CodeHistory: Sendable {
  /// The newest code of this phone in this spool.
  package var current: Verification?
  /// Codes to other phones: the newest that the subject asked for, and the newest that enrolls it.
  package var elsewhere: [Verification]
  /// The send with which this number reaches `maxCodesPerHour`, counted back over all spools.
  package var numberMark: CodeInstant?
  /// The send with which this spool reaches `maxCodesPerHourPerSpool`, counted back.
  package var spoolMark: CodeInstant?
  /// The newest codes to numbers with the same prefix, at most as many as the guard counts.
  package var prefix: [PrefixCode]

  /// One code to a number with the prefix.
  package struct PrefixCode: Sendable {
    package var startedAt: CodeInstant
    package var isApproved: Bool

    package init(startedAt: CodeInstant, isApproved: Bool) {
      self.startedAt = startedAt
      self.isApproved = isApproved
    }
  }

  package init(
    current: Verification? = nil,
    elsewhere: [Verification] = [],
    numberMark: CodeInstant? = nil,
    spoolMark: CodeInstant? = nil,
    prefix: [PrefixCode] = []
  ) {
    self.current = current
    self.elsewhere = elsewhere
    self.numberMark = numberMark
    self.spoolMark = spoolMark
    self.prefix = prefix
  }
}

/// A point in the life of a code, on both clocks that measure it.
package struct CodeInstant: Hashable, Sendable {
  package var wall: WallTime
  package var boot: BootTime

  package init(wall: WallTime, boot: BootTime) {
    self.wall = wall
    self.boot = boot
  }

  /// How long ago this was; nil if that is unknown.
  ///
  /// Within one boot a step of the wall clock changes nothing. After a reboot only the wall clock
  /// is left, and by it this moment may lie in the future.
  package func age(at now: CodeInstant) -> Interval? {
    if boot.boot == now.boot.boot {
      return Interval(nanoseconds: max(0, now.boot.nanoseconds - boot.nanoseconds))
    }
    let age = now.wall.since(wall)
    return age < .zero ? nil : age
  }
}
