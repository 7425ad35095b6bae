internal import SMSCore

extension SQLiteLedger: Inbox {
  func keep(
    _ receipts: [Receipt],
    at now: WallTime
  ) async throws(LedgerError) -> [ReceiptMatch] {
    try trust.check()
    return try await writer.change { session throws(LedgerError) in
      var matches: [ReceiptMatch] = []
      for receipt in receipts { matches.append(try session.keep(receipt, at: now)) }
      return matches
    }
  }

  func keep(
    _ messages: [InboundDelivery],
    at now: WallTime
  ) async throws(LedgerError) -> [InboundOutcome] {
    try trust.check()
    return try await writer.change { session throws(LedgerError) in
      var listed = ListedTexts(messages)
      var outcomes: [InboundOutcome] = []
      for message in messages { outcomes.append(try session.keep(message, &listed, at: now)) }
      return outcomes
    }
  }

  func unpublishedMessages(
    after number: Int64,
    limit: Int
  ) async throws(LedgerError) -> [ReceivedMessage] {
    try await reader.ask { session throws(LedgerError) in
      try session.unpublishedMessages(after: number, limit: limit)
    }
  }

  func markPublished(messages: [Int64]) async throws(LedgerError) {
    try await writer.change { session throws(LedgerError) in
      try session.markPublished(messages: messages)
    }
  }

  func pruneInbox(
    before cutoff: WallTime,
    limit: Int
  ) async throws(LedgerError) -> Int {
    try await writer.change { session throws(LedgerError) in
      try session.pruneInbox(before: cutoff, limit: limit)
    }
  }
}
