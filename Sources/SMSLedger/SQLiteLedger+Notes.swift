package import SMSCore

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

/// Where the daemon keeps notes of what it does, and learns what STATUS= says of the queue.
package protocol NoteStore: Sendable {
  /// Every note, by key.
  func notes() async throws(LedgerError) -> [String: String]

  /// Makes all of these changes or none, in order.
  func change(_ notes: [NoteChange]) async throws(LedgerError)

  func workload() async throws(LedgerError) -> Workload
}

extension SQLiteLedger: NoteStore {
  package func notes() async throws(LedgerError) -> [String: String] {
    try await reader.ask { session throws(LedgerError) in try session.notes() }
  }

  package func change(_ notes: [NoteChange]) async throws(LedgerError) {
    try await writer.change { session throws(LedgerError) in
      for note in notes { try session.change(note) }
    }
  }

  package func workload() async throws(LedgerError) -> Workload {
    try await reader.ask { session throws(LedgerError) in
      Workload(waiting: try session.waiting(), holds: try session.holds())
    }
  }
}
