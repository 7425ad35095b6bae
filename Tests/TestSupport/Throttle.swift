package import Testing

/// Limits how many tests of all throttled suites run at once.
///
/// Swift Testing starts all tests at once. A test with a daemon, server or program then runs so
/// rarely that idle connections become too old for reuse, programs time out, and threads wait for
/// each other.
package struct Throttle: SuiteTrait, TestTrait, TestScoping {
  private static let places = Places(12)

  package let isRecursive = true

  @concurrent package func provideScope(
    for test: Test,
    testCase: Test.Case?,
    performing function: @concurrent @Sendable () async throws -> Void
  ) async throws {
    await Self.places.take()
    do {
      try await function()
    } catch {
      await Self.places.giveBack()
      throw error
    }
    await Self.places.giveBack()
  }
}

extension Trait where Self == Throttle {
  /// For suites whose tests start a daemon, a server or a program.
  package static var throttled: Self { Self() }
}

/// A counting semaphore that suspends its callers, first come, first served.
private actor Places {
  private var free: Int
  private var waiting: [CheckedContinuation<Void, Never>] = []

  init(_ count: Int) {
    free = count
  }

  func take() async {
    guard free == 0 else {
      free -= 1
      return
    }
    await withCheckedContinuation { waiting.append($0) }
  }

  func giveBack() {
    if waiting.isEmpty { free += 1 } else { waiting.removeFirst().resume() }
  }
}
