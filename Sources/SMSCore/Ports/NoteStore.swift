/// The port for the daemon's notes, which it leaves in the ledger for `status` and `doctor`, and
/// for the workload, which it reports in STATUS=.
package protocol NoteStore: Sendable {
  /// Every note, by key.
  func notes() async throws(LedgerError) -> [String: String]

  /// Makes these changes in order: all or none.
  func change(_ notes: [NoteChange]) async throws(LedgerError)

  /// The waiting work at a glance; a long queue costs no more than a short one.
  func workload() async throws(LedgerError) -> Workload
}

/// A note to set or to remove.
package struct NoteChange: Equatable, Sendable {
  package let key: String
  /// nil removes the note.
  package let value: String?

  package init(_ key: String, _ value: String?) {
    self.key = key
    self.value = value
  }
}

/// The waiting work in the ledger, at a glance.
package struct Workload: Equatable, Sendable {
  /// The number of messages, codes included, that have not ended.
  package var waiting: Int
  /// The holds in force.
  package var holds: Set<HoldScope>

  package init(waiting: Int, holds: Set<HoldScope>) {
    self.waiting = waiting
    self.holds = holds
  }
}
