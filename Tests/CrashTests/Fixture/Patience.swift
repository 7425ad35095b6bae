import SMSSystem

/// How long these tests wait for anything; never reached in a test that passes.
enum Patience {
  /// In nanoseconds.
  static let most: Int64 = 300_000_000_000
}

extension QueueExecutor {
  /// Waits until something is true, looking 20 times a second.
  ///
  /// - Parameters:
  ///   - wish: What it waits for, for the error.
  ///   - isMet: Whether it is true.
  /// - Throws: `Disagreement` if it does not become true, or what the look throws.
  func wait(for wish: String, until isMet: () async throws -> Bool) async throws {
    let end = Clocks.monotonic + Patience.most
    while try await !isMet() {
      guard Clocks.monotonic < end else { throw Disagreement("waited in vain: \(wish)") }
      await rest(nanoseconds: 50_000_000)
    }
  }
}

extension ChildProcess {
  /// Waits until the process ends, and kills one that does not.
  ///
  /// - Returns: How it ended.
  /// - Throws: `SystemError` if its status was collected elsewhere.
  func end() async throws -> ExitStatus {
    let timer = DeadlineTimer(on: QueueExecutor(label: "patience")) { [weak self] in
      try? self?.send(.kill)
    }
    timer.arm(at: Clocks.monotonic + Patience.most)
    defer { timer.cancel() }
    return try await wait()
  }
}
