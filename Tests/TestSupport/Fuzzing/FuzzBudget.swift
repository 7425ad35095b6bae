internal import SMSSystem

/// How many inputs a campaign tries, and from which seed.
///
/// Set by `SMSDISPATCH_FUZZ_INPUTS` and `SMSDISPATCH_FUZZ_SEED`; one input with the seed of a
/// failure repeats just that one.
package struct FuzzBudget: Sendable {
  package var inputs: Int
  package var seed: UInt64

  /// The number of inputs in an ordinary test run.
  private static let small = 2_000
  /// The number of inputs in the slow tests (`SMSDISPATCH_SLOW_TESTS=1`).
  private static let large = 40_000

  package init(inputs: Int, seed: UInt64) {
    self.inputs = inputs
    self.seed = seed
  }

  /// The budget set by the environment.
  ///
  /// - Parameter share: The fraction of the usual number of inputs, for slower readers.
  /// - Returns: The budget.
  package static func ofEnvironment(share: Double = 1) -> FuzzBudget {
    let usual = SlowTests.areWanted ? large : small
    let inputs = Environment.value(of: "SMSDISPATCH_FUZZ_INPUTS").flatMap { Int($0) }
    let seed = Environment.value(of: "SMSDISPATCH_FUZZ_SEED").flatMap { UInt64($0) }
    return FuzzBudget(inputs: inputs ?? Int(Double(usual) * share), seed: seed ?? 1)
  }
}
