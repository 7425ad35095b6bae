/// When to ask the ledger to end the jobs whose time has run out.
struct ExpiryWatch: Sendable {
  /// When the first job's time runs out, as far as known; nil while none waits.
  private(set) var next: WallTime?
  private(set) var isSweeping = false

  /// A job that waits runs out then.
  mutating func note(_ time: WallTime) {
    next = next.map { min($0, time) } ?? time
  }

  /// Something may have changed; the ledger is asked at once.
  mutating func noteNow() { note(WallTime(milliseconds: .min)) }

  /// Whether to ask now; says yes once, until the answer.
  mutating func wantsSweep(at now: WallTime) -> Bool {
    guard !isSweeping, let next, next <= now else { return false }
    isSweeping = true
    // What is noted from here on the sweep may not have seen.
    self.next = nil
    return true
  }

  /// The ledger's answer: when the next job's time runs out.
  mutating func swept(next: WallTime?) {
    isSweeping = false
    if let next { note(next) }
  }

  mutating func failed() {
    isSweeping = false
    noteNow()
  }
}

/// What one sweep of expiry did.
package struct Expiry: Hashable, Sendable {
  package var ended: [JobNumber]
  /// When the time of the next waiting job runs out; nil if none waits.
  package var next: WallTime?

  package init(ended: [JobNumber], next: WallTime?) {
    self.ended = ended
    self.next = next
  }
}
