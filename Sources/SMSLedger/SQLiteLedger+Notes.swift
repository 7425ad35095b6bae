internal import SMSCore

extension SQLiteLedger: NoteStore {
  func notes() async throws(LedgerError) -> [String: String] {
    try await reader.ask { session throws(LedgerError) in try session.notes() }
  }

  func change(_ notes: [NoteChange]) async throws(LedgerError) {
    try await writer.change { session throws(LedgerError) in
      for note in notes { try session.change(note) }
    }
  }

  func workload() async throws(LedgerError) -> Workload {
    try await reader.ask { session throws(LedgerError) in
      Workload(waiting: try session.waiting(), holds: try session.holds())
    }
  }
}
