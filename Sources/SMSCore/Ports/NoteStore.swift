/// The port to the daemon's notes: what it leaves in the ledger for `status` and `doctor`, and what
/// STATUS= says of the queue.
package protocol NoteStore: Sendable {
  /// Every note, by key.
  func notes() async throws(LedgerError) -> [String: String]

  /// Makes all of these changes or none, in order.
  func change(_ notes: [NoteChange]) async throws(LedgerError)

  /// What waits, at a glance. Costs no more for a long queue than for a short one.
  func workload() async throws(LedgerError) -> Workload
}

/// A note to keep under a key, or to remove.
package struct NoteChange: Equatable, Sendable {
  package let key: String
  /// nil removes the note.
  package let value: String?

  package init(_ key: String, _ value: String?) {
    self.key = key
    self.value = value
  }
}

/// What waits in the ledger, at a glance.
package struct Workload: Equatable, Sendable {
  /// Messages, codes among them, that have not ended.
  package var waiting: Int
  /// The switches in force.
  package var holds: Set<HoldScope>

  package init(waiting: Int, holds: Set<HoldScope>) {
    self.waiting = waiting
    self.holds = holds
  }
}
