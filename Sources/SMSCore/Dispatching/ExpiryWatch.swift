/// When to ask the ledger to end expired jobs.
struct ExpiryWatch: Sendable {
  /// When the first job expires, as far as known; nil while none waits.
  private(set) var next: WallTime?
  private(set) var isSweeping = false

  /// A waiting job expires then.
  mutating func note(_ time: WallTime) {
    next = next.map { min($0, time) } ?? time
  }

  /// Something may have changed; the ledger is asked at once.
  mutating func noteNow() { note(WallTime(milliseconds: .min)) }

  /// Whether to ask now; true once, until the answer arrives.
  mutating func wantsSweep(at now: WallTime) -> Bool {
    guard !isSweeping, let next, next <= now else { return false }
    isSweeping = true
    // The sweep may miss what is noted from here on.
    self.next = nil
    return true
  }

  /// The ledger's answer: when the next job expires.
  mutating func swept(next: WallTime?) {
    isSweeping = false
    if let next { note(next) }
  }

  mutating func failed() {
    isSweeping = false
    noteNow()
  }
}

/// The result of one expiry sweep.
package struct Expiry: Hashable, Sendable {
  package var ended: [JobNumber]
  /// When the next waiting job expires; nil if none waits.
  package var next: WallTime?

  package init(ended: [JobNumber], next: WallTime?) {
    self.ended = ended
    self.next = next
  }
}
