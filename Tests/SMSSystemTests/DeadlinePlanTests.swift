import Testing

@testable import SMSSystem

@Suite("Deadline plans")
struct DeadlinePlanTests {
  /// What happens to a plan, in a line of text each.
  private enum Step {
    case arm(Int64)
    case disarm
    case wake(Int64)
  }

  private func run(_ steps: Step...) -> [String] {
    var plan = DeadlinePlan()
    return steps.compactMap { step in
      switch step {
      case .arm(let deadline): return plan.arm(at: deadline) ? "ask for \(deadline)" : "leave it"
      case .wake(let now): return "\(plan.wake(at: now))"
      case .disarm:
        plan.disarm()
        return nil
      }
    }
  }

  @Test("only an earlier deadline asks the kernel")
  func asksOnlyForEarlier() {
    #expect(
      run(.arm(50), .arm(60), .arm(50), .arm(49), .arm(70), .arm(10)) == [
        "ask for 50", "leave it", "leave it", "ask for 49", "leave it", "ask for 10",
      ]
    )
  }

  @Test("a wake-up before the deadline is set again, and the deadline comes once")
  func comesOnce() {
    #expect(
      run(.arm(50), .arm(80), .wake(51), .wake(80), .wake(81)) == [
        "ask for 50", "leave it", "early(wakeUp: 80)", "due", "unwanted",
      ]
    )
  }

  @Test("an earlier deadline after one that was moved on asks again")
  func asksAgain() {
    // That at 80 was replaced in the kernel; were it to come still, it would mean nothing.
    #expect(
      run(.arm(50), .arm(80), .wake(50), .arm(70), .wake(70), .wake(80)) == [
        "ask for 50", "leave it", "early(wakeUp: 80)", "ask for 70", "due", "unwanted",
      ]
    )
  }

  @Test("after the timer was off, the wake-up that is still to come serves the next deadline")
  func servesTheNext() {
    #expect(
      run(.arm(50), .disarm, .arm(90), .wake(50), .disarm, .wake(90), .arm(100)) == [
        "ask for 50", "leave it", "early(wakeUp: 90)", "unwanted", "ask for 100",
      ]
    )
  }

  @Test("a wake-up that comes before the clock has got there is set again")
  func heedsTheClock() {
    #expect(
      run(.arm(50), .wake(49), .wake(50)) == ["ask for 50", "early(wakeUp: 50)", "due"]
    )
  }
}
