import SMSSystem
import TestSupport
import Testing

@Suite("Deadline timers")
struct DeadlineTimerTests {
  private let mailbox = Mailbox<Int64>()
  private let executor = QueueExecutor(label: "test")

  private func timer(_ clock: DeadlineTimer.Clock) -> DeadlineTimer {
    DeadlineTimer(on: executor, clock: clock) { [mailbox, executor] in
      executor.checkIsolated()
      mailbox.send(clock == .wall ? Clocks.wall : Clocks.monotonic)
    }
  }

  @Test("it calls at the deadline, not before", arguments: [1, 20] as [Int64])
  func callsInTime(milliseconds: Int64) async throws {
    let timer = timer(.monotonic)
    let deadline = Clocks.monotonic + milliseconds * 1_000_000
    timer.arm(at: deadline)
    #expect(try await mailbox.next() >= deadline)
    timer.cancel()
  }

  @Test("a deadline of the wall clock works alike")
  func callsByWallClock() async throws {
    let timer = timer(.wall)
    let deadline = Clocks.wall + 10_000_000
    timer.arm(at: deadline)
    #expect(try await mailbox.next() >= deadline)
    timer.cancel()
  }

  @Test("what is past is due at once", arguments: [.min, -1, 0, 1, 2] as [Int64])
  func callsForThePast(deadline: Int64) async throws {
    for clock in [DeadlineTimer.Clock.monotonic, .wall] {
      let timer = timer(clock)
      timer.arm(at: deadline)
      _ = try await mailbox.next()
      timer.cancel()
    }
  }

  @Test("it can be set again from the past to the past")
  func callsAgain() async throws {
    let timer = timer(.monotonic)
    for _ in 0..<100 {
      timer.arm(at: 5)
      _ = try await mailbox.next()
    }
    timer.cancel()
  }

  @Test("the last deadline set counts; one far away or switched off never comes")
  func lastCounts() async throws {
    let far = timer(.monotonic)
    far.arm(at: .max)
    let off = timer(.monotonic)
    executor.sync {
      off.arm(at: Clocks.monotonic + 5_000_000)
      off.disarm()
    }
    let again = timer(.monotonic)
    again.arm(at: Clocks.monotonic + 3_600_000_000_000)
    let deadline = Clocks.monotonic + 30_000_000
    again.arm(at: deadline)
    #expect(try await mailbox.next() >= deadline)
    far.cancel()
    off.cancel()
    again.cancel()
  }

  @Test(
    "a deadline that moved on comes once, at its time",
    arguments: [
      DeadlineTimer.Clock.monotonic, .wall,
    ]
  )
  func movesOn(clock: DeadlineTimer.Clock) async throws {
    let timer = timer(clock)
    let now = clock == .wall ? Clocks.wall : Clocks.monotonic
    // On the timer's queue it cannot call in between, however long this thread is held up.
    executor.sync {
      timer.arm(at: now + 2_000_000)
      timer.disarm()
      timer.arm(at: now + 3_000_000)
      timer.arm(at: now + 20_000_000)
    }
    #expect(try await mailbox.next() >= now + 20_000_000)
    timer.arm(at: now + 21_000_000)
    #expect(try await mailbox.next() >= now + 21_000_000)
    timer.cancel()
  }

  @Test("a far wall deadline does not come now")
  func farWallDeadline() async throws {
    let far = timer(.wall)
    far.arm(at: .max)
    let near = timer(.wall)
    let deadline = Clocks.wall + 10_000_000
    near.arm(at: deadline)
    #expect(try await mailbox.next() >= deadline)
    far.cancel()
    near.cancel()
  }
}
