internal import SMSCore

extension ReadSession {
  /// Inbound messages whose files are not yet durable, in order.
  ///
  /// - Throws: `LedgerError` if a statement fails.
  func unpublishedMessages(
    after number: Int64,
    limit: Int
  ) throws(LedgerError) -> [ReceivedMessage] {
    var messages: [ReceivedMessage] = []
    try connection.query(
      """
      SELECT \(Row.receivedColumns) FROM received INDEXED BY received_new
      WHERE published = 0 AND number > ? ORDER BY number LIMIT ?
      """,
      [.integer(number), .integer(Int64(limit))]
    ) { row throws(LedgerError) in messages.append(try row.receivedMessage()) }
    for index in messages.indices where !messages[index].message.media.isEmpty {
      let rows = try connection.mediumRows(of: messages[index].number)
      messages[index].message.media.set(rows)
    }
    return messages
  }
}

extension Connection {
  /// The newest messages from a phone, newest first; those that were erased only if its digest is
  /// known.
  ///
  /// - Throws: `LedgerError` if a statement fails.
  func receivedMessages(
    from phone: PhoneTrace,
    before number: Int64,
    limit: Int
  ) throws(LedgerError) -> [ReceivedMessage] {
    var messages: [ReceivedMessage] = []
    let digits = phone.number.digits
    try query(
      """
      SELECT \(Row.receivedColumns) FROM received INDEXED BY received_sender
      WHERE sender IN (?, ?) AND number < ? ORDER BY number DESC LIMIT ?
      """,
      [
        .text(digits), .text(phone.digest?.text ?? digits), .integer(number),
        .integer(Int64(limit)),
      ]
    ) { row throws(LedgerError) in messages.append(try row.receivedMessage()) }
    return messages
  }
}

extension Connection {
  /// The job in `snapshotColumns`, with what the provider reported later: receipts, or the record of
  /// a lookup.
  ///
  /// - Throws: `LedgerError` if a statement fails.
  func completed(
    _ row: borrowing Row,
    _ reading: any ReceiptReading
  ) throws(LedgerError) -> JobSnapshot {
    var snapshot = try row.snapshot()
    if row.hasReceipts, let id = snapshot.message?.providerMessageID {
      snapshot.delivery = Delivery(try receipts(ofMessage: id), read: reading)
    }
    if snapshot.state == .found || snapshot.state == .done {
      snapshot.record = try first(
        "SELECT record FROM record WHERE job = ?",
        [.job(snapshot.number)]
      ) { $0.text(0) }
    }
    if snapshot.state == .done, snapshot.kind == CommandAction.updateWord {
      snapshot.updated = try update(snapshot.number)?.change.members ?? []
    }
    if snapshot.kind == "batch" { snapshot.batch = try facts(of: snapshot.number) }
    if row.isRepeated, snapshot.message != nil { try addRepeats(to: &snapshot) }
    if snapshot.message == nil, snapshot.affected != nil {
      snapshot.tooLate = try tooLate(of: snapshot.number)
    }
    return snapshot
  }

  /// Adds the batches that repeat a message, and show its result too.
  private func addRepeats(to snapshot: inout JobSnapshot) throws(LedgerError) {
    try query(
      """
      SELECT whole.id, batch.results, batch.ended IS NULL OR ?2 <= batch.ended
      FROM batch_repeat CROSS JOIN batch ON batch.job = batch_repeat.batch
        CROSS JOIN job AS whole ON whole.number = batch.job
      WHERE batch_repeat.job = ?1 ORDER BY batch.job
      """,
      [.job(snapshot.number), .integer(snapshot.change)]
    ) { row throws(LedgerError) in snapshot.repeatingBatches.append(try row.membership(from: 0)) }
  }

  /// A message's receipts, in the order in which they arrived.
  ///
  /// - Throws: `LedgerError` if a statement fails.
  func receipts(ofMessage id: String) throws(LedgerError) -> [Receipt] {
    var receipts: [Receipt] = []
    try query(
      """
      SELECT level, status, code, description, at FROM receipt
      WHERE message_id = ? ORDER BY number
      """,
      [.text(id)]
    ) { row in
      receipts.append(
        Receipt(
          messageID: id,
          level: row.optionalCount(0),
          status: row.text(1),
          code: row.optionalCount(2),
          description: row.optionalText(3),
          at: row.optionalTime(4)
        )
      )
    }
    return receipts
  }
}

extension Row {
  /// The columns that `receivedMessage` reads.
  fileprivate static let receivedColumns = """
    number, spool, id, sender, recipient, body, media, received, in_reply_to
    """

  /// - Throws: `LedgerError` with the code `corrupt` if the stored number is invalid.
  fileprivate func receivedMessage() throws(LedgerError) -> ReceivedMessage {
    let body = blob(5)
    return ReceivedMessage(
      number: integer(0),
      spool: text(1),
      message: InboundMessage(
        id: text(2),
        from: text(3),
        to: try phone(4),
        // A text that the ledger no longer holds is zeros.
        body: body.allSatisfy { $0 == 0 } ? "" : String(decoding: body, as: UTF8.self),
        media: [InboundMedia](rows: text(6))
      ),
      receivedAt: time(7),
      inReplyTo: optionalText(8)
    )
  }
}

extension InboundMedia {
  /// A line of the column `media`: link, type, size and name separated by tabs, or only the link,
  /// as older versions wrote it.
  init(row: Substring) {
    let parts = row.split(separator: "\t", omittingEmptySubsequences: false).map(String.init)
    func part(_ index: Int) -> String? {
      parts.indices.contains(index) && !parts[index].isEmpty ? parts[index] : nil
    }
    self.init(url: parts[0], type: part(1), size: part(2).flatMap { Int($0) }, name: part(3))
  }

  /// The line of the column `media`.
  var row: String {
    [url, type ?? "", size.map { String($0) } ?? "", name ?? ""].joined(separator: "\t")
  }
}
