/// The port to the durable record of what the provider tells us: receipts, texts, opt-outs.
///
/// As with `Ledger`, a call returns after the commit that makes its change durable, and calls that
/// arrive while a commit runs share the next one.
package protocol Inbox: Sendable {
  /// Keeps receipts, each once, whether the ledger knows the message yet or not.
  ///
  /// - Returns: what each one met, in order.
  func keep(_ receipts: [Receipt], at now: WallTime) async throws(LedgerError) -> [ReceiptMatch]

  /// Keeps inbound messages, each once, with what follows from them: opt-outs, automatic replies.
  ///
  /// - Returns: what became of each one, in order.
  func keep(
    _ messages: [InboundDelivery],
    at now: WallTime
  ) async throws(LedgerError) -> [InboundOutcome]

  /// Messages whose files are not durably written, in order, at most `limit`.
  func unpublishedMessages(
    after number: Int64,
    limit: Int
  ) async throws(LedgerError) -> [ReceivedMessage]

  /// Notes that these messages' files are durable; their texts leave the ledger with it.
  func markPublished(messages: [Int64]) async throws(LedgerError)

  /// Removes receipts of messages that are gone, and inbound messages, from before a time.
  ///
  /// - Returns: how many went; fewer than `limit` means that none is left.
  func pruneInbox(before cutoff: WallTime, limit: Int) async throws(LedgerError) -> Int
}

/// What a receipt met in the ledger.
package enum ReceiptMatch: Hashable, Sendable {
  /// It was new, and its message's result tells of it now.
  case joined(JobName)
  /// It was new, and is kept until its message gets its id, or for as long as the ledger keeps jobs.
  case unmatched
  /// It was there already.
  case repeated
}
