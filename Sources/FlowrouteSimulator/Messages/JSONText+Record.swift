extension JSONText {
  /// Adds a message detail record in the form of its version.
  mutating func record(_ record: MessageRecord) {
    raw(#"{"type":"message","id":"#)
    string(record.name)
    raw(#","attributes":{"direction":"outbound","from":"#)
    string(String(record.from))
    raw(#","to":"#)
    string(String(record.to))
    raw(#","body":"#)
    string(record.body)
    raw(#","message_encoding":"#)
    number(record.segments.encoding)
    raw(#","amount_display":"#)
    string(record.segments.displayedPrice)
    raw(#","amount_nanodollars":"#)
    number(record.segments.price)
    if record.version == .v2 { oldMembers(record) } else { newMembers(record) }
    raw("}}")
  }

  /// v2 knows nothing of delivery.
  private mutating func oldMembers(_ record: MessageRecord) {
    raw(#","message_type":"long-code","has_mms":false,"callback_url":null,"timestamp":"#)
    string(CalendarTime(nanoseconds: record.timestamp).isoformat)
  }

  /// v2.1 and v2.2 show the receipts, the highest level first, and the state of that one.
  private mutating func newMembers(_ record: MessageRecord) {
    let time = CalendarTime(nanoseconds: record.timestamp)
    let text = record.version == .v21 ? time.hundredths : time.microseconds
    raw(#","message_type":"longcode","is_mms":false,"status":"message buffered","timestamp":"#)
    string(text)
    raw(
      #","delivery_receipts":[{"level":2,"status":"message buffered","status_code":1003,"#
    )
    raw(#""status_code_description":"Message accepted by Carrier","timestamp":"#)
    string(text)
    raw(#"},{"level":1,"status":"smsc submit","status_code":null,"#)
    raw(#""status_code_description":"Message has been sent","timestamp":"#)
    string(text)
    raw("}]")
  }
}
