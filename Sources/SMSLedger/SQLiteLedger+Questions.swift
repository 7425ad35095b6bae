internal import SMSCore

extension SQLiteLedger {
  func page(
    of lane: Lane,
    dueBy now: WallTime,
    excluding loaded: Set<JobNumber>,
    limit: Int
  ) async throws(LedgerError) -> AgendaPage {
    try await reader.ask { session throws(LedgerError) in
      try session.page(of: lane, dueBy: now, excluding: loaded, limit: limit)
    }
  }

  func known(_ providerMessageIDs: [String]) async throws(LedgerError) -> Set<String> {
    try await reader.ask { session throws(LedgerError) in try session.known(providerMessageIDs) }
  }

  func recover() async throws(LedgerError) -> Recovery {
    try await reader.ask { session throws(LedgerError) in try session.recover() }
  }

  func changes(
    after change: Int64,
    limit: Int
  ) async throws(LedgerError) -> [JobSnapshot] {
    try await reader.ask { session throws(LedgerError) in
      try session.changes(after: change, limit: limit)
    }
  }

  func publishedThrough() async throws(LedgerError) -> Int64 {
    try await reader.ask { session throws(LedgerError) in try session.publishedThrough() }
  }

  func knows(_ name: JobName) async throws(LedgerError) -> Bool {
    try await reader.ask { session throws(LedgerError) in try session.knows(name) }
  }

  func preview(
    _ message: Message,
    of submission: Submission
  ) async throws(LedgerError) -> SubmissionPreview {
    try await reader.ask { session throws(LedgerError) in
      try session.preview(message, of: submission)
    }
  }

  func waiting(in spool: String) async throws(LedgerError) -> Int {
    try await reader.ask { session throws(LedgerError) in try session.waiting(in: spool) }
  }
}
