internal import SMSCore

extension WriteSession {
  /// The most receipts stored for one message; the provider sends about two.
  static let mostReceipts = 32

  /// Stores a receipt and publishes its message's result again.
  ///
  /// - Throws: `LedgerError` if a statement fails.
  func keep(_ receipt: Receipt, at now: WallTime) throws(LedgerError) -> ReceiptMatch {
    guard try insert(receipt, at: now) else { return .repeated }
    let job = try ends(ofMessage: receipt.messageID)
    if receipt.code == receipts.optOutCode,
      let phone = receipt.to ?? job?.to, let sender = receipt.from ?? job?.from
    {
      try keep(OptOut(phone: phone, sender: sender, source: .receipt, since: now))
    }
    guard let job else { return .unmatched }
    try connection.run(
      "UPDATE job SET updated = ?, change = ? WHERE number = ?",
      [.time(now), .integer(nextChange()), .job(job.number)]
    )
    return .joined(job.name)
  }

  /// Applies an opt-out from receipts that arrived before the message had its provider id.
  ///
  /// - Throws: `LedgerError` if a statement fails.
  func heedEarlyReceipts(ofMessage id: String, at now: WallTime) throws(LedgerError) {
    let isOptOut = try connection.number(
      "SELECT count(*) FROM receipt WHERE message_id = ? AND code = ?",
      [.text(id), .integer(Int64(receipts.optOutCode))]
    )
    guard isOptOut > 0, let job = try ends(ofMessage: id) else { return }
    try keep(OptOut(phone: job.to, sender: job.from, source: .receipt, since: now))
  }

  /// Stores a receipt if it is new and the message is below the limit.
  ///
  /// - Throws: `LedgerError` if a statement fails.
  func insert(_ receipt: Receipt, at now: WallTime) throws(LedgerError) -> Bool {
    let id = SQLValue.text(receipt.messageID)
    let known = try connection.number("SELECT count(*) FROM receipt WHERE message_id = ?", [id])
    guard known < Self.mostReceipts else { return false }
    try connection.run(
      """
      INSERT INTO receipt (message_id, level, status, code, description, at, received)
      VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING
      """,
      [
        id, .optional(receipt.level), .text(receipt.status), .optional(receipt.code),
        .optional(receipt.description), .optional(receipt.at), .time(now),
      ]
    )
    return connection.changes > 0
  }

  private struct Ends {
    let number: JobNumber
    let name: JobName
    let to: PhoneNumber
    let from: PhoneNumber
  }

  private func ends(ofMessage id: String) throws(LedgerError) -> Ends? {
    try connection.first(
      "SELECT number, spool, id, recipient, sender FROM job WHERE provider_message_id = ?",
      [.text(id)]
    ) { row throws(LedgerError) in
      Ends(
        number: row.job(0),
        name: JobName(spool: row.text(1), id: row.text(2)),
        to: try row.phone(3),
        from: try row.phone(4)
      )
    }
  }
}
