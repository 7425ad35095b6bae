extension JSONText {
  /// Adds a message detail record in the form of its version.
  ///
  /// - Parameters:
  ///   - record: The message.
  ///   - form: How it is shown.
  ///   - receipts: The receipts to show, newest first.
  mutating func record(
    _ record: MessageRecord,
    as form: RecordForm,
    receipts: [SentReceipt] = []
  ) {
    raw(#"{"type":"message","id":"#)
    string(record.name)
    raw(#","attributes":{"direction":"#)
    string(record.isInbound ? "inbound" : "outbound")
    raw(#","from":"#)
    string(String(record.from))
    raw(#","to":"#)
    string(String(record.to))
    if form.text != .missing {
      raw(#","body":"#)
      string(form.shown(record.body))
    }
    raw(#","message_encoding":"#)
    number(record.segments.encoding)
    raw(#","amount_display":"#)
    string(record.segments.displayedPrice)
    raw(#","amount_nanodollars":"#)
    number(record.segments.price)
    if record.version == .v22 { prices(of: record.segments) }
    if record.version == .v2 { oldMembers() } else { newMembers(record, receipts) }
    if let time = form.shown(record.timestamp) {
      raw(#","timestamp":"#)
      self.time(time, record.version)
    }
    raw("}")
    if !record.files.isEmpty {
      raw(",")
      relationships(record.files)
    }
    raw("}")
  }

  /// v2.2 adds what was charged, as text; no surcharge.
  ///
  /// Source: the structures of an unofficial client; the documentation names the members only.
  private mutating func prices(of segments: Segments) {
    raw(#","price_details":{"base_rate":"0.0040","surcharge_rate":"0.0000","charged_cost":"#)
    string(String(segments.displayedPrice.dropFirst()))
    raw(#","segment_count":"#)
    string(String(segments.count))
    raw("}")
  }

  /// v2 has no delivery status.
  private mutating func oldMembers() {
    raw(#","message_type":"long-code","has_mms":false,"callback_url":null"#)
  }

  /// v2.1 and v2.2 show the receipts, newest first, and the status of the newest.
  private mutating func newMembers(_ record: MessageRecord, _ receipts: [SentReceipt]) {
    raw(#","message_type":"longcode","is_mms":"#)
    raw(record.isMMS || !record.files.isEmpty ? "true" : "false")
    raw(#","status":"#)
    string(receipts.first.map { ReceiptStatus(code: $0.code).word } ?? "pending")
    raw(#","delivery_receipts":["#)
    for (index, receipt) in receipts.enumerated() {
      if index > 0 { raw(",") }
      self.receipt(receipt, record.version)
    }
    raw("]")
  }

  private mutating func receipt(_ receipt: SentReceipt, _ version: APIVersion) {
    let status = ReceiptStatus(code: receipt.code)
    raw(#"{"level":"#)
    number(receipt.level)
    raw(#","status":"#)
    string(status.word)
    raw(#","status_code":"#)
    if let code = receipt.code { number(code) } else { raw("null") }
    raw(#","status_code_description":"#)
    string(status.description)
    raw(#","timestamp":"#)
    time(receipt.time, version)
    raw("}")
  }

  private mutating func time(_ nanoseconds: Int64, _ version: APIVersion) {
    let time = CalendarTime(nanoseconds: nanoseconds)
    switch version {
    case .v2: string(time.isoformat)
    case .v21: string(time.hundredths)
    case .v22: string(time.microseconds)
    }
  }
}
