extension JSONText {
  /// A receipt in one of its shapes.
  ///
  /// - Parameters:
  ///   - record: The message.
  ///   - code: Its `status_code`; nil for a level 1 receipt.
  ///   - plan: How receipts are written.
  ///   - time: Nanoseconds since 1970 by the provider's clock.
  ///   - baseURL: The beginning of links.
  /// - Returns: The call's body.
  static func receipt(
    of record: MessageRecord,
    code: Int?,
    plan: ReceiptPlan,
    time: Int64,
    baseURL: String
  ) -> JSONText {
    let status = ReceiptStatus(code: code)
    var json = JSONText()
    if plan.shape == .wrapped { json.raw(#"{"data":"#) }
    json.raw(#"{"type":"delivery_receipt","id":"#)
    json.string(record.name)
    if plan.shape == .wrapped {
      json.raw(#","links":{"related":"#)
      json.string("\(baseURL)\(record.version.messagesPath)/\(record.name)")
      json.raw(#"},"attributes":{"level":"#)
      json.number(code == nil ? 1 : 2)
      json.raw(#","timestamp":"#)
      json.string(CalendarTime(nanoseconds: time).isoformat)
      json.raw(#","status_code_description":"#)
      json.string(status.description)
      json.raw(#","status_code":"#)
      json.code(code, isText: plan.hasTextCodes)
    } else {
      json.raw(#","attributes":{"to":"#)
      json.string(String(record.to))
      json.raw(#","from":"#)
      json.string(String(record.from))
      if code != nil {
        json.raw(#","status_code":"#)
        json.code(code, isText: plan.hasTextCodes)
      }
    }
    json.raw(#","body":"#)
    // Always empty for MMS, according to the provider's page about receipts.
    json.string(record.isMMS ? "" : record.body)
    json.raw(#","status":"#)
    json.string(status.word)
    json.raw(plan.shape == .wrapped ? "}}}" : "}}")
    return json
  }

  /// A text from a handset, as an account with that version receives it.
  ///
  /// Of the flat form of an MMS nothing is known; it gets the same `included`.
  static func inbound(
    _ reply: HandsetReply,
    _ files: [StoredFile] = [],
    id: String,
    time: Int64,
    callbackURL: String
  ) -> JSONText {
    var json = JSONText()
    if reply.shape == .flat {
      json.raw(#"{"id":"#)
      json.string(id)
      json.ends(reply)
      if !files.isEmpty {
        json.raw(",")
        json.included(files)
      }
      json.raw("}")
    } else {
      json.raw(#"{"data":{"type":"message","id":"#)
      json.string(id)
      json.raw(#","attributes":{"direction":"inbound""#)
      json.ends(reply)
      json.raw(#","is_mms":"#)
      json.raw(files.isEmpty ? #"false,"status":"delivered""# : #"true,"status":"""#)
      json.raw(#","message_type":"longcode","timestamp":"#)
      json.string(CalendarTime(nanoseconds: time).microseconds)
      json.raw(#","amount_display":"$0.0040","amount_nanodollars":"4000000","#)
      json.raw(#""message_encoding":0,"message_callback_url":"#)
      json.string(callbackURL)
      json.raw("}")
      if !files.isEmpty {
        json.raw(",")
        json.relationships(files)
      }
      json.raw("}")
      if !files.isEmpty {
        json.raw(",")
        json.included(files)
      }
      json.raw("}")
    }
    return json
  }

  private mutating func ends(_ reply: HandsetReply) {
    raw(#","from":"#)
    string(reply.from)
    raw(#","to":"#)
    string(reply.to)
    raw(#","body":"#)
    string(reply.body.isEmpty && !reply.files.isEmpty ? nil : reply.body)
  }

  private mutating func code(_ code: Int?, isText: Bool) {
    guard let code else { return raw("null") }
    if isText { string(String(code)) } else { number(code) }
  }
}
