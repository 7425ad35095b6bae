internal import SMSSystem

/// Tries inputs on a reader, one after another, on a queue of its own.
///
/// A trap or hang in the reader ends the test process, after printing the input and its seed.
package struct FuzzCampaign: Sendable {
  private let name: String
  private let mutator: FuzzMutator
  private let budget: FuzzBudget

  /// The first input that violated a rule.
  package struct Failure: Error, CustomStringConvertible {
    let name: String
    let seed: UInt64
    let bytes: [UInt8]
    let rule: String

    package var description: String {
      """
      \(name): \(rule); SMSDISPATCH_FUZZ_SEED=\(seed) SMSDISPATCH_FUZZ_INPUTS=1 tries it again; \
      the \(bytes.count) bytes are "\(String(escaping: bytes.prefix(4_000)))"
      """
    }
  }

  /// - Parameters:
  ///   - name: What is tested, in one word.
  ///   - mutator: Makes the inputs.
  ///   - budget: The number of inputs, and the first seed.
  package init(_ name: String, mutator: FuzzMutator, budget: FuzzBudget) {
    self.name = name
    self.mutator = mutator
    self.budget = budget
  }

  /// Tries all inputs of the budget.
  ///
  /// - Parameter check: Reads an input, and returns the rule that was violated; nil if none was.
  /// - Throws: The first `Failure`.
  package func run(_ check: @escaping @Sendable ([UInt8]) -> String?) async throws {
    let executor = QueueExecutor(label: "fuzz-\(name)")
    let failure: Failure? = await withCheckedContinuation { continuation in
      executor.async { continuation.resume(returning: firstFailure(check)) }
    }
    if let failure { throw failure }
  }

  private func firstFailure(_ check: ([UInt8]) -> String?) -> Failure? {
    let watch = FuzzWatch(name)
    defer { watch.end() }
    for number in 0..<UInt64(budget.inputs) {
      let seed = budget.seed &+ number
      let bytes = mutator.input(seed: seed)
      let rule = watch.observed(seed: seed, bytes) { check(bytes) }
      if let rule { return Failure(name: name, seed: seed, bytes: bytes, rule: rule) }
    }
    return nil
  }
}
