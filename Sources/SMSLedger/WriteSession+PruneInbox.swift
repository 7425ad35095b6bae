internal import SMSCore

extension WriteSession {
  /// Removes receipts of messages that the ledger does not know, and published inbound messages.
  ///
  /// - Returns: how many went.
  /// - Throws: `LedgerError` with SQLite's reason.
  func pruneInbox(before cutoff: WallTime, limit: Int) throws(LedgerError) -> Int {
    try connection.run(
      """
      DELETE FROM receipt WHERE number IN (
        SELECT number FROM receipt INDEXED BY receipt_age
        WHERE received < ?1 AND NOT EXISTS (
          SELECT 1 FROM job WHERE job.provider_message_id = receipt.message_id
        ) ORDER BY received LIMIT ?2
      )
      """,
      [.time(cutoff), .integer(Int64(limit))]
    )
    let receipts = connection.changes
    try connection.run(
      """
      DELETE FROM received WHERE number IN (
        SELECT number FROM received INDEXED BY received_age
        WHERE received < ?1 AND published = 1 ORDER BY received LIMIT ?2
      )
      """,
      [.time(cutoff), .integer(Int64(limit - receipts))]
    )
    return receipts + connection.changes
  }
}
