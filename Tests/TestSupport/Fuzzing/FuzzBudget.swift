internal import SMSSystem

/// How many inputs a campaign tries, and from which seed on.
///
/// `SMSDISPATCH_FUZZ_INPUTS` and `SMSDISPATCH_FUZZ_SEED` say so; one input and the seed of a
/// failure try that input alone.
package struct FuzzBudget: Sendable {
  package var inputs: Int
  package var seed: UInt64

  /// What a plain run of the tests can spend.
  private static let small = 2_000
  /// What the slow tests (`SMSDISPATCH_SLOW_TESTS=1`) spend.
  private static let large = 40_000

  package init(inputs: Int, seed: UInt64) {
    self.inputs = inputs
    self.seed = seed
  }

  /// The budget that the environment allows.
  ///
  /// - Parameter share: The part of the usual number of inputs, for readers that are slower.
  /// - Returns: The budget.
  package static func ofEnvironment(share: Double = 1) -> FuzzBudget {
    let usual = SlowTests.areWanted ? large : small
    let inputs = Environment.value(of: "SMSDISPATCH_FUZZ_INPUTS").flatMap { Int($0) }
    let seed = Environment.value(of: "SMSDISPATCH_FUZZ_SEED").flatMap { UInt64($0) }
    return FuzzBudget(inputs: inputs ?? Int(Double(usual) * share), seed: seed ?? 1)
  }
}
