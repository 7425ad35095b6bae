internal import Synchronization

/// Resumes a continuation on the first of several arrivals, and ignores the rest.
final class FirstOf: Sendable {
  private let continuation: Mutex<CheckedContinuation<Void, Never>?>

  init(_ continuation: CheckedContinuation<Void, Never>) {
    self.continuation = Mutex(continuation)
  }

  func arrived() {
    continuation.withLock { waiting in
      waiting?.resume()
      waiting = nil
    }
  }
}

/// A flag that any thread can set once.
final class Flag: Sendable {
  private let state = Atomic(false)

  var value: Bool { state.load(ordering: .acquiring) }

  func set() { state.store(true, ordering: .releasing) }
}
