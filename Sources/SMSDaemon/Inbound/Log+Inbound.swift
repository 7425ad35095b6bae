internal import SMSCore

extension Log {
  /// Writes one line per receipt.
  func write(_ receipt: Receipt, _ match: ReceiptMatch) {
    var values = [("provider_message_id", receipt.messageID)]
    switch match {
    case .joined(let name): values = [("spool", name.spool), ("id", name.id)] + values
    case .unmatched: break
    case .repeated: return
    }
    values.append(("status", Composition.receipts.status(of: receipt).name))
    if let code = receipt.code { values.append(("code", String(code))) }
    write(match == .unmatched ? .receiptUnmatched : .receipt, values)
  }

  /// Writes one line per inbound message.
  func write(_ message: InboundMessage, _ outcome: InboundOutcome) {
    guard outcome.isNew else { return }
    let phone = message.phone.map { "\($0)" } ?? "•••"
    var values = [
      ("spool", outcome.spool), ("provider_message_id", message.id), ("from", phone),
      ("to", "\(message.to)"),
    ]
    if let keyword = outcome.keyword {
      values.append(("keyword", keyword == .stop ? "stop" : "start"))
    }
    write(.received, values)
  }
}
