internal import SMSCore

extension SQLiteLedger: BatchStore {
  func acceptBatch(_ submission: Submission) async throws(LedgerError) -> BatchAcceptance {
    guard case .batch(let request) = submission.content else {
      preconditionFailure("only batches are accepted as batches")
    }
    try trust.check()
    return try await writer.change { session throws(LedgerError) in
      try session.acceptBatch(submission, request)
    }
  }

  func accepting(in spool: String) async throws(LedgerError) -> [AcceptingBatch] {
    try await reader.ask { session throws(LedgerError) in
      try session.connection.transaction(.read) { () throws(LedgerError) in
        var batches: [AcceptingBatch] = []
        for batch in try session.connection.openBatches()
        where batch.isAccepting && batch.name.spool == spool {
          let taken = try session.connection.number(
            "SELECT taken FROM job WHERE number = ?",
            [.job(batch.number)]
          )
          batches.append(AcceptingBatch(number: batch.number, name: batch.name, taken: taken))
        }
        return batches
      }
    }
  }

  func conflicts(of messages: [Submission]) async throws(LedgerError) -> [Int] {
    try await reader.ask { session throws(LedgerError) in
      try session.connection.conflicts(of: messages)
    }
  }

  func preview(
    _ messages: [Submission],
    after before: BatchPreview
  ) async throws(LedgerError) -> BatchPreview {
    try await reader.ask { session throws(LedgerError) in
      try session.preview(messages, after: before)
    }
  }

  func add(
    _ messages: [Submission],
    to batch: JobNumber,
    through place: BatchPlace
  ) async throws(LedgerError) -> BatchAddition {
    try trust.check()
    return try await writer.change(rows: messages.count) { session throws(LedgerError) in
      try session.add(messages, to: batch, through: place)
    }
  }

  func activate(_ batch: JobNumber, at now: WallTime) async throws(LedgerError) -> Set<Lane> {
    try await writer.change { session throws(LedgerError) in
      try session.activate(batch, at: now)
    }
  }

  func abandon(
    _ batch: JobNumber,
    error: JobError?,
    at now: WallTime
  ) async throws(LedgerError) -> Bool {
    try await writer.change { session throws(LedgerError) in
      try session.abandon(batch, error: error, at: now)
    }
  }
}
