/// What the ledger knows when a code is asked for: of the phone, the subject, the spool, the prefix.
package struct CodeHistory: Sendable {
  /// The newest code of this phone in this spool.
  package var current: Verification?
  /// To other phones: the newest code that the subject asked for, and the newest that enrolls it.
  package var elsewhere: [Verification]
  /// The send that makes `maxCodesPerHour` with those after it, to this number from any spool.
  package var numberMark: CodeInstant?
  /// The send that makes `maxCodesPerHourPerSpool` with those after it, from this spool.
  package var spoolMark: CodeInstant?
  /// The newest codes to numbers of the same prefix, at most as many as the guard looks at.
  package var prefix: [PrefixCode]

  /// One code to a prefix.
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
