/// The port to the durable record of what the provider sends us: receipts, texts, opt-outs.
///
/// As with `Ledger`, a call returns after the commit that makes its change durable, and calls that
/// arrive during a commit share the next one.
package protocol Inbox: Sendable {
  /// Stores receipts, each once, whether or not the ledger knows their message yet.
  ///
  /// - Returns: the match of each one, in order.
  func keep(_ receipts: [Receipt], at now: WallTime) async throws(LedgerError) -> [ReceiptMatch]

  /// Stores inbound messages, each once, with their consequences: opt-outs, automatic replies.
  ///
  /// What comes from the provider's list counts as of its time there: an older STOP does not undo a
  /// newer START. It is known if its id is, or if a message that is not in the same list has the same
  /// sender, number and text, and came at about that time.
  /// - Returns: the outcome of each one, in order.
  func keep(
    _ messages: [InboundDelivery],
    at now: WallTime
  ) async throws(LedgerError) -> [InboundOutcome]

  /// Messages whose files are not durably written yet, in order, at most `limit`.
  func unpublishedMessages(
    after number: Int64,
    limit: Int
  ) async throws(LedgerError) -> [ReceivedMessage]

  /// Notes that these messages' files are durable, and erases their texts from the ledger.
  func markPublished(messages: [Int64]) async throws(LedgerError)

  /// Removes inbound messages, and receipts of removed messages, that are older than `cutoff`.
  ///
  /// - Returns: how many were removed; fewer than `limit` means that none is left.
  func pruneInbox(before cutoff: WallTime, limit: Int) async throws(LedgerError) -> Int
}

/// How a receipt relates to what the ledger holds.
package enum ReceiptMatch: Hashable, Sendable {
  /// It was new, and its message's result now shows it.
  case joined(JobName)
  /// It was new, and is kept until its message gets its id, or as long as the ledger keeps jobs.
  case unmatched
  /// The ledger had it already.
  case repeated
}
