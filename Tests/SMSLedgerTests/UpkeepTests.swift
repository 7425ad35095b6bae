import Testing

@testable import SMSLedger

@Suite struct UpkeepTests {
  static let limits = Upkeep.Limits(
    copyAbove: 10 * Upkeep.frame,
    waitAbove: 100 * Upkeep.frame,
    rest: 1000,
    oldest: 5000
  )

  var upkeep = Upkeep(limits: limits)

  @Test("sets the timer at the first commit and not at every one")
  mutating func firstCommit() {
    #expect(upkeep.committed(frames: 1, at: 0) == [.wake(at: 1000)])
    #expect(upkeep.committed(frames: 2, at: 10) == [])
  }

  @Test("copies and cuts when the log has rested, and is quiet then")
  mutating func rest() {
    _ = upkeep.committed(frames: 1, at: 0)
    _ = upkeep.committed(frames: 2, at: 700)
    #expect(upkeep.timer(at: 1000) == [.wake(at: 1700)])
    #expect(upkeep.timer(at: 1700) == [.copy])
    #expect(upkeep.copied(at: 1710) == [.cut])
    #expect(upkeep.cut(succeeded: true, at: 1720) == [])
    #expect(upkeep.timer(at: 9000) == [])
    #expect(upkeep.committed(frames: 1, at: 9000) == [.wake(at: 10_000)])
  }

  @Test("cuts what is old even if commits never rest")
  mutating func oldest() {
    _ = upkeep.committed(frames: 1, at: 0)
    for time in stride(from: Int64(500), through: 5000, by: 500) {
      _ = upkeep.committed(frames: 2, at: time)
    }
    #expect(upkeep.timer(at: 4999) == [.wake(at: 5000)])
    #expect(upkeep.timer(at: 5000) == [.copy])
  }

  @Test("tries a cut again after a rest when a reader was in the way")
  mutating func failedCut() {
    _ = upkeep.committed(frames: 1, at: 0)
    _ = upkeep.timer(at: 1000)
    _ = upkeep.copied(at: 1010)
    #expect(upkeep.cut(succeeded: false, at: 1020) == [.wake(at: 2020)])
    #expect(upkeep.timer(at: 2020) == [.copy])
  }

  @Test("copies beside the commits, one copy at a time")
  mutating func copying() {
    _ = upkeep.committed(frames: 1, at: 0)
    #expect(upkeep.committed(frames: 11, at: 1) == [.copy])
    #expect(upkeep.committed(frames: 40, at: 2) == [])
    #expect(!upkeep.isWaiting)
    #expect(upkeep.copied(at: 3) == [])
    #expect(upkeep.committed(frames: 41, at: 4) == [.copy])
  }

  @Test("lets commits wait above the limit, for one copy only")
  mutating func waiting() {
    _ = upkeep.committed(frames: 1, at: 0)
    #expect(upkeep.committed(frames: 101, at: 1) == [.copy])
    #expect(upkeep.isWaiting)
    _ = upkeep.copied(at: 2)
    #expect(!upkeep.isWaiting)
    _ = upkeep.committed(frames: 150, at: 3)
    #expect(!upkeep.isWaiting)
    _ = upkeep.committed(frames: 202, at: 4)
    #expect(upkeep.isWaiting)
  }

  @Test("waits for a second copy where the first began before the last commits")
  mutating func secondCopy() {
    _ = upkeep.committed(frames: 1, at: 0)
    #expect(upkeep.committed(frames: 50, at: 1) == [.copy])
    #expect(upkeep.committed(frames: 101, at: 2) == [])
    #expect(upkeep.isWaiting)
    #expect(upkeep.copied(at: 3) == [.copy])
    #expect(upkeep.isWaiting)
    #expect(upkeep.copied(at: 4) == [])
    #expect(!upkeep.isWaiting)
  }

  @Test("has the first limit again when the log began anew")
  mutating func anew() {
    _ = upkeep.committed(frames: 101, at: 0)
    _ = upkeep.copied(at: 1)
    _ = upkeep.committed(frames: 3, at: 2)
    _ = upkeep.committed(frames: 101, at: 3)
    #expect(upkeep.isWaiting)
  }
}
