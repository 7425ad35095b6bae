internal import SMSCore

extension WriteSession {
  /// The most receipts stored for one message; the provider sends about two.
  static let mostReceipts = 32

  /// Stores a receipt and publishes its message's result again.
  ///
  /// - Throws: `LedgerError` if a statement fails.
  func keep(_ receipt: Receipt, at now: WallTime) throws(LedgerError) -> ReceiptMatch {
    let earlier = try connection.receipts(ofMessage: receipt.messageID)
    guard try insert(receipt, beside: earlier.count, at: now) else { return .repeated }
    let job = try job(ofMessage: receipt.messageID)
    if receipt.code == receipts.optOutCode,
      let phone = receipt.to ?? job?.to,
      let sender = receipt.from ?? job?.from
    {
      try keep(
        OptOut(phone: phone, sender: sender, account: job?.account, source: .receipt, since: now),
        at: now
      )
    }
    guard let job else { return .unmatched }
    if job.to == nil { try eraseDetails(ofMessage: receipt.messageID) }
    let change = undelivered(earlier + [receipt]) - undelivered(earlier)
    counts.undelivered(change, from: job.from, at: now)
    try connection.run(
      "UPDATE job SET updated = ?, change = ? WHERE number = ?",
      [.time(now), .integer(nextChange()), .job(job.number)]
    )
    return .joined(job.name)
  }

  /// Applies what receipts say that arrived before the message had its provider id: an opt-out, or
  /// that it was not delivered.
  ///
  /// - Throws: `LedgerError` if a statement fails.
  func heedEarlyReceipts(ofMessage id: String, at now: WallTime) throws(LedgerError) {
    let early = try connection.receipts(ofMessage: id)
    guard !early.isEmpty, let job = try job(ofMessage: id) else { return }
    counts.undelivered(undelivered(early), from: job.from, at: now)
    guard let phone = job.to, early.contains(where: { $0.code == receipts.optOutCode }) else {
      return
    }
    let optOut = OptOut(
      phone: phone,
      sender: job.from,
      account: job.account,
      source: .receipt,
      since: now
    )
    try keep(optOut, at: now)
  }

  /// How many messages these receipts of one report as undelivered: 1 or 0.
  private func undelivered(_ all: [Receipt]) -> Int {
    Delivery(all, read: receipts)?.status == .undelivered ? 1 : 0
  }

  /// Stores a receipt if it is new and the message is below the limit.
  ///
  /// - Parameters:
  ///   - receipt: The receipt.
  ///   - known: How many receipts of its message are stored.
  ///   - now: The wall clock.
  /// - Returns: Whether it was stored.
  /// - Throws: `LedgerError` if a statement fails.
  func insert(
    _ receipt: Receipt,
    beside known: Int,
    at now: WallTime
  ) throws(LedgerError) -> Bool {
    let id = SQLValue.text(receipt.messageID)
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

  /// Erases what carriers say about a message to a phone that was erased.
  ///
  /// - Throws: `LedgerError` if a statement fails.
  func eraseDetails(ofMessage id: String) throws(LedgerError) {
    try connection.run("UPDATE receipt SET description = NULL WHERE message_id = ?", [.text(id)])
  }

  /// A message that has that provider's id.
  private struct Receiver {
    let number: JobNumber
    let name: JobName
    /// nil once it was erased.
    let to: PhoneNumber?
    let from: PhoneNumber
    let account: String?
  }

  private func job(ofMessage id: String) throws(LedgerError) -> Receiver? {
    guard let number = try job(withProviderID: id) else { return nil }
    return try connection.first(
      "SELECT number, spool, id, recipient, sender, account FROM job WHERE number = ?",
      [.job(number)]
    ) { row throws(LedgerError) in
      Receiver(
        number: row.job(0),
        name: JobName(spool: row.text(1), id: row.text(2)),
        to: row.isNull(3) ? nil : try row.phone(3),
        from: try row.phone(4),
        account: row.optionalText(5)
      )
    }
  }
}
