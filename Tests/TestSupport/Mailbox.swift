package import SMSSystem

/// Collects values from handlers on any queue, for a test that waits for them.
package actor Mailbox<Value: Sendable>: QueueActor {
  /// No value arrived in time.
  package struct TimedOut: Error {}

  package nonisolated let executor = QueueExecutor(label: "mailbox")

  private var values: [Value] = []
  private var waiting: [Int: CheckedContinuation<Value?, Never>] = [:]
  private var lastWaiting = 0

  package init() {}

  /// Adds a value, and resumes a waiting test.
  package nonisolated func send(_ value: Value) {
    executor.async { self.assumeIsolated { $0.receive(value) } }
  }

  /// The next value, once there is one.
  ///
  /// - Parameter seconds: The time limit; never reached in a test that passes.
  /// - Returns: The value.
  /// - Throws: `TimedOut` after `seconds`.
  package func next(within seconds: Double = 60) async throws -> Value {
    if !values.isEmpty {
      return values.removeFirst()
    }
    lastWaiting += 1
    let number = lastWaiting
    let timer = DeadlineTimer(on: executor) { [weak self] in
      self?.assumeIsolated { $0.giveUp(number) }
    }
    timer.arm(at: Clocks.monotonic + Int64(seconds * 1e9))
    defer { timer.cancel() }
    guard let value = await withCheckedContinuation({ waiting[number] = $0 }) else {
      throw TimedOut()
    }
    return value
  }

  /// The next `count` values, once there are that many.
  ///
  /// - Throws: `TimedOut` if one of them takes longer than `seconds`.
  package func next(_ count: Int, within seconds: Double = 60) async throws -> [Value] {
    var values: [Value] = []
    while values.count < count {
      values.append(try await next(within: seconds))
    }
    return values
  }

  private func receive(_ value: Value) {
    if let first = waiting.keys.min() {
      waiting.removeValue(forKey: first)?.resume(returning: value)
    } else {
      values.append(value)
    }
  }

  private func giveUp(_ number: Int) {
    waiting.removeValue(forKey: number)?.resume(returning: nil)
  }
}
