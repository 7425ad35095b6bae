package import SMSSystem

/// Takes values from handlers on any queue, and hands them to a test that waits.
package actor Mailbox<Value: Sendable>: QueueActor {
  /// Nothing came in time.
  package struct TimedOut: Error {}

  package nonisolated let executor = QueueExecutor(label: "mailbox")

  private var values: [Value] = []
  private var waiting: [Int: CheckedContinuation<Value?, Never>] = [:]
  private var lastWaiting = 0

  package init() {}

  /// Puts a value in, and wakes the test.
  package nonisolated func send(_ value: Value) {
    executor.async { self.assumeIsolated { $0.receive(value) } }
  }

  /// The next value, as soon as there is one.
  ///
  /// - Parameter seconds: When to give up; never reached by a test that passes.
  /// - Returns: The value.
  /// - Throws: `TimedOut`.
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

  /// The next values, as soon as there are that many.
  ///
  /// - Throws: `TimedOut`.
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
