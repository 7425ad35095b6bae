import TestSupport

/// The events in one life of a daemon.
struct RoundLoad {
  /// An action of a producer or the provider.
  enum Action {
    case submit
    case submitAgain
    /// The next request for the list of messages fails in this way.
    case spoilLook(String)
  }

  struct Step {
    /// Nanoseconds after the start.
    let after: Int64
    let action: Action
  }

  /// Nothing is sent in an account's first second: a kill before then interrupts start and intake.
  private static let early: ClosedRange<Int64> = 0...1_000
  private static let late: ClosedRange<Int64> = 1_000...2_300
  private static let looks = ["500", "503", "drop", "truncated", "reset"]

  /// How long the daemon lives; nanoseconds.
  let life: Int64

  /// The events in that time, in order.
  let steps: [Step]

  init(_ random: inout SeededRandom) {
    let range = random.percent(20) ? Self.early : Self.late
    life = random.milliseconds(range)
    var steps: [Step] = []
    for _ in 0..<random.below(60) {
      steps.append(Step(after: random.milliseconds(0...(life / 1_000_000)), action: .submit))
    }
    for _ in 0..<random.below(3) {
      steps.append(Step(after: random.milliseconds(0...(life / 1_000_000)), action: .submitAgain))
    }
    if random.percent(30) {
      steps.append(Step(after: 0, action: .spoilLook(random.pick(Self.looks))))
    }
    self.steps = steps.sorted { $0.after < $1.after }
  }
}
