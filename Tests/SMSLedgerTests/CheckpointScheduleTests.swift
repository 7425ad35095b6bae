import Testing

@testable import SMSLedger

@Suite struct CheckpointScheduleTests {
  static let limits = CheckpointSchedule.Limits(
    checkpointAbove: 10 * CheckpointSchedule.frame,
    waitAbove: 100 * CheckpointSchedule.frame,
    rest: 1000,
    oldest: 5000
  )

  var schedule = CheckpointSchedule(limits: limits)

  @Test("sets the timer at the first commit and not at every one")
  mutating func firstCommit() {
    #expect(schedule.committed(frames: 1, at: 0) == [.wake(at: 1000)])
    #expect(schedule.committed(frames: 2, at: 10) == [])
  }

  @Test("copies and truncates the log when it has rested, and is quiet then")
  mutating func rest() {
    _ = schedule.committed(frames: 1, at: 0)
    _ = schedule.committed(frames: 2, at: 700)
    #expect(schedule.timer(at: 1000) == [.wake(at: 1700)])
    #expect(schedule.timer(at: 1700) == [.checkpoint])
    #expect(schedule.checkpointed(at: 1710) == [.truncate])
    #expect(schedule.truncated(succeeded: true, at: 1720) == [])
    #expect(schedule.timer(at: 9000) == [])
    #expect(schedule.committed(frames: 1, at: 9000) == [.wake(at: 10_000)])
  }

  @Test("truncates an old log even if commits never rest")
  mutating func oldest() {
    _ = schedule.committed(frames: 1, at: 0)
    for time in stride(from: Int64(500), through: 5000, by: 500) {
      _ = schedule.committed(frames: 2, at: time)
    }
    #expect(schedule.timer(at: 4999) == [.wake(at: 5000)])
    #expect(schedule.timer(at: 5000) == [.checkpoint])
  }

  @Test("tries to truncate again after a rest when a reader was in the way")
  mutating func failedTruncation() {
    _ = schedule.committed(frames: 1, at: 0)
    _ = schedule.timer(at: 1000)
    _ = schedule.checkpointed(at: 1010)
    #expect(schedule.truncated(succeeded: false, at: 1020) == [.wake(at: 2020)])
    #expect(schedule.timer(at: 2020) == [.checkpoint])
  }

  @Test("copies beside the commits, one copy at a time")
  mutating func copying() {
    _ = schedule.committed(frames: 1, at: 0)
    #expect(schedule.committed(frames: 11, at: 1) == [.checkpoint])
    #expect(schedule.committed(frames: 40, at: 2) == [])
    #expect(!schedule.isWaiting)
    #expect(schedule.checkpointed(at: 3) == [])
    #expect(schedule.committed(frames: 41, at: 4) == [.checkpoint])
  }

  @Test("lets commits wait above the limit, for one copy only")
  mutating func waiting() {
    _ = schedule.committed(frames: 1, at: 0)
    #expect(schedule.committed(frames: 101, at: 1) == [.checkpoint])
    #expect(schedule.isWaiting)
    _ = schedule.checkpointed(at: 2)
    #expect(!schedule.isWaiting)
    _ = schedule.committed(frames: 150, at: 3)
    #expect(!schedule.isWaiting)
    _ = schedule.committed(frames: 202, at: 4)
    #expect(schedule.isWaiting)
  }

  @Test("waits for a second copy where the first began before the last commits")
  mutating func secondCopy() {
    _ = schedule.committed(frames: 1, at: 0)
    #expect(schedule.committed(frames: 50, at: 1) == [.checkpoint])
    #expect(schedule.committed(frames: 101, at: 2) == [])
    #expect(schedule.isWaiting)
    #expect(schedule.checkpointed(at: 3) == [.checkpoint])
    #expect(schedule.isWaiting)
    #expect(schedule.checkpointed(at: 4) == [])
    #expect(!schedule.isWaiting)
  }

  @Test("has the first limit again when the log began anew")
  mutating func anew() {
    _ = schedule.committed(frames: 101, at: 0)
    _ = schedule.checkpointed(at: 1)
    _ = schedule.committed(frames: 3, at: 2)
    _ = schedule.committed(frames: 101, at: 3)
    #expect(schedule.isWaiting)
  }
}
